"""What is right about numbers, codes, dates and names: pure functions on values."""
