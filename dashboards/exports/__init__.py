"""Files for the Cnav and for spreadsheets: one row function, several writers, always from the facts."""
