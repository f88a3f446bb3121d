"""What the code tables say."""
