"""Running the application: its backups."""
