"""Bringing over what an office kept before Chancery: its register and its directories, from CSV and XLSX (ADR 13)."""
