"""The page ``/components``: every component with every state, for development only."""
