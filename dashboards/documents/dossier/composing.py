"""The dossier as a document."""

from itertools import chain

from cpg.shared import french
from dashboards.documents.blocks import Document
from dashboards.documents.composing import FICTITIOUS, cleaned_value
from dashboards.documents.dossier.facts import DossierFacts
from dashboards.documents.dossier.late import late
from dashboards.documents.dossier.others import others
from dashboards.documents.dossier.sheets import sheets
from dashboards.documents.dossier.sources import sources
from dashboards.documents.dossier.summary import summary

CHAPTERS = (summary, sheets, others, late, sources)


def dossier_document(facts: DossierFacts) -> Document:
    contract, quarter = facts.contract, facts.quarter
    return cleaned_value(
        Document(
            title=f"Dossier du {french.quarter_name(quarter.year, quarter.number)}",
            subtitle=contract.label,
            body=contract.body.name,
            day=facts.day,
            dated=(
                f"À fin {french.month_name(quarter.last_month.year, quarter.last_month.number)}, données du "
                f"{french.long_day(facts.day)}, version {facts.closing.version}"
            ),
            warning=FICTITIOUS if contract.is_demo else "",
            blocks=tuple(chain.from_iterable(chapter(facts) for chapter in CHAPTERS)),
            footer=facts.footer,
            has_cover=False,
        )
    )
