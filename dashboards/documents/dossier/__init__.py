"""The document of a closed quarter for the meeting: from its facts to plain blocks."""
