"""Settings from the environment, and the way into the web server."""
