"""Sign-in and what belongs to it: django-allauth, with our addresses, words and mails."""
