"""What someone may see of members."""
