"""Mutants that compute the same figures: module, line, what was written and what it became, each with the reason."""

ZERO = "zero is rounded to zero by either formula"
UNIT = "to divide by one or to multiply by one"
SAME = "a seuil that equals the objectif becomes that objectif: the same figure"

EQUIVALENT: dict[tuple[str, str, str, str], str] = {
    ("exact", "if numerator >= 0:", "numerator >= 0", "numerator > 0"): ZERO,
    ("exact", "if numerator >= 0:", "0", "1"): ZERO,
    (
        "targets",
        "return seuil[0] * objectif[1] > objectif[0] * seuil[1]",
        "seuil[0] * objectif[1] > objectif[0] * seuil[1]",
        "seuil[0] * objectif[1] >= objectif[0] * seuil[1]",
    ): SAME,
    (
        "targets",
        "return seuil[0] * objectif[1] < objectif[0] * seuil[1]",
        "seuil[0] * objectif[1] < objectif[0] * seuil[1]",
        "seuil[0] * objectif[1] <= objectif[0] * seuil[1]",
    ): SAME,
    (
        "targets",
        "return Line(annual, before, 0, before, 0, 1)",
        "0",
        "1",
    ): "a year without a live month has no share",
    ("timeline", "if 0 <= january < self.count:", "0", "-1"): "no January is the month before the contract",
    ("timeline", "for place in range(12)", "12", "13"): "the share of a thirteenth month is never read",
    (
        "attainment",
        "self.by_case_6 = False",
        "False",
        "True",
    ): "set before it is read, but for months without a value",
    (
        "attainment",
        "and self.timeline.last_reported[self.index] <= latest",
        "self.timeline.last_reported[self.index] <= latest",
        "self.timeline.last_reported[self.index] < latest",
    ): "a month that is missing is not the last one reported",
    (
        "aggregation",
        "return amount * 10**decimals if decimals >= 0 else half_up(amount, 10**-decimals)",
        "decimals >= 0",
        "decimals > 0",
    ): UNIT,
    (
        "aggregation",
        "return amount * 10**decimals if decimals >= 0 else half_up(amount, 10**-decimals)",
        "0",
        "1",
    ): UNIT,
    (
        "past_years",
        "months = timeline.latest_reported(position.january - 12, position.index, at_most)",
        "12",
        "11",
    ): "a whole year and one month more hold twelve without its January",
    ("timeline", "NEVER = -1", "1", "2"): "any number below the first month",
}
