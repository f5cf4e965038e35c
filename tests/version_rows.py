"""Raw rows of what versions and decisions hold, to see what the database takes and refuses."""

TERMS = (
    "INSERT INTO indicators_versionterms (indicator_id, version_id, change_id, first_year, weight)"
    " VALUES (%s, %s, %s, %s, %s)"
)
PROFILE = (
    "INSERT INTO indicators_profilerevision (indicator_id, change_id, year, version, is_withdrawn, reason, whole,"
    " january, february, march, april, may, june, july, august, september, october, november, december)"
    " VALUES (%s, %s, %s, 1, false, %s, %s, %s, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)"
)
BASE = (
    "INSERT INTO indicators_baserevision (indicator_id, change_id, version, reason,"
    " january, february, march, april, may, june, july, august, september, october, november, december)"
    " VALUES (%s, %s, 1, %s, %s, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)"
)
