"""Debugging, the secret key, and what Django's own `check --deploy` reports."""

from collections.abc import Iterator

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage

from cpg.operations.doctor.findings import Finding, broken, not_used, notice, well
from cpg.settings.environment import is_guessable

DJANGO = "https://docs.djangoproject.com/fr/stable/ref/checks/"
# Told here in French, with the variable to change.
OURS = frozenset({"security.W009", "security.W018", "security.W020"})


def look() -> Iterator[Finding]:
    if settings.DEBUG:
        yield broken(
            "DEBUG est allumé\u00a0: une erreur montre le code et les réglages à qui la rencontre.",
            "Ôtez DEBUG de l’environnement.",
        )
    if is_guessable(settings.SECRET_KEY):
        yield broken(
            "SECRET_KEY se devine.",
            "Tirez-en une autre au hasard (voir .env.example)\u00a0: chacun se reconnectera.",
        )
    if settings.JOBS_IN_PROCESS:
        yield not_used("Mode embarqué\u00a0: les réglages de production ne s’appliquent pas.")
        return
    said = checks.run_checks(tags=[checks.Tags.security], include_deployment_checks=True)
    found = [each for each in said if each.id not in OURS]
    yield from map(_as_finding, found)
    if not found:
        yield well("Django n’a rien à redire aux réglages de production.")


def _as_finding(message: CheckMessage) -> Finding:
    """In Django's English: its page of checks explains each by its number."""
    text = f"{message.id}\u00a0: {str(message.msg).splitlines()[0]}"
    remedy = f"{message.hint or 'Suivez'} {DJANGO}".strip()
    return broken(text, remedy) if message.is_serious() else notice(text, remedy)
