"""Compare a file with the database while loading it: collect differences and reasons to refuse."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from django.db.models import Model


@dataclass(frozen=True, slots=True)
class Difference:
    """A field where the file differs from the database; `before` is None for a new row."""

    where: str
    before: object
    after: object

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
            self.differences.append(Difference(where, None, where))
            return model._default_manager.create(**key, **values)
        changed = {name: value for name, value in values.items() if getattr(row, name) != value}
        for name, value in changed.items():
            field_name = getattr(model._meta.get_field(name), "verbose_name", name)
            before = getattr(row, name)
            difference = Difference(f"{where}, {field_name}", "rien" if before is None else before, value)
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
