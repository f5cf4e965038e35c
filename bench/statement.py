"""One SQL statement that computes and writes what a recompute is compared with: a reference of speed, and no second
implementation of the rules.

It writes as many rows into a copy of the table of attainments with its indexes: value, targets to date, status and
score by window functions, from the same facts and targets. It knows no neutralisation, profile, avenant or projection.
"""

from django.db import connection

from indicators.domain.model import Direction, Series
from indicators.models import Indicator, StoredAttainment
from indicators.selectors import series_by_key

TABLE = StoredAttainment._meta.db_table
COPY = "reference_attainment"
DEFINITIONS = "reference_definition"

COLUMNS = (
    "indicator_id, month, sequence, status, value, months_due, months_reported, missing, no_case, seuil_annual, "
    "objectif_annual, seuil_to_date, objectif_to_date, score, pace_out_of_reach, target_version, is_floor"
)
# One row an indicator, ready before the statement starts: what it means is not in columns that SQL could read.
CREATE = f"""
    DROP TABLE IF EXISTS {COPY}, {DEFINITIONS};
    CREATE TABLE {COPY} (LIKE {TABLE} INCLUDING ALL);
    CREATE TABLE {DEFINITIONS} (
        indicator_id bigint PRIMARY KEY, sequence bigint, aggregation text, rises boolean, is_whole boolean,
        factor integer, decimals integer, step integer, first_year integer, first_month date, last_month date)
"""
DEFINE = f"INSERT INTO {DEFINITIONS} VALUES ({', '.join(['%s'] * 11)})"  # noqa: S608

FIGURES = f"""
    WITH signed AS (
        SELECT DISTINCT ON (t.indicator_id, t.year) t.indicator_id, t.year, t.seuil, t.objectif, v.label
        FROM indicators_targetrevision t JOIN indicators_targetversion v ON v.id = t.version_id
        ORDER BY t.indicator_id, t.year, v.number DESC, t.change_id DESC
    ), steps AS (
        SELECT s.*, coalesce(lag(s.seuil) OVER years, CASE WHEN stays THEN s.seuil ELSE 0 END) AS seuil_before,
            coalesce(lag(s.objectif) OVER years, CASE WHEN stays THEN s.objectif ELSE 0 END) AS objectif_before
        FROM signed s JOIN {DEFINITIONS} d USING (indicator_id),
            LATERAL (SELECT d.aggregation = 'etat' AND NOT d.rises AS stays) AS _
        WINDOW years AS (PARTITION BY s.indicator_id ORDER BY s.year)
    ), facts AS (
        SELECT d.*, m.day::date AS month, y.year, y.number,
            CASE WHEN d.aggregation IN ('cumul_contrat', 'etat') THEN 0 ELSE y.year END AS since,
            r.numerator, r.denominator, r.value AS amount, coalesce(r.value, r.denominator) IS NOT NULL AS is_reported,
            coalesce(y.number % d.step = 0 AND y.year >= d.first_year, false) AS is_due
        FROM {DEFINITIONS} d
        CROSS JOIN LATERAL generate_series(d.first_month, d.last_month, interval '1 month') AS m(day)
        CROSS JOIN LATERAL (SELECT extract(year FROM m.day)::int AS year, extract(month FROM m.day)::int AS number) AS y
        LEFT JOIN (indicators_monthlyactual a JOIN indicators_actualrevision r ON r.id = a.current_id)
            ON a.indicator_id = d.indicator_id AND a.month = m.day::date
    ), sums AS (
        SELECT f.*, sum(numerator) OVER upto AS numerators, sum(denominator) OVER upto AS denominators,
            sum(amount) OVER upto AS amounts, count(amount) OVER upto AS rank,
            count(*) FILTER (WHERE is_due) OVER upto AS due, count(*) FILTER (WHERE is_reported) OVER upto AS reported,
            count(*) FILTER (WHERE is_due AND NOT is_reported) OVER upto AS missing
        FROM facts f
        WINDOW upto AS (PARTITION BY indicator_id, since ORDER BY month)
    ), figures AS (
        SELECT s.*, t.seuil, t.objectif, t.label, round(CASE aggregation
                WHEN 'ratio' THEN factor * numerators / nullif(denominators, 0)
                WHEN 'evolution' THEN 100 * (numerators / nullif(denominators, 0) - 1)
                WHEN 'somme' THEN amounts
                WHEN 'cumul_contrat' THEN amounts
                ELSE max(amount) OVER (PARTITION BY indicator_id, since, rank) END, decimals) AS v,
            CASE WHEN is_whole AND rises THEN floor(p.seuil) WHEN is_whole THEN ceil(p.seuil) ELSE p.seuil END AS s_due,
            CASE WHEN is_whole AND rises THEN floor(p.objectif) WHEN is_whole THEN ceil(p.objectif)
                ELSE p.objectif END AS o_due
        FROM sums s LEFT JOIN steps t USING (indicator_id, year) CROSS JOIN LATERAL (SELECT
            CASE WHEN aggregation = 'somme' THEN t.seuil * part
                WHEN since = 0 THEN t.seuil_before + (t.seuil - t.seuil_before) * part ELSE t.seuil END AS seuil,
            CASE WHEN aggregation = 'somme' THEN t.objectif * part
                WHEN since = 0 THEN t.objectif_before + (t.objectif - t.objectif_before) * part ELSE t.objectif END
                AS objectif
            FROM (SELECT (number - number % step) / 12.0 AS part) AS _) AS p
    ), judged AS (
        SELECT f.*, CASE
            WHEN o_due IS NULL THEN 'sans_objectif'
            WHEN year < first_year OR v IS NULL AND due = 0 THEN 'non_echu'
            WHEN v IS NULL THEN 'non_renseigne'
            WHEN aggregation IN ('somme', 'cumul_contrat') AND o_due = 0 AND objectif <> 0 THEN 'non_echu'
            WHEN aggregation IN ('somme', 'cumul_contrat') AND missing > 0
                THEN CASE WHEN rises AND v >= o_due THEN 'atteint' ELSE 'incomplet' END
            WHEN CASE WHEN rises THEN v >= o_due ELSE v <= o_due END THEN 'atteint'
            WHEN CASE WHEN rises THEN v >= s_due ELSE v <= s_due END THEN 'entre_seuil_et_objectif'
            ELSE 'sous_seuil' END AS status
        FROM figures f
    )
    SELECT indicator_id, month, sequence, status, v, due, reported, '[]', reported > 0 AND v IS NULL,
        seuil, objectif, round(s_due, decimals + 2), round(o_due, decimals + 2), CASE status
            WHEN 'atteint' THEN 100
            WHEN 'entre_seuil_et_objectif' THEN least(99.99, round(100 * (v - s_due) / nullif(o_due - s_due, 0), 2))
            WHEN 'sous_seuil' THEN 0 END,
        false, coalesce(label, ''), false
    FROM judged
"""  # noqa: S608
COMPUTE = f"SELECT count(value), sum(value), sum(score) FROM ({FIGURES}) AS figures ({COLUMNS})"  # noqa: S608
INSERT = f"INSERT INTO {COPY} ({COLUMNS}) {FIGURES}"

AGREEMENT = f"""
    SELECT count(*), count(*) FILTER (WHERE c.value IS NOT DISTINCT FROM t.value),
        count(*) FILTER (WHERE c.status = t.status), count(*) FILTER (WHERE c.score IS NOT DISTINCT FROM t.score)
    FROM {COPY} c JOIN {TABLE} t USING (indicator_id, month)
"""  # noqa: S608


def prepare() -> None:
    """Make the copy of the table, empty, and the definitions of all indicators."""
    indicators = list(Indicator.objects.with_definition())
    series = series_by_key(indicators)
    rows = [(each.pk, each.contract.sequence, *_definition(series[each.pk])) for each in indicators]
    with connection.cursor() as cursor:
        cursor.execute(CREATE)
        cursor.executemany(DEFINE, rows)
        cursor.execute(f"ANALYZE {DEFINITIONS}")


def _definition(series: Series) -> tuple[str | bool | int | None, ...]:
    definition = series.definition
    in_percent = definition.unit == "%"
    return (
        definition.aggregation.value,
        definition.direction is Direction.HAUSSE,
        not (definition.aggregation.takes_pair or in_percent or definition.entry_decimals),
        100 if in_percent else 1,
        definition.decimals,
        definition.frequency.months,
        series.versions[-1].first_year if series.versions else None,
        f"{definition.contract_first_year}-01-01",
        f"{definition.contract_last_year}-12-01",
    )


def empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {COPY}")


def run() -> None:
    """Compute and write all rows; the table must be empty."""
    with connection.cursor() as cursor:
        cursor.execute(INSERT)


def compute() -> None:
    with connection.cursor() as cursor:
        cursor.execute(COMPUTE)


def agreement() -> tuple[int, int, int, int]:
    """How many rows both tables have, and in how many value, status and score are the same."""
    with connection.cursor() as cursor:
        cursor.execute(AGREEMENT)
        rows, values, statuses, scores = cursor.fetchone()
    return rows, values, statuses, scores
