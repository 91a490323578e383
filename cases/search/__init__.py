"""Full-text search over cases: one tokeniser in Python, so that SQLite and PostgreSQL find the same letters."""
