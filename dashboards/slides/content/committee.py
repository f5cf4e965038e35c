"""The presentation of a committee: its screens in their order, then the index, and every indicator where asked for."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from accounts import clock
from cpg.shared import french
from dashboards.addresses import contract_url, indicator_url
from dashboards.committee.keys import Key
from dashboards.committee.page import CommitteePage
from dashboards.documents.composing import FICTITIOUS, cleaned_value
from dashboards.shared.freshness import freshness_of
from dashboards.slides.content import indicator as indicators
from dashboards.slides.content import people, situation
from dashboards.slides.content.words import named, whole_text
from dashboards.slides.deck import Column, Cover, Deck, Slide

TITLE = "Comité de direction"
ESTIMATES = (
    "Les projections, intervalles et chances de décembre sont des estimations, faites des mois déjà saisis\u00a0: "
    "aucune n’est un résultat."
)

type Said = tuple[str, str, tuple[Column, ...]]


def deck_of(page: CommitteePage, site: str, marks: Sequence[str] = ()) -> Deck:
    """`page` is that of the situation; `site` is before every address of the notes. `marks` are on every slide: that
    the figures are of a past day, or supposed.
    """
    contract = page.contract
    whole = (FICTITIOUS, *marks) if contract.is_demo else tuple(marks)
    dated = _dated(page)
    cover = Cover(TITLE, (contract.body.name, contract.label, dated, *whole), (_source(page, site),))
    return cleaned_value(
        Deck(
            name=f"{TITLE}, {contract.body.short_name}, {dated}",
            cover=cover,
            slides=tuple(_slide(screen, site) for screen in page.all_screens()),
            footer=f"{contract.label} · {dated}",
            marks=whole,
        )
    )


def _dated(page: CommitteePage) -> str:
    if page.contract.is_to_come:
        return clock.data_of()
    month = page.period.month
    return f"à fin {french.month_name(month.year, month.number)}, {clock.data_of()}"


def _slide(page: CommitteePage, site: str) -> Slide:
    title, lead, columns = _said(page)
    return Slide(title, french.bound(lead), columns, tuple(_notes(page, site)))


def _said(page: CommitteePage) -> Said:
    """Title, finding and parts."""
    if page.key not in SCREENS:
        return named(page.row.state.indicator), page.sheet.finding, indicators.indicator(page)
    return SCREENS[page.key](page)


def _december(page: CommitteePage) -> Said:
    found = page.december
    finding = f"{french.sentence(found.announced or found.title)}."
    return found.title, finding, situation.december(found)


def _followed(page: CommitteePage) -> Said:
    columns = people.followed(page.resolutions, clock.localdate())
    return "Décisions du comité", f"{page.decided}.", columns


SCREENS: Mapping[str, Callable[[CommitteePage], Said]] = {
    Key.SITUATION: lambda page: (
        Key.SITUATION.label,
        page.situation.finding,
        situation.situation(page.situation),
    ),
    Key.CAUSES: lambda page: (Key.CAUSES.label, page.what_turned, situation.turned(page.turned)),
    Key.DECEMBER: _december,
    Key.LATE: lambda page: (
        Key.LATE.label,
        f"{page.late.title}.",
        people.late(page.late, page.late_people),
    ),
    Key.FOLLOWED: _followed,
    Key.INDEX: lambda page: (Key.INDEX.label, "", indicators.index(page.states)),
}


def _notes(page: CommitteePage, site: str) -> Iterator[str]:
    """Where the figures come from, and how firm they are."""
    yield _source(page, site)
    if page.key in set(Key):
        if page.key == Key.DECEMBER:
            yield ESTIMATES
        if page.key == Key.SITUATION and (said := whole_text(page.situation.written)):
            yield said
        return
    if said := whole_text(page.sheet.commentary):
        yield said
    state = page.row.state
    found = freshness_of(state)
    if found.word:
        yield ", ".join(filter(None, (f"Valeur {found.word}", found.detail))) + "."
    if state.now and state.now.projection is not None:
        yield ESTIMATES
    yield f"Détail et mois qui la font\u00a0: {site}{indicator_url(state.indicator)}?{page.period.query}{_moment()}"


def _source(page: CommitteePage, site: str) -> str:
    address = f"{site}{contract_url(page.contract, 'committee', page.key)}?{page.query}{_moment()}"
    contract = page.contract
    return f"Source\u00a0: {contract.label}, {contract.body.name}, {_dated(page)}. Écran du comité\u00a0: {address}"


def _moment() -> str:
    """The moment of the past that addresses must ask for too; "" for today."""
    query = clock.shown_query()
    return f"&{query}" if query else ""
