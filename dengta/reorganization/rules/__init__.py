"""What a verb of this room will do, as plain values."""
