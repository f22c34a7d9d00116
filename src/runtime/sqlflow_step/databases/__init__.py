"""Databases that steps read and write: a contract, and a package for each."""
