"""The columns of an import: names without regard to case or accents, in any order."""

BODY, INDICATOR, MONTH = "organisme", "indicateur", "mois"
NUMERATOR, DENOMINATOR, VALUE = "numerateur", "denominateur", "valeur"
ABSENCE, COMMENT = "absence", "commentaire"
COLUMNS = (BODY, INDICATOR, MONTH, NUMERATOR, DENOMINATOR, VALUE, ABSENCE, COMMENT)
