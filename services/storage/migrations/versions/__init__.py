"""The migrations, one file each, numbered; a released one is never changed."""
