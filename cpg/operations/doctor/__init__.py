"""`manage.py doctor`: what is wrong with an installation, and what to do. A file for each check, one list."""
