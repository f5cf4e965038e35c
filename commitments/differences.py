"""Compare a file with the database while loading it: collect differences and reasons to refuse."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from django.db.models import Model


class Kind(StrEnum):
    """What a difference is about."""

    CONTRACT = "contrat"
    DEFINITION = "definition"
    TARGET = "cible"
    TEXT = "texte"
    ACTION = "action"

    @property
    def label(self) -> str:
        return {
            Kind.CONTRACT: "Organisme et contrat",
            Kind.DEFINITION: "Définitions et score au seuil",
            Kind.TARGET: "Cibles",
            Kind.TEXT: "Texte",
            Kind.ACTION: "Actions",
        }[self]

    @classmethod
    def of(cls, model: type[Model]) -> "Kind":
        name = model._meta.model_name or ""
        return KIND_OF.get(name, cls.DEFINITION if model._meta.app_label == "indicators" else cls.TEXT)


# By name: the models of figures are in an application above this one, and are definitions unless they are named here.
KIND_OF = {
    "body": Kind.CONTRACT,
    "contract": Kind.CONTRACT,
    "targetversion": Kind.TARGET,
    "action": Kind.ACTION,
    "deliverable": Kind.ACTION,
    "plannedyear": Kind.ACTION,
}


@dataclass(frozen=True, slots=True)
class Difference:
    """A field where the file differs from the database; `before` is None for a new row."""

    where: str
    before: object
    after: object
    kind: Kind = Kind.TEXT

    def __str__(self) -> str:
        if self.before is None:
            return f"{self.where} : ajouté"
        return f"{self.where} : {self.before} → {self.after}"


@dataclass(slots=True)
class LoadingReport:
    """The differences of a loading, and the problems that prevent it."""

    differences: list[Difference] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def put[Row: Model](
        self,
        model: type[Row],
        key: Mapping[str, object],
        values: Mapping[str, object],
        where: str,
        fixed: Mapping[str, str] = MappingProxyType({}),
    ) -> Row:
        """The row of that key, created or brought to these values; each difference is noted.

        `fixed` names the fields that may no longer change, each with the reason: a difference there is a
        problem.
        """
        row = model._default_manager.filter(**key).first()
        if row is None:
            created = model._default_manager.create(**key, **values)
            self.differences.append(Difference(where, None, created, Kind.of(model)))
            return created
        changed = {name: value for name, value in values.items() if getattr(row, name) != value}
        for name, value in changed.items():
            field_name = getattr(model._meta.get_field(name), "verbose_name", name)
            before = getattr(row, name)
            shown = "rien" if before is None else before
            difference = Difference(f"{where}, {field_name}", shown, value, Kind.of(model))
            self.differences.append(difference)
            if name in fixed:
                self.problems.append(f"{difference} refusé, car {fixed[name]}.")
            setattr(row, name, value)
        # Not saved: a refused change could violate a constraint of the database before its reason is reported.
        if changed and not set(changed) & set(fixed):
            row.save(update_fields=list(changed))
        return row

    def refuse_missing(self, present: Iterable[tuple[str, object]], kept: Iterable[object]) -> None:
        """Add a problem for each element that is in the database and no longer in the file."""
        named = set(kept)
        self.problems += [
            f"{where} est dans la base et plus dans le fichier : un élément du contrat ne se retire pas."
            for where, key in present
            if key not in named
        ]
