"""What would happen, asked before it does."""
