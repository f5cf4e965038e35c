"""The API's addresses of what is put together: roll-ups, the quarter's files, and the documentation of the API."""
