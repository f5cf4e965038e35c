"""Calls that leave the server for an address that a person wrote: where they may go, and that they go there only."""
