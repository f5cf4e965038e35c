"""The provider of the settings, for code that runs only where there is one."""

from django.conf import settings
from django.http import Http404

from accounts.sign_on.openid.configuration import Configuration


def configuration() -> Configuration:
    found: Configuration | None = settings.OPENID
    if found is None:
        raise Http404
    return found
