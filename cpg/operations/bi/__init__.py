"""Views for a reporting tool: one star in the schema `bi`, and a role that sees nothing else."""
