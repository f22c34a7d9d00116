"""Models in SQLite files."""
