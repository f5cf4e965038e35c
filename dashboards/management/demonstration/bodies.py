"""Other bodies with the same contract, made up, so that bodies can be compared."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from accounts.demo import Named


@dataclass(frozen=True, slots=True)
class OtherBody:
    """`variant` shifts where it does well; people are named by account, first name and family name."""

    code: str
    name: str
    variant: int
    manager: Named
    controller: Named


OTHERS = (
    OtherBody(
        "rivages-du-nord",
        "Organisme fictif Rivages du Nord",
        3,
        ("elise", "Élise", "Quintrevan"),
        ("omar", "Omar", "Belcastrin"),
    ),
    OtherBody(
        "plateaux-du-sud",
        "Organisme fictif Plateaux du Sud",
        6,
        ("ines", "Inès", "Sauvelande"),
        ("theo", "Théo", "Marcenoud"),
    ),
)


def data_of_other(data: Mapping[str, Any], other: OtherBody) -> dict[str, Any]:
    """The file of the same contract, signed by another body."""
    body = {"code": other.code, "nom": other.name, "nom_court": other.name, "departements": []}
    renamed: dict[str, Any] = json.loads(json.dumps(dict(data)).replace(data["organisme"]["nom"], other.name))
    return renamed | {"organisme": body}
