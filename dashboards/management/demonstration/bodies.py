"""Other bodies with the same contract, made up, so that bodies can be compared."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class OtherBody:
    """`variant` shifts where it does well."""

    code: str
    name: str
    variant: int


OTHERS = (
    OtherBody("rivages-du-nord", "Caisse fictive Rivages du Nord", 3),
    OtherBody("plateaux-du-sud", "Caisse fictive Plateaux du Sud", 6),
)


def data_of_other(data: Mapping[str, Any], other: OtherBody) -> dict[str, Any]:
    """The file of the same contract, signed by another body."""
    body = {"code": other.code, "nom": other.name, "nom_court": other.name, "departements": []}
    renamed: dict[str, Any] = json.loads(json.dumps(dict(data)).replace(data["organisme"]["nom"], other.name))
    return renamed | {"organisme": body}
