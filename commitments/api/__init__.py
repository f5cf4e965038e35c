"""The API's addresses of what was promised: contracts, fiches, engagements, actions, and how the text was read."""
