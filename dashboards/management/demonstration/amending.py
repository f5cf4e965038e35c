"""The avenant that gives its targets to the first indicator that the contract left « à définir »."""

from datetime import date
from decimal import Decimal

from accounts.clock import localdate
from accounts.models import User
from commitments.ledger.proofs import SentFile
from commitments.models import Contract, Origin
from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.documents.blocks import Align, Document, DocumentCell, DocumentColumn, Heading, Note, Table
from dashboards.documents.composing import FICTITIOUS
from dashboards.documents.markup import Paragraph
from dashboards.documents.pdf import pdf_bytes
from indicators.demo.facts import unsettled
from indicators.domain.model import Target
from indicators.domain.targets import latest_version
from indicators.models import Indicator
from indicators.recording import amend
from indicators.selectors import known

REASON = "Les règles de gestion de l’indicateur sont arrêtées."
SIGNED_BY = (
    "Fait en deux exemplaires, signés des deux parties. Document fictif, joint pour montrer où il se range."
)
# Each year asks for a little more than the one before.
STEP = Decimal("1.04")


def sign_missing_targets(contract: Contract, controller: User, start: Month) -> None:
    """From the month `start` on; nothing where every indicator has its targets."""
    indicator = _without_target(contract)
    if indicator is None:
        return
    targets = _targets(indicator, range(start.year, contract.last_year + 1))
    amend(
        contract=contract,
        label="avenant n° 1",
        effective_from=start.first_day,
        source="Avenant n° 1 au contrat pluriannuel de gestion",
        targets={indicator.code: targets},
        first_years={indicator.code: start.year},
        reason=REASON,
        actor=controller,
        origin=Origin.DEMO,
        document=SentFile("avenant-1.pdf", _document(contract, indicator, targets, start.first_day)),
    )


def _without_target(contract: Contract) -> Indicator | None:
    indicators = list(contract.indicators.with_definition().order_by("position"))
    for found in known(indicators).values():
        latest = latest_version(found.series)
        if latest is None or all(each.objectif is None for each in latest.targets.values()):
            return found.indicator
    return None


def _targets(indicator: Indicator, years: range) -> dict[int, Target]:
    first = unsettled(indicator.definition)
    return {year: _risen(first, STEP**rank) for rank, year in enumerate(years)}


def _risen(target: Target, factor: Decimal) -> Target:
    seuil, objectif = (
        None if each is None else (each * factor).quantize(Decimal(1))
        for each in (target.seuil, target.objectif)
    )
    return Target(seuil, objectif)


def _document(contract: Contract, indicator: Indicator, targets: dict[int, Target], day: date) -> bytes:
    columns = (
        DocumentColumn("Année", 1),
        DocumentColumn("Seuil", 1, Align.END),
        DocumentColumn("Objectif", 1, Align.END),
    )
    lines = tuple(
        (DocumentCell(str(year)), DocumentCell(_text(each.seuil)), DocumentCell(_text(each.objectif)))
        for year, each in targets.items()
    )
    return pdf_bytes(
        Document(
            title="Avenant n° 1",
            subtitle=contract.label,
            body=contract.body.name,
            day=localdate(),
            dated=f"À compter du {french.long_day(day)}",
            warning=FICTITIOUS,
            blocks=(
                Heading(1, "Objet", follows=True),
                Paragraph(
                    f"Cibles de l’indicateur {indicator.code}, {french.bound(indicator.label)}. {REASON}"
                ),
                Table("Cibles", columns, lines),
                Note(SIGNED_BY),
            ),
            has_cover=False,
        )
    )


def _text(value: Decimal | None) -> str:
    return "" if value is None else french.number(int(value))
