"""What the slides say: the screens of the committee, from the same computation."""
