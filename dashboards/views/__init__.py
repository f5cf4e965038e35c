"""The pages of a contract: find what the address names, read, show. Nothing is written here."""
