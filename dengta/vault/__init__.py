"""Encryption of fields, blind indexes and the keys of both (GEN-12, MEM-01; ADR 0004)."""
