"""Whether a PDF can be made: its compiler is a binary inside a library, and no browser is needed."""

from collections.abc import Iterator
from datetime import date

from cpg.operations.doctor.findings import Finding, broken, well
from dashboards.documents.blocks import Document
from dashboards.documents.pdf import pdf_bytes

TRIED = Document(
    title="Essai",
    subtitle="",
    body="",
    day=date(2026, 1, 1),
    dated="",
    warning="",
    blocks=(),
    has_cover=False,
)


def look() -> Iterator[Finding]:
    try:
        made = pdf_bytes(TRIED)
    except Exception as error:  # noqa: BLE001 - whatever it is, no document is made
        yield broken(
            f"Aucun document PDF ne se fait ({type(error).__name__}).",
            "Réinstallez les dépendances (uv sync --locked), sur une machine que le paquet typst connaît.",
        )
    else:
        yield well(f"Un PDF d’essai se fait ({len(made) // 1000}\u00a0ko).")
