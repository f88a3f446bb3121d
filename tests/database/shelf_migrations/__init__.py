"""Migrations of the shelf, applied only in the test that says so."""
