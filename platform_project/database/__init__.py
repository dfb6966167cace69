"""Django's PostgreSQL backend as this project uses it (`base.py`)."""
