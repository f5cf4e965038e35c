"""What is held on a person: declared, exported, and anonymised when they have left (decision 84)."""
