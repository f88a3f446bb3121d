"""Measuring: each row is a question of the project next to its limit in the same run."""
