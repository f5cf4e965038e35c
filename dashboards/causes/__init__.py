"""Why figures of a contract changed: one list of causes, for the files of a quarter and the pages that compare."""
