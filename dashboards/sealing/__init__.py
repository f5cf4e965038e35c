"""History bound into chains: what is sealed, by which digests, and how a chain is verified (decision 83)."""
