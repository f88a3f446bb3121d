"""Deleting, dissolving, restoring organisations; other categories and units (ORG-12 … ORG-20)."""
