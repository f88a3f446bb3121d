"""Fields, locks, migration operations and the SQLite backend.

The only room that asks which database it stands on; every other room calls what is here.
"""
