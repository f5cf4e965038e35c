"""A small reader for each kind of document: bytes in, lines and rows with their places out."""
