"""The sentence about the decisions of the committee."""

from collections.abc import Sequence
from datetime import date

from cpg.shared import french
from dashboards.models.resolution import Resolution
from dashboards.resolutions.selectors import late_among


def finding(resolutions: Sequence[Resolution], today: date) -> str:
    """`Trois décisions à faire, dont une en retard`."""
    open_ones = [each for each in resolutions if each.is_open]
    if not resolutions:
        return "Aucune décision du comité n’est inscrite"
    if not open_ones:
        return "Aucune décision du comité ne reste à faire"
    count, late = len(open_ones), len(late_among(open_ones, today))
    words = french.plural(count, "décision à faire", "décisions à faire")
    text = f"{french.count_word(count, feminine=True)} {words}"
    if late:
        alone = late == count
        text += (
            " en retard"
            if alone and count == 1
            else f", dont {french.count_word(late, feminine=True)} en retard"
        )
    return french.sentence(text)
