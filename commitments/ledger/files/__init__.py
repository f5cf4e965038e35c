"""Files that people send: what they are, opening them without harm, and keeping what proves a value."""
