"""The columns of an import: names without regard to case or accents, in any order."""

BODY, INDICATOR, MONTH = "organisme", "indicateur", "mois"
NUMERATOR, DENOMINATOR, VALUE = "numerateur", "denominateur", "valeur"
ABSENCE, COMMENT = "absence", "commentaire"
COLUMNS = (BODY, INDICATOR, MONTH, NUMERATOR, DENOMINATOR, VALUE, ABSENCE, COMMENT)
# Beside them: the year of a month that is named alone, the reason of a correction, and what is read only to be checked.
YEAR, REASON, LABEL, UNIT = "annee", "motif", "libelle", "unite"
EVERY = (*COLUMNS, YEAR, REASON, LABEL, UNIT)
# The order of a file to fill in.
FILLABLE = (
    BODY, INDICATOR, LABEL, UNIT, MONTH, NUMERATOR, DENOMINATOR, VALUE, ABSENCE, COMMENT,
)  # fmt: skip
