"""Pourquoi ce chiffre ? Done again by hand, with the words of the page and nothing else.

The page is turned into the lines that a reader sees. From the months that they list, the targets of each year as signed
and the few words that say how it is counted, the rules give value, targets to date, gap, share of the way, score and
status: those must be the ones that the page says. Neither the application's arithmetic nor its formulas are used.
"""

import html
import re
from fractions import Fraction
from math import floor

import pytest
from django.core.management import call_command

from accounts.models import User

# Arithmetic on the words of a page.
pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.slow]

MONTHS = [
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
]  # fmt: skip
FIGURE = r"−?\d[\d ]*(?:,\d+)?"
HIDDEN = re.compile(
    r"<(script|style|svg|template)\b.*?</\1>|<(span|caption) class=\"vh\">.*?</\2>", re.DOTALL
)
NEW_LINE = re.compile(
    r"<(?:br|/?(?:p|div|li|ul|ol|h\d|dt|dd|tr|table|section|summary|details|code|form|header))\b[^>]*>"
)
# The month that is looked at of a sum, a delay, a rate, an evolution, a last value whose objectif is nothing, and
# running totals by month and by quarter.
LOOKED_AT = {
    "R6": "2025-07",
    "R15": "2025-07",
    "R22": "2025-07",
    "R26": "2025-07",
    "R28": "2023-12",
    "R8": "2025-07",
    "R30": "2025-08",
}


def visible(source):
    """The lines that are seen, every kind of space written as one; cells of a table are parted by ` | `."""
    text = HIDDEN.sub(" ", source)
    text = NEW_LINE.sub("\n", re.sub(r"\s+", " ", text))
    text = html.unescape(re.sub(r"<[^>]*>", " ", re.sub(r"</t[dh]>", " | ", text)))
    return [re.sub(r"\s+", " ", line).strip(" |") for line in text.split("\n") if line.strip(" |")]


def number(text):
    found = re.search(FIGURE, text)
    assert found, text
    return Fraction(found[0].replace("−", "-").replace(" ", "").replace(",", "."))


def half_up(exact, decimals):
    scaled = floor(abs(exact) * 10**decimals + Fraction(1, 2))
    return Fraction(scaled if exact >= 0 else -scaled, 10**decimals)


class WhyPage:
    """What a reader finds on the page, by the words around it."""

    def __init__(self, lines):
        self.lines = lines
        month, year = re.search(r"Valeur à fin (\w+) (\d{4})", "\n".join(self.lines)).groups()
        self.month, self.year = MONTHS.index(month) + 1, int(year)

    def after(self, start, offset=1):
        """The line that follows the one that starts so."""
        at = next(rank for rank, line in enumerate(self.lines) if line.startswith(start))
        return self.lines[at + offset]

    def line(self, pattern):
        return next(found for line in self.lines if (found := re.search(pattern, line)))

    @property
    def traits(self):
        return self.line(r"^(?:Mensuel|Trimestriel|Annuel) · .*")[0]

    @property
    def how(self):
        """What the first step says of the way, the months and the rounding."""
        return self.line(r"^.*Arrondi au demi supérieur, à (\d+) décimale")

    @property
    def inputs(self):
        """The figures of each month that counts: one number, or a numerator and a denominator, by year and month."""
        found = {}
        for line in self.lines:
            names = "|".join(MONTHS)
            told = re.match(rf"({names}) (\d{{4}}) ({FIGURE})(?: sur ({FIGURE}))? (?:saisi|importé)", line)
            if told:
                figures = tuple(number(each) for each in told.groups()[2:] if each)
                found[int(told[2]), MONTHS.index(told[1]) + 1] = figures
        return found

    @property
    def signed(self):
        """The table of the targets."""
        start = next(rank for rank, line in enumerate(self.lines) if line.startswith("Les cibles"))
        return self.lines[start : self.lines.index("Journal", start)]

    @property
    def annual(self):
        """Seuil and objectif of each year, as signed; a year without is left out."""
        rows = (
            re.match(rf"(\d{{4}}) \| ({FIGURE})[^|]* \| ({FIGURE})[^|]* \|", line) for line in self.signed
        )
        return {int(row[1]): (number(row[2]), number(row[3])) for row in rows if row}


def value_of(page):
    months = [page.inputs[key] for key in sorted(page.inputs)]
    how = page.how[0]
    if how.startswith(("Dernière valeur", "Dernier niveau")):
        return months[-1][0]
    if how.startswith(("Somme des mois", "Cumul")):
        return sum((each[0] for each in months), Fraction(0))
    ratio = sum(each[0] for each in months) / sum(each[1] for each in months)
    if how.startswith("Évolution"):
        return 100 * (ratio - 1)
    return ratio if "jours" in page.traits else 100 * ratio


def to_date(page, rank):
    """One of the two targets at the end of the month, whole where the page says so."""
    due = exact_to_date(page, rank)
    return Fraction(floor(due)) if any("arrondi à l’entier inférieur" in line for line in page.lines) else due


def exact_to_date(page, rank):
    """From the targets of the years."""
    wanted = page.annual[page.year][rank]
    elapsed = page.month - page.month % 3 if page.traits.startswith("Trimestriel") else page.month
    if page.how[0].startswith("Somme des mois"):
        return wanted * elapsed / 12
    if page.how[0].startswith(("Cumul", "Dernier niveau")):
        before = page.annual.get(page.year - 1, (Fraction(0), Fraction(0)))[rank]
        return before + (wanted - before) * elapsed / 12
    return wanted


def check(lines):
    """Recompute everything that the page shows of its figure."""
    page = WhyPage(lines)
    decimals = int(page.how[1])
    value, seuil, objectif = half_up(value_of(page), decimals), to_date(page, 0), to_date(page, 1)
    assert number(page.after("Valeur à fin")) == value
    for level, exact in (("seuil", seuil), ("objectif", objectif)):
        told = [line for line in page.lines if re.match(rf"{level} {FIGURE}", line)]
        assert number(told[-1].split("→")[-1]) == half_up(exact, decimals + 2)
    assert number(page.after("Valeur à date moins objectif").split("→")[1]) == half_up(
        value - objectif, decimals + 2
    )
    place = (value - seuil) / (objectif - seuil)
    share = page.after("Part du chemin du seuil à l’objectif")
    assert abs(number(re.split("≈|=", share)[1]) - place) <= Fraction(1, 2 * 10**6)
    exact = half_up(100 * place, 2)
    score = Fraction(0) if place < 0 else Fraction(100) if place >= 1 else min(exact, Fraction("99.99"))
    assert number(page.after("Score")) == score
    assert number(page.after("Part du chemin du seuil à l’objectif", 2).split("→")[1]) == score
    good = value >= objectif if "plus haut est mieux" in page.traits else value <= objectif
    status = "Atteint" if good else "Entre seuil et objectif" if place >= 0 else "Seuil non tenu"
    assert re.match(rf"{FIGURE} ?[%j€]? {status}\b", page.after("Valeur à fin"))
    return page


@pytest.fixture(scope="module")
def demonstration(rows_of_module):
    call_command("load_demo", verbosity=0)


@pytest.fixture
def pages(client, demonstration):
    client.force_login(User.objects.get(username="direction"))
    return lambda code, month: client.get(f"/carsat-pdl/cpg-2023-2027/{code}/?mois={month}").content.decode()


def altered(lines):
    """The same page as often as it has figures that count, each time with a digit more in one of them."""
    page = WhyPage(lines)
    wanted = [page.year - 1, page.year] if page.how[0].startswith("Cumul") else [page.year]
    years = "|".join(str(year) for year in wanted if year in page.annual)
    target = rf"{FIGURE}[^|]* \| "
    places = [
        rf"(?:{'|'.join(MONTHS)}) \d{{4}} (?={FIGURE}.* (?:saisi|importé) )",
        rf"(?:{years}) \| (?={target}{target}initiale)",
        rf"(?:{years}) \| {target}(?={target}initiale)",
    ]
    for rank, line in enumerate(lines):
        starts = [found.end() for place in places if (found := re.match(place, line))]
        if rank and re.match(r"Valeur à fin|Score$", lines[rank - 1]):
            starts.append(0)
        for start in starts:
            at = start + line[start:].startswith("−")
            yield [*lines[:rank], f"{line[:at]}9{line[at:]}", *lines[rank + 1 :]]


@pytest.mark.parametrize("code", LOOKED_AT)
def test_a_figure_is_found_again_from_what_its_page_shows(pages, code):
    lines = visible(pages(code, LOOKED_AT[code]))
    page = check(lines)
    # The control: with one of its figures altered, the page contradicts itself.
    others = list(altered(lines))
    assert len(others) >= len(page.inputs) + 4
    for each in others:
        with pytest.raises(AssertionError):
            check(each)
