"""What stands in each box of a printed form; the templates only lay out."""
