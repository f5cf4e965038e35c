"""The board of completeness: what is missing, late, doubtful or unexplained, and who enters it."""
