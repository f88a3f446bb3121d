"""How the installation fares, for machines: open to all, no personal value in it."""
