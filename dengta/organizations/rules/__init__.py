"""What is right about organisations and units: no database, no clock."""
