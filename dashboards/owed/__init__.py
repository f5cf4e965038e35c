"""Who owes what: one board by person, reminders, and the list of one person, who arrives there."""
