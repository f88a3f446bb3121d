"""Information sets as data: draw, check, store, compare, print, export (UNT-09, ORG-14)."""
