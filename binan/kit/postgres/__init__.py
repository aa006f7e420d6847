"""Django's engine for PostgreSQL that fails at once while the database is away (`base.py`)."""
