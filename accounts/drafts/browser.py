"""Keys of what is typed and stays in the browser: only pages of that person hold them, and no storage does."""

from base64 import b64encode

from django.conf import settings
from django.utils.crypto import salted_hmac

from accounts.models import User

SALT = "accounts.drafts.browser"


def keys_of(person: User) -> str:
    """Of 256 bits, for AES. The first encrypts; a replaced SECRET_KEY still reads."""
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    keys = [salted_hmac(SALT, str(person.pk), secret=each, algorithm="sha256").digest() for each in secrets]
    return " ".join(b64encode(key).decode() for key in keys)
