"""A second reader of commentaries: which role each number of a text has, and faults of French.

It knows the sentences by their words and not by the code that makes them: a number that no role explains is a fault.
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from cpg.shared.french import MONTHS

SPACES = {ord("\u00a0"): " ", ord("\u202f"): " "}
MONTH = rf"(?:{'|'.join(MONTHS)}) \d{{4}}"
N = r"(−?\d{1,3}(?: \d{3})*(?:,\d+)?|−?\d+(?:,\d+)?)(?! \d{3}\b)"
SHARE = r"([+−]\d{1,3}(?: \d{3})*,\d+)"
SIGNED = r"([+−]?\d{1,3}(?: \d{3})*,\d+)"
UNIT = r"(?: (?:%|j|€|pt|[a-zé-]+))?"
# What is before a number, or around it, and what the number then is.
ROLES = {
    "valeur": (
        rf"est à {N}",
        rf"est déjà à {N}",
        rf"objectif à date : {N}",
        rf"seuil, à {N}",
        rf"l’indicateur, à {N}",
        rf"saisi donne {N}",
    ),
    "objectif": (
        rf"objectif à date(?: de|,)? \(?{N}",
        rf"objectif à date : −?[\d ,]+{UNIT}(?: au moins)? pour {N}",
    ),
    "seuil": (rf"seuil(?: à date)? \({N}",),
    "ecart": (rf"soit {N}", rf"il manque (?:au plus )?{N}", rf"il y a {N}"),
    "score": (rf"le score est de {N}", rf"score passe de [\d ,]+ % à fin {MONTH} à {N}"),
    "projection": (rf"finirait près de {N}", rf"finirait à (?:au moins )?{N}"),
    "bas": (rf", entre {N}",),
    "haut": (rf", entre −?[\d ,]+{UNIT} et {N}",),
    "chance": (r"environ (\d) chances? sur 10",),
    "decembre": (rf"(?:d’atteindre|de ne pas dépasser) {N}", rf"l’objectif, {N}"),
    "saisis": (r"repose sur (\d+) des",),
    "dus": (r"repose sur \d+ des (\d+)",),
    "annuel": (rf"objectif de l’année est passé de −?[\d ,]+{UNIT} à {N}",),
    "score-alors": (rf"donnait un score de {N}", rf"le score connu à fin {MONTH} était de {N}"),
    "ecart-alors": (rf"l’écart, {SIGNED} pt",),
    "part": (rf"(?:[a-zé]|\)) {SHARE} pt(?:,| et|\.)",),
}
# Of a theme or of the contract.
GROUP_ROLES = {
    "score": (rf"Le score du \w+ est de {N}",),
    "mesures": (r"\((\d+) mesurés? sur",),
    "dus": (r"mesurés? sur (\d+) d(?:us|û)\)",),
    "bas-score": (rf"il est entre {N} et",),
    "haut-score": (rf"il est entre [\d ,]+ et {N}",),
    "evolution": (rf"en (?:hausse|baisse) de {N} pt",),
    "constant": (rf"\({SIGNED} pt à périmètre constant",),
    "valeurs": (rf"» \({N}",),
    "objectifs": (rf"» \(−?[\d ,]+{UNIT}(?: au moins)? pour {N}",),
    **{role: ROLES[role] for role in ("projection", "bas", "haut", "chance", "decembre")},
    **{role: ROLES[role] for role in ("score-alors", "ecart-alors", "part")},
}
# Of another month, which the text names.
THEN = {
    "valeur": (
        rf"fin (?P<mois>{MONTH}) \((?P<nombre>−?[\d ]*\d(?:,\d+)?)",
        rf"depuis fin (?P<mois>{MONTH}), où il était à (?P<nombre>−?[\d ]*\d(?:,\d+)?)",
        rf"était à (?P<nombre>−?[\d ]*\d(?:,\d+)?){UNIT} à fin (?P<mois>{MONTH})",
        rf"et à (?P<nombre>−?[\d ]*\d(?:,\d+)?){UNIT} à fin (?P<mois>{MONTH})",
    ),
    "score": (rf"score passe de (?P<nombre>[\d ,]+) % à fin (?P<mois>{MONTH})",),
    "annuel": (rf"passé de (?P<nombre>−?[\d ]*\d(?:,\d+)?){UNIT} à .* depuis fin (?P<mois>{MONTH})",),
}
# Numbers that are no figures: years, the scale of a chance, a counted list of periods.
PLAIN = (
    rf"(?i:{'|'.join(MONTHS)}) (\d{{4}})", r"(?:trimestre|semestre|année) (\d{4})", r"(?:fixé|objectif) pour (\d{4})",
    r"([12])er? (?:trimestre|semestre)", r"([1-4])e (?:trimestre|semestre)", r"sur (10)\b",
    r"(?:^|[;:] |\. )(\d+) (?:mois|trimestres|semestres|années)\b", r"l’année (\d{4})",
    r"\bLe (\d+) (?=[a-zéû]+ \d{4},)", r"\(R(\d)\)",
)  # fmt: skip


ONE = "trimestre|semestre|année|situation|département|application"


type Roles = Mapping[str, tuple[str, ...]]


def number(text: str) -> Decimal:
    return Decimal(text.replace(" ", "").replace("−", "-").replace(",", "."))


def told_causes(text: str) -> list[tuple[str, Decimal]]:
    """`correction (mai 2025) −0,50 pt` and the others of the sentence that takes a change apart."""
    told = re.search(r"(?:se partage ainsi|se compensent) : ([^.]*)\.", text.translate(SPACES))
    listed = re.findall(rf"([a-zé][^,+−]*?) {SHARE} pt", told[1]) if told else []
    return [(label.removeprefix("et "), number(points)) for label, points in listed]


def numbers_by_role(
    text: str, known: Roles = ROLES
) -> tuple[dict[str, set[Decimal]], set[tuple[str, str, Decimal]], str]:
    """Numbers by role; those of other months (role, month, number); and what is left with a digit, "" for nothing."""
    plain = re.sub(r"« .*? »", "« »", text.translate(SPACES))
    taken: list[tuple[int, int]] = []
    found: dict[str, set[Decimal]] = {}
    for role, patterns in known.items():
        for pattern in patterns:
            for match in re.finditer(pattern, plain):
                found.setdefault(role, set()).add(number(match[1]))
                taken.append(match.span(1))
    others = set()
    for role, patterns in THEN.items():
        for pattern in patterns:
            for match in re.finditer(pattern, plain):
                others.add((role, match["mois"], number(match["nombre"])))
                taken.append(match.span("nombre"))
    for pattern in PLAIN:
        taken += [match.span(1) for match in re.finditer(pattern, plain)]
    left = [
        plain[max(0, match.start() - 25) : match.end() + 10]
        for match in re.finditer(r"\d+", plain)
        if not any(start <= match.start() and match.end() <= end for start, end in taken)
    ]
    return found, others, " | ".join(left)


def faults(text: str) -> Iterator[str]:
    """What a reader of French would correct."""
    rules = {
        "espace avant une ponctuation double": r"[^\u00a0\u202f][:;!?»](?!\d)|[«][^\u00a0]",
        "espace ordinaire avant une unité": r"\d (?:%|€|j\b|pt\b)",
        "espace ordinaire entre des milliers": r"\d \d{3}\b(?! %)",
        "apostrophe droite": r"'",
        "deux espaces": r"[ \u00a0\u202f]{2}",
        "espace avant une virgule ou un point": r"[ \u00a0\u202f][,.]",
        "ponctuation doublée": r"\.\.|,,|;\s*\.|: *\.|:[^.]*[\u00a0]:[^.«]*\.",
        "contraction oubliée": r"\b(?:de le|de les|à le|à les|de Ils?)\b",
        "élision oubliée": r"\b(?:de|que|le|ne|ce|se) [aeiouhéèàâêîôû](?!u moins)\w",
        "singulier attendu": r"(?<![\d,\u202f])[01]\u00a0(?:indicateurs|situations|départements|applications)\b",
        "pluriel attendu": rf"(?<![\d,\u202f])(?:[2-9]|\d\d+)\u00a0(?:{ONE})\b",
        "accord du verbe": r"(?:\bet \w+ \d{4}|les mois [^,;.]*) (?:reste|n’est) |\. \w+ \d{4} (?:restent|ne sont)",
        "accord du participe": r"ne sont pas encore validé\b|n’est pas encore validés",
        "accord d’une cause": r"\b(?:correction|tardive|retirée|neutralisation) \((?:les mois|[^)]*(?: et |, ))"
        r"|\b(?:corrections|tardives|retirées|neutralisations) \(\w+ \d{4}\)",
        "promesse": r"sera (?:atteint|tenu|respecté)|atteindra",
        "accolade": r"[{}]|None",
    }  # fmt: skip
    outside = re.sub(r"«\u00a0.*?\u00a0»", "«\u00a0x\u00a0»", text)
    for name, rule in rules.items():
        if found := re.search(rule, outside):
            yield f"{name} : {found[0]!r}"
    for sentence in re.findall(r"[^.]+(?:\.|$)", outside):
        start = sentence.strip()
        if start and not (start[0].isupper() or start[0].isdigit() or start[0] == "«"):
            yield f"phrase sans majuscule : {start[:30]!r}"
    if not text.endswith("."):
        yield "texte sans point"
