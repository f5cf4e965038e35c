"""Journal of security of the bodies that a person administers: read, searched, exported."""
