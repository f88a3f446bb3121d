"""What someone may see of the tree and the units."""
