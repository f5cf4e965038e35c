"""Read the contract's source text as a person would paste it, and judge the proposals by the contract's fixture.

Exits with 1 when a target, an action or its years is wrong without being flagged, or when reviewing all of it takes
more than half an hour. The text is not part of the project: without it nothing is read, and a message says so.
"""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from indicators.reading import facts_of, read_document, review_tenths  # noqa: E402
from tests.reading.judging import correcting_tenths, silently_wrong  # noqa: E402

SOURCE = ROOT.parent / "shared" / "source" / "cpg-2023-2027.txt"
FIXTURE = ROOT / "fixtures" / "cpg-2023-2027-carsat-pdl.json"
MOST_TENTHS = 30 * 600


def main() -> int:
    if not SOURCE.is_file():
        print("Le texte source n’est pas à côté du projet : rien n’a été lu.")
        return 0
    data = json.loads(FIXTURE.read_text("utf-8"))
    proposal = read_document(SOURCE.read_bytes())
    wrong = silently_wrong(proposal, data)
    facts = facts_of(proposal)
    tenths = review_tenths(facts) + correcting_tenths(proposal, data)
    flagged = sum(fact.flagged for fact in facts)
    print("\n".join(wrong) or "Tout ce qui est lu du texte source est juste ou signalé.")
    print(
        f"{sum(fact.read for fact in facts)} faits, dont {flagged} signalés : "
        f"{tenths // 600} min {tenths % 600 // 10} s de relecture."
    )
    return 1 if wrong or tenths > MOST_TENTHS else 0


if __name__ == "__main__":
    sys.exit(main())
