"""Every file that somebody sends is read by an antivirus before any view gets it; one that was not read is refused."""
