"""The pages of actions, and what they write."""
