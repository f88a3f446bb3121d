"""What someone does to the tree and the units."""
