"""Loading a contract from its file in the application, by administrators: sent, shown, confirmed."""
