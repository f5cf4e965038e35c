"""What `make` starts by hand on this machine."""
