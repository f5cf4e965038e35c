"""The provider of identities, if there is one, and whether accounts with a password exist beside it."""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from accounts.rights import Role
from accounts.sign_on.openid.configuration import Configuration
from cpg.settings import environment

LONGEST_ISSUER = 200
ON_THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}


def _issuer() -> str:
    value = environment.text("OIDC_ISSUER", "")
    parts = urlsplit(value)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in ON_THIS_MACHINE)
    if value and not (
        is_safe and parts.hostname and not parts.query and not parts.fragment and len(value) <= LONGEST_ISSUER
    ):
        raise ImproperlyConfigured(
            f"La variable OIDC_ISSUER vaut « {value} » : écrivez l'adresse du fournisseur, en https et telle qu'il la "
            "publie (« issuer »), sans /.well-known/openid-configuration."
        )
    return value


def _roles() -> dict[str, Role]:
    found = environment.pairs("OIDC_ROLES", "groupe-du-controle=controleur")
    if wrong := [word for word in found.values() if word not in tuple(Role)]:
        raise ImproperlyConfigured(
            f"La variable OIDC_ROLES contient le rôle « {wrong[0]} » : écrivez valeur=rôle, le rôle étant l'un de "
            f"{', '.join(Role)}."
        )
    return {value: Role(word) for value, word in found.items()}


def _mapping(claim: str, values: str, found: dict[str, str] | dict[str, Role]) -> str:
    """The name of a claim: it is of no use without its values, nor they without it."""
    name = environment.text(claim, "")
    if bool(name) is not bool(found):
        missing, given = (claim, values) if found else (values, claim)
        raise ImproperlyConfigured(
            f"La variable {given} ne sert à rien sans {missing} : définissez les deux."
        )
    return name


def _scopes() -> tuple[str, ...]:
    scopes = tuple(environment.text("OIDC_SCOPES", "openid profile email").split())
    if "openid" not in scopes:
        raise ImproperlyConfigured(
            "La variable OIDC_SCOPES ne contient pas « openid » : écrivez par exemple « openid profile email »."
        )
    return scopes


def configuration() -> Configuration | None:
    """None without OIDC_ISSUER. What is incomplete stops the start."""
    issuer = _issuer()
    if not issuer:
        if given := [name for name in ("OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET") if environment.text(name, "")]:
            raise ImproperlyConfigured(
                f"La variable {given[0]} ne sert à rien sans OIDC_ISSUER : définissez les deux."
            )
        return None
    bodies, roles = environment.pairs("OIDC_BODIES", "21440109300015=mon-organisme"), _roles()
    return Configuration(
        issuer=issuer,
        client_id=environment.text("OIDC_CLIENT_ID"),
        client_secret=environment.text("OIDC_CLIENT_SECRET"),
        name=environment.text("OIDC_NAME", str(urlsplit(issuer).hostname)),
        scopes=_scopes(),
        signs_userinfo=environment.flag("OIDC_SIGNED_USERINFO", default=False),
        required_acr=tuple(
            part.strip() for part in environment.text("OIDC_REQUIRED_ACR", "").split(",") if part.strip()
        ),
        links_by_email=environment.flag("OIDC_LINK_BY_EMAIL", default=False),
        body_claim=_mapping("OIDC_CLAIM_BODY", "OIDC_BODIES", bodies),
        role_claim=_mapping("OIDC_CLAIM_ROLE", "OIDC_ROLES", roles),
        bodies=bodies,
        roles=roles,
    )


def local_accounts(provider: Configuration | None) -> bool:
    """Whether people may sign in by a password; without a provider, somebody must be able to."""
    are_open = environment.flag("LOCAL_ACCOUNTS", default=True)
    if not are_open and provider is None:
        raise ImproperlyConfigured(
            "La variable LOCAL_ACCOUNTS vaut « non » sans fournisseur d'identité : plus personne n'entrerait. "
            "Définissez OIDC_ISSUER, ou écrivez « oui »."
        )
    return are_open
