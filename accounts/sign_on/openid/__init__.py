"""Sign-in by the body's own provider of identities (OpenID Connect): django-allauth's client, with stricter checks."""
