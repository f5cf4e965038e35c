"""Journal of security: who signed in, who failed, what was granted and what left the application."""
