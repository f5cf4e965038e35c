"""Django's backend for PostgreSQL, with a limit on how long a silent server is waited for."""
