"""Whether the provider of identities answers, where people sign in by one."""

from collections.abc import Iterator

from django.conf import settings

from accounts.sign_on.openid import discovery
from cpg.operations.doctor.findings import Finding, broken, not_used, well


def look() -> Iterator[Finding]:
    if settings.OPENID is None:
        yield not_used("Aucun fournisseur d’identité (OIDC_ISSUER est vide).")
        return
    try:
        discovery.discovered(settings.OPENID)
    except Exception as error:  # noqa: BLE001 - whatever it is, nobody signs in by it
        yield broken(
            f"Le fournisseur d’identité ne répond pas comme attendu ({type(error).__name__}).",
            "Vérifiez OIDC_ISSUER, le réseau vers lui et l’autorité de son certificat.",
        )
    else:
        yield well("Le fournisseur d’identité répond.")
