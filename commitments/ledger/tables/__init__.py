"""Tables that people send, as CSV or workbooks: read as rows of texts, refused row by row, reported row by row."""
