"""Archives of all that the application keeps, database and proofs as of one moment: taking, checking, restoring."""
