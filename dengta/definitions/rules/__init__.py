"""What an information set is, and what may stand in it: no database, no clock."""
