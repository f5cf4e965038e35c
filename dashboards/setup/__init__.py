"""Setting up a body by hand: its people, who fills in what, and what remains until the first validated month."""
