"""What each page says, as frozen values and finished sentences: templates only lay it out."""
