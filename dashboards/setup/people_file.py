"""People of a file: what each line would do, and why a line is refused. Nothing is written here."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import Body, User
from accounts.rights import Role
from commitments.ledger.tables.reading import read_table
from commitments.ledger.tables.readings import AS_IT_IS
from commitments.ledger.tables.rows import Refused, TableRow, UnreadableFileError
from commitments.ledger.tables.shapes import OneRowEach
from dashboards.setup.forms import InviteForm, role_of

COLUMNS = ("nom", "prenom", "courriel", "identifiant", "role")
A_ROW_EACH = OneRowEach("une ligne par personne", COLUMNS, COLUMNS)
MOST_PEOPLE = 300
TOO_MANY = f"Ce fichier nomme plus de {MOST_PEOPLE} personnes\u00a0: envoyez-le en plusieurs fois."
ASKS = (
    "Gardez une seule feuille, sans ligne masquée, avec les seules colonnes nom, prénom, courriel, identifiant "
    "et rôle."
)
NOBODY = "Ce fichier ne nomme personne."


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A line of the file: its form, and what is wrong with it."""

    number: int
    form: InviteForm
    refused: tuple[str, ...]

    @property
    def is_taken(self) -> bool:
        return not self.refused

    @property
    def cells(self) -> list[str]:
        return [self.form.data[name] for name in COLUMNS[:4]]

    @property
    def role(self) -> str:
        code = str(self.form.data["role"])
        return Role(code).label if code in set(Role) else code

    @property
    def outcome(self) -> str:
        return " ".join(self.refused) if self.refused else self.form.step


@dataclass(frozen=True, slots=True)
class PeoplePreview:
    """Every line, with what it would do; a file is taken whole or not at all."""

    lines: tuple[PersonLine, ...]
    refused: tuple[str, ...] = ()

    @property
    def is_taken(self) -> bool:
        return bool(self.lines) and not self.refused and all(line.is_taken for line in self.lines)

    @property
    def count_refused(self) -> int:
        return sum(not line.is_taken for line in self.lines)

    @property
    def plan(self) -> str:
        """A digest of what is shown: another one, where something changed meanwhile."""
        told = "\n".join("\t".join([*line.cells, line.role, line.outcome]) for line in self.lines)
        return hashlib.sha256(told.encode()).hexdigest()


def preview_people(content: bytes, body: Body, actor: User) -> PeoplePreview:
    try:
        table = read_table(content, (A_ROW_EACH,), AS_IT_IS)
    except UnreadableFileError as error:
        return PeoplePreview((), (str(error),))
    refused = tuple(_sentence(each) for each in table.refused)
    if table.reading.asks:
        refused = (*refused, ASKS)
    if len(table.rows) > MOST_PEOPLE:
        return PeoplePreview((), (TOO_MANY,))
    lines = _lines(table.rows, body, actor)
    return PeoplePreview(lines, refused if refused or lines else (NOBODY,))


def _sentence(refused: Refused) -> str:
    where = f"Ligne {refused.line}, {refused.column}\u00a0: " if refused.line else ""
    return f"{where}{refused.reason}"


def _lines(rows: Sequence[TableRow], body: Body, actor: User) -> tuple[PersonLine, ...]:
    seen: dict[str, int] = {}
    lines = []
    for row in rows:
        if row.is_blank(COLUMNS):
            continue
        typed = {name: row.text(name) for name in COLUMNS}
        form = InviteForm(body, actor, typed | {"role": role_of(typed["role"])})
        wrong = [each.reason for each in row.faults]
        wrong += [
            f"{form[name].label}\u00a0: {' '.join(map(str, errors))}" for name, errors in form.errors.items()
        ]
        wrong += _twice(typed, seen, row.line)
        lines.append(PersonLine(row.line, form, tuple(wrong)))
    return tuple(lines)


def _twice(typed: dict[str, str], seen: dict[str, int], number: int) -> list[str]:
    """An address is of one identifier; a person who gets two roles has them on two lines."""
    name, address = typed["identifiant"].casefold(), typed["courriel"].casefold()
    wrong = []
    if first := seen.get(f"role\t{name}\t{role_of(typed['role'])}"):
        wrong.append(f"Cette personne a déjà ce rôle à la ligne {first}\u00a0: gardez l’une des deux.")
    if (first := seen.get(f"adresse\t{address}")) and not seen.get(f"compte\t{name}\t{address}"):
        wrong.append(f"Cette adresse est celle de la ligne {first}, sous un autre identifiant.")
    if (first := seen.get(f"identifiant\t{name}")) and not seen.get(f"compte\t{name}\t{address}"):
        wrong.append(f"Cet identifiant a une autre adresse à la ligne {first}.")
    for key in (
        f"identifiant\t{name}",
        f"role\t{name}\t{role_of(typed['role'])}",
        f"adresse\t{address}",
        f"compte\t{name}\t{address}",
    ):
        seen.setdefault(key, number)
    return wrong
