"""The months that an address asks to see: the month shown and the one that it is compared with."""

from dataclasses import dataclass

from django.http import Http404, QueryDict

from accounts.clock import localdate
from commitments.models import Contract
from cpg.shared.periods import Month, months_between
from dashboards.page_cache import cached_part
from dashboards.shared.forms import AddressForm, MonthField
from indicators.domain import month_shown, reference_month
from indicators.selectors import last_month_with_data


class PeriodForm(AddressForm):
    """`?mois=2025-09&avant=2025-08`; not valid with a month that the contract has not reached."""

    mois = MonthField()
    avant = MonthField()

    def __init__(self, query: QueryDict, first: Month, latest: Month) -> None:
        self.first, self.latest = first, latest
        super().__init__(query)

    def clean(self) -> None:
        for name in ("mois", "avant"):
            month = self.cleaned_data.get(name)
            if month is not None and not self.first <= month <= self.latest:
                self.add_error(name, "Ce mois n’est pas un mois échu du contrat.")


@dataclass(frozen=True, slots=True)
class Period:
    """The month that a page shows, the one it is compared with, the end of the quarter before (None before the
    contract), and those that may be chosen, latest first. In the first month of the contract `compared` is that month.
    `without_data` is the month that would be shown if anything were entered for it.
    """

    month: Month
    compared: Month
    quarter: Month | None
    last_year: int
    choices: tuple[Month, ...]
    is_reference: bool
    without_data: Month | None

    @property
    def compares(self) -> bool:
        """Whether there is a month to compare with."""
        return self.compared < self.month

    @property
    def before(self) -> Month | None:
        """The month compared, when another than the one before was asked for."""
        return None if self.compared in {self.month, self.month.plus(-1)} else self.compared

    @property
    def query(self) -> str:
        """The query of a link to another page that shows the same months."""
        return f"mois={self.month}&avant={self.before}" if self.before else f"mois={self.month}"

    @property
    def kept(self) -> str:
        """The same for links that every page has: nothing when none of the months was chosen."""
        return f"?{self.query}" if self.chosen else ""

    @property
    def chosen(self) -> dict[str, Month]:
        """The months of the address by their names in it; none when neither was chosen."""
        if self.is_reference and self.before is None:
            return {}
        return {"mois": self.month, "avant": self.before} if self.before else {"mois": self.month}


def _last_month_with_data(contract: Contract) -> Month | None:
    """Kept until the next act of the contract, which is read already: no value comes without one."""
    kept = cached_part("last month with data", contract.pk, contract.sequence)
    text = kept.get_or_render(lambda: str(last_month_with_data(contract) or ""))
    return Month.parse(text) if text else None


def period_of(contract: Contract, query: QueryDict) -> Period:
    """The months asked for; the reference month and the one before it by default. A month after the last with a value
    is no situation: that one is shown (RC-17).

    A form keeps the month compared when an earlier one is chosen: "since" a month that comes after would be false,
    so it is the one before.
    """
    today = localdate()
    reference = reference_month(today, contract.entry_delay_days, contract.first_year, contract.last_year)
    first, last = Month(contract.first_year, 1), Month(contract.last_year, 12)
    latest = min(max(Month.of(today), first), last)
    form = PeriodForm(query, first, latest)
    if not form.is_valid():
        raise Http404
    with_data = _last_month_with_data(contract)
    wanted = form.asked["mois"] or reference
    month = month_shown(wanted, with_data)
    before = form.asked["avant"]
    quarter = month.end_of_quarter_before
    return Period(
        month=month,
        compared=before if before and before < month else max(month.plus(-1), first),
        quarter=quarter if quarter >= first else None,
        last_year=contract.last_year,
        choices=tuple(reversed(list(months_between(first, month_shown(latest, with_data))))),
        is_reference=month == month_shown(reference, with_data),
        without_data=None if month == wanted else wanted,
    )
