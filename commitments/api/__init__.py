"""API of the contract: contracts, fiches, engagements, actions, interpretations."""
