"""Files of other systems: rows → plan → the same verbs people use."""
