"""Changes to the code tables."""
