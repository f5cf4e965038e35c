"""Decimals that SQLite keeps to the last digit, as PostgreSQL does."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.backends.utils import format_number
from django.db.models.lookups import Lookup

# What a text can be asked as well as a number. SQLite would compare and order texts letter by letter.
LOOKUPS = frozenset({"exact", "in", "isnull"})


if TYPE_CHECKING:
    Decimals = models.DecimalField[Decimal | None, Decimal | None]
else:
    Decimals = models.DecimalField


class ExactDecimalField(Decimals):
    """A decimal that SQLite stores as a text with all its decimals: a column of numbers keeps fifteen digits there.

    It cannot be compared by `gt`, `lt` and the like, and nothing may order by it: neither would be right on SQLite.
    """

    def db_type(self, connection: Any) -> str | None:
        return "text" if connection.vendor == "sqlite" else super().db_type(connection)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        number = super().get_db_prep_value(value, connection, prepared)
        if connection.vendor == "sqlite":
            return format_number(number, self.max_digits, self.decimal_places)
        return number

    def get_lookup(self, lookup: str) -> "type[Lookup[Any]] | None":
        return super().get_lookup(lookup) if lookup in LOOKUPS else None
