"""Sources: places where figures arrive without being typed. What arrives is read by the import's own code."""
