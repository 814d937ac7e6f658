"""Alembic's folder: `env.py` runs what is in `versions`."""
