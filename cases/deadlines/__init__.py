"""Deadlines: working calendars, policies and the ledger that explains a date. Pure: days in, days out."""
