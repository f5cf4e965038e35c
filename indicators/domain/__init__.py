"""The computation, from monthly facts to published figures: pure Python, exact, one implementation for all callers.

How a month of an indicator is computed (the rules RC-.. are in docs/regles-de-calcul.md):

1. `timeline.py` puts the months of a series in order, facts as scaled integers with running sums. A neutralised due
   month takes its whole period out: its values are not read, it is not due, and the targets of what accumulates shrink
   with it. A month marked `sans_objet` is not due (RC-1 to RC-3).
2. The window goes from January to the month; for a running total, from the start of the contract. The values reported
   in it are aggregated exactly: ratio of sums, evolution of sums, sum, running total, the last one of the year, or the
   last one since the start (`etat`). A due month whose period holds no value is missing (RC-4, RC-6).
3. The value is rounded half up, away from zero, to the indicator's decimals. Everything below uses this published
   value, so that what is read is what is judged (RC-5).
4. Targets, first year and weight are those of the version of the month. What accumulates is due in proportion to the
   profile of the months elapsed that are not neutralised; what is counted one by one is due whole (RC-8, RC-10).
5. The status is the first that applies of ten. Three of them come with a score, and so does a floor: what accumulates,
   must rise and misses a month. 100 x (v - s) / (o - s) with the credit at the seuil, half up to 0.01, at most 99.99
   below the objectif (RC-11, RC-12).
6. Gap, projection to December and required pace follow from the same value, sums and targets; a pace is rounded
   towards the objectif (RC-9, RC-14, RC-15).
7. Totals are weighted means of published scores, with what they cover, what they leave out, and the range of what they
   may become (RC-13).

Rounding happens once, on each published figure; between two published figures nothing is rounded.
"""

from indicators.domain.attainment import attain, attain_all
from indicators.domain.horizon import Horizon, horizon
from indicators.domain.reference import month_shown, reference_month
from indicators.domain.rollup import RollUp, Term, roll_up
from indicators.domain.windows import is_due_by_calendar

__all__ = [
    "Horizon",
    "RollUp",
    "Term",
    "attain",
    "attain_all",
    "horizon",
    "is_due_by_calendar",
    "month_shown",
    "reference_month",
    "roll_up",
]
