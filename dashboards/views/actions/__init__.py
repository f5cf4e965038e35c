"""The pages of actions: looked at, written by their owners, checked by the controller."""
