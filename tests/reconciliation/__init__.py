"""The Cnav's figures beside ours: the rules, what is kept, and the pages."""
