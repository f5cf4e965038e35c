"""What the settings say of the provider. Plain Python: the settings themselves import it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from accounts.rights import Role


@dataclass(frozen=True)
class Configuration:
    """`name` is what people read on the button. `bodies` and `roles` tell which code of a body, and which role, a value
    of the claims `body_claim` and `role_claim` proposes to the administrator who accepts a new person.
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    name: str
    scopes: tuple[str, ...] = ("openid", "profile", "email")
    signs_userinfo: bool = False
    required_acr: tuple[str, ...] = ()
    links_by_email: bool = False
    body_claim: str = ""
    role_claim: str = ""
    bodies: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, Role] = field(default_factory=dict)
