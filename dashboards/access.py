"""Look up what an address names, for one person; and the months that an address asks for."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, QueryDict
from django.utils.timezone import localdate

from accounts.models import User
from accounts.rights import Verb, may
from commitments.models import Contract
from cpg.shared.periods import Month, Quarter, months_between
from dashboards.exports.files import Format
from dashboards.models.closing import FrozenExport
from indicators.domain import reference_month


def contract_or_404(user: User | AnonymousUser, body: str, contract: str) -> Contract:
    """The contract, if the person belongs to its body."""
    visible = Contract.objects.all().visible_to(user).select_related("body")
    found = visible.filter(body__code=body, code=contract).first()
    if found is None:
        raise Http404
    return found


def exportable_or_404(user: User | AnonymousUser, body: str, contract: str) -> Contract:
    """The contract, if the person's roles let them download its files."""
    found = contract_or_404(user, body, contract)
    if not isinstance(user, User) or not may(user, Verb.EXPORT, found):
        raise PermissionDenied
    return found


def quarter_or_404(contract: Contract, text: str) -> Quarter:
    """A quarter of the contract written `2024T2`."""
    try:
        quarter = Quarter.parse(text)
    except ValueError as error:
        raise Http404 from error
    if quarter.year not in contract.years:
        raise Http404
    return quarter


def format_or_404(text: str) -> Format:
    if text not in set(Format):
        raise Http404
    return Format(text)


def frozen_or_404(contract: Contract, quarter: Quarter, version: int, format_: Format) -> FrozenExport:
    """A file of a closing."""
    found = FrozenExport.objects.filter(
        closing__contract=contract,
        closing__year=quarter.year,
        closing__quarter=quarter.number,
        closing__version=version,
        format=format_.value,
    ).first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True, slots=True)
class Period:
    """The month that a page shows, the one it is compared with, the end of the quarter before (None before the
    contract), and those that may be chosen, latest first. In the first month of the contract `compared` is that month.
    """

    month: Month
    compared: Month
    quarter: Month | None
    last_year: int
    choices: tuple[Month, ...]
    is_reference: bool

    @property
    def compares(self) -> bool:
        """Whether there is an earlier month to compare with."""
        return self.compared < self.month

    @property
    def before(self) -> Month | None:
        """The compared month, when it is not simply the one before."""
        return None if self.compared in {self.month, self.month.plus(-1)} else self.compared

    @property
    def query(self) -> str:
        """The query string of links to other pages, so that they show the same months."""
        return f"mois={self.month}&avant={self.before}" if self.before else f"mois={self.month}"

    @property
    def kept(self) -> str:
        """The query string of navigation links: empty unless one of the months was chosen."""
        return "" if self.is_reference and self.before is None else f"?{self.query}"


def period_of(contract: Contract, query: QueryDict) -> Period:
    """The months of `?mois=2025-09&avant=2025-08`; the reference month and the one before it by default.

    A form keeps the month compared when an earlier one is chosen: "since" a month that comes after would be false,
    so it is the one before.
    """
    today = localdate()
    reference = reference_month(today, contract.entry_delay_days, contract.first_year, contract.last_year)
    first, last = Month(contract.first_year, 1), Month(contract.last_year, 12)
    latest = min(max(Month.of(today), first), last)
    month = _asked(query.get("mois", ""), first, latest) or reference
    before = _asked(query.get("avant", ""), first, latest)
    compared = before if before and before < month else max(month.plus(-1), first)
    quarter = month.end_of_quarter_before
    return Period(
        month=month,
        compared=compared,
        quarter=quarter if quarter >= first else None,
        last_year=contract.last_year,
        choices=tuple(reversed(list(months_between(first, latest)))),
        is_reference=month == reference,
    )


def _asked(text: str, first: Month, latest: Month) -> Month | None:
    """The requested month, None without one; a month that is not reached yet is a 404."""
    if not text:
        return None
    try:
        month = Month.parse(text)
    except ValueError as error:
        raise Http404 from error
    if not first <= month <= latest:
        raise Http404
    return month
