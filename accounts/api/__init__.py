"""The API's addresses of bodies and of oneself."""
