"""Every column of the database that names a person, and what becomes of it when they have left.

A test walks all models: a new column that names an account must be declared here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.apps import apps
from django.db.models import Model

from accounts.models import User


class Fate(StrEnum):
    KEPT = "garde"
    DELETED = "efface"
    WITHDRAWN = "retire"

    @property
    def label(self) -> str:
        return FATES[self]


FATES = {
    Fate.KEPT: "gardé, au nom d’«\u00a0ancien utilisateur\u00a0»",
    Fate.DELETED: "effacé",
    Fate.WITHDRAWN: "retiré, l’historique des droits le dit",
}


@dataclass(frozen=True, slots=True)
class Held:
    """`KEPT` rows name the account, which names nobody any more. `WITHDRAWN` ones go by their verb, with a line in the
    history of rights. `secrets` are columns that no export holds.
    """

    fate: Fate
    secrets: frozenset[str] = frozenset()


KEPT, DELETED, WITHDRAWN = Held(Fate.KEPT), Held(Fate.DELETED), Held(Fate.WITHDRAWN)
SECRETS_OF_ACCOUNT = frozenset({"password"})
HELD: Mapping[str, Held] = {
    "admin.LogEntry.user": KEPT,
    "account.EmailAddress.user": DELETED,
    "mfa.Authenticator.user": Held(Fate.DELETED, frozenset({"data"})),
    "socialaccount.SocialAccount.user": DELETED,
    "usersessions.UserSession.user": Held(Fate.DELETED, frozenset({"session_key", "data"})),
    "accounts.User_groups.user": DELETED,
    "accounts.User_user_permissions.user": DELETED,
    "accounts.Membership.user": WITHDRAWN,
    "accounts.KeptPost.person": DELETED,
    # Its text may hold a link that opens the account, and an administrator may ask for the export.
    "accounts.OutboxMail.user": Held(Fate.DELETED, frozenset({"body"})),
    "accounts.Arrival.refused_by": KEPT,
    "accounts.RoleRequest.person": KEPT,
    "accounts.RoleRequest.asked_by": KEPT,
    "accounts.RoleDecision.decided_by": KEPT,
    "accounts.RightRevision.person": KEPT,
    "accounts.RightRevision.actor": KEPT,
    "accounts.SecurityEvent.actor": KEPT,
    "accounts.SecurityEvent.subject": KEPT,
    "accounts.Token.user": Held(Fate.WITHDRAWN, frozenset({"digest"})),
    "commitments.Change.actor": KEPT,
    "commitments.OwnershipRevision.owner": KEPT,
    "commitments.OwnershipRevision.deputy": KEPT,
    "indicators.Assignment.user": WITHDRAWN,
    "indicators.ImportJob.user": Held(Fate.KEPT, frozenset({"content"})),
    "indicators.SourceConnection.written_by": KEPT,
    "indicators.Source.owner": KEPT,
    "indicators.Source.trusted_by": KEPT,
    "indicators.SourceEvent.actor": KEPT,
    "dashboards.Alert.user": DELETED,
    "dashboards.PageByMail.user": DELETED,
    "dashboards.ResolutionRevision.owner": KEPT,
    "dashboards.ReviewJob.user": KEPT,
    "dashboards.SlideTemplate.sent_by": Held(Fate.KEPT, frozenset({"content"})),
    "dashboards.SlideTemplateChoice.chosen_by": KEPT,
    "dashboards.ContractDraft.created_by": Held(Fate.KEPT, frozenset({"content"})),
    "dashboards.DraftFact.decided_by": KEPT,
    "dashboards.Scenario.owner": Held(Fate.DELETED, frozenset({"key"})),
}


# Tables of libraries whose own names are not in French.
TITLES: Mapping[str, str] = {
    "mfa.Authenticator": "seconds facteurs",
    "socialaccount.SocialAccount": "comptes chez un fournisseur d’identité",
    "usersessions.UserSession": "sessions",
    "accounts.User_groups": "groupes",
    "accounts.User_user_permissions": "droits propres",
}


def found_in_models() -> set[str]:
    """Every foreign key to an account, of every application, tables between two models included."""
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if field.related_model is User
    }


def model_of(key: str) -> tuple[type[Model], str]:
    label, _, field = key.rpartition(".")
    return apps.get_model(label), field


@dataclass(frozen=True, slots=True)
class Counted:
    """How many rows of a table name the person by one column, and what becomes of them."""

    name: str
    column: str
    count: int
    fate: Fate


def counts_of(person: User) -> list[Counted]:
    """Of the tables that hold something. One query for each column."""
    counted = []
    for key, held in HELD.items():
        model, field = model_of(key)
        count = model._base_manager.filter(**{field: person}).count()
        if count:
            counted.append(Counted(*names_of(model, field), count, held.fate))
    return counted


def names_of(model: type[Model], field: str) -> tuple[str, str]:
    """The table and the column as the page names them."""
    if title := TITLES.get(model._meta.label):
        return title, "utilisateur"
    return str(model._meta.verbose_name_plural), str(
        getattr(model._meta.get_field(field), "verbose_name", field)
    )
