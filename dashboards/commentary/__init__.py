"""What is written of an indicator, a theme or the contract: proposed by rules from the figures, then edited."""
