"""The first page of the dashboard on paper: as a file, and by mail for who asks for it."""
