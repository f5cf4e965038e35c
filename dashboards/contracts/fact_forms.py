"""The form of a fact of a draft: the fields of its kind, filled with what was read; what is typed becomes its value."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms

from dashboards.shared.forms import WholeNumberField
from indicators.domain.model import Aggregation, Direction, Frequency
from indicators.reading.facts import FactKind
from indicators.reading.figures import level_of
from indicators.reading.texts import Rubric
from indicators.reading.themes import codes_in

type Value = dict[str, Any]
type Fields = dict[str, Callable[[], forms.Field]]
YEAR = re.compile(r"\b20\d\d\b")
LONGEST, LONGEST_TEXT = 5_000, 60_000
ROWS_HELP = (
    "Les codes des lignes qui sont de ce thème, ou le premier et le dernier avec «\u00a0à\u00a0» entre eux. "
    "Un code retiré passe au thème voisin."
)
RUBRIC_HELP = "Enjeux et engagements sont d’une fiche\u00a0; un texte du contrat n’en a pas."
YEARS_HELP = "Les exercices marqués, comme 2028, 2029. Vide si des livrables portent les leurs."
DELIVERABLES_HELP = (
    "Un par ligne\u00a0: son libellé, deux-points, ses exercices. Vide si l’action n’en a pas."
)
LEVEL_HELP = "Un nombre, un tiret s’il n’y a pas de cible cette année-là, rien si elle est à définir."


def _text(
    label: str, *, required: bool = True, rows: int = 1, most: int = LONGEST, help_text: str = ""
) -> Callable[[], forms.Field]:
    widget = forms.Textarea(attrs={"rows": rows}) if rows > 1 else forms.TextInput
    return lambda: forms.CharField(
        label=label, required=required, max_length=most, widget=widget, help_text=help_text
    )


def _number(label: str) -> Callable[[], forms.Field]:
    return lambda: WholeNumberField(label=label)


def _choice(label: str, names: Sequence[str], help_text: str = "") -> Callable[[], forms.Field]:
    choices = [(name, name.replace("_", " ")) for name in names]
    return lambda: forms.ChoiceField(label=label, choices=choices, help_text=help_text)


FIELDS: Mapping[FactKind, Fields] = {
    FactKind.PART: {"numero": _number("Numéro"), "titre": _text("Titre")},
    FactKind.FICHE: {
        "numero": _number("Numéro"),
        "titre": _text("Titre"),
        "partie": _number("Numéro de sa partie"),
    },
    FactKind.THEME: {
        "rang": _number("Rang"),
        "titre": _text("Titre"),
        "lignes": _text("Lignes", required=False, help_text=ROWS_HELP),
    },
    FactKind.ENGAGEMENT: {
        "fiche": _number("Numéro de sa fiche"),
        "code": _text("Code"),
        "libelle": _text("Libellé", rows=3),
    },
    FactKind.ACTION: {
        "fiche": _number("Numéro de sa fiche"),
        "engagement": _text("Code de son engagement"),
        "code": _text("Code"),
        "libelle": _text("Libellé", rows=3),
        "evaluation": _text("Évaluation", required=False, rows=3),
        "annees": _text("Exercices", required=False, help_text=YEARS_HELP),
        "livrables": _text("Livrables", required=False, rows=3, help_text=DELIVERABLES_HELP),
    },
    FactKind.INDICATOR: {
        "code": _text("Code"),
        "fiche": _number("Numéro de sa fiche"),
        "theme": _number("Rang de son thème"),
        "libelle": _text("Libellé", rows=3),
        "libelle_fiche": _text("Libellé de la fiche, s’il diffère", required=False, rows=3),
        "libelle_court": _text("Libellé court", required=False),
        "poids": _text("Points ou poids", required=False),
    },
    FactKind.MEASURE: {
        "indicateur": _text("Code de l’indicateur"),
        "code": _text("Code de la mesure"),
        "unite": _text("Unité"),
        "decimales": _number("Décimales publiées"),
        "decimales_saisie": _number("Décimales saisies"),
        "sens": _choice("Sens favorable", [each.value for each in Direction]),
        "agregation": _choice("Agrégation", [each.value for each in Aggregation]),
        "frequence": _choice("Fréquence", [each.value for each in Frequency]),
        "numerateur": _text("Numérateur, pour une paire", required=False),
        "denominateur": _text("Dénominateur, pour une paire", required=False),
    },
    FactKind.TARGETS: {"code": _text("Code de l’indicateur")},
    FactKind.INTERPRETATION: {
        "objets": _text(
            "Codes concernés", help_text="Indicateurs, actions (F1-E1A1) ou fiches, séparés par des virgules."
        ),
        "titre": _text("Titre"),
        "lecture_a": _text("Première lecture", required=False, rows=3),
        "lecture_b": _text("Seconde lecture", required=False, rows=3),
        "retenu": _text("Retenu", rows=3),
        "motif": _text("Motif", required=False, rows=3),
    },
    FactKind.TEXT: {
        "fiche": _number("Numéro de sa fiche, 0 pour le contrat"),
        "rubrique": _choice("Rubrique", [each.value for each in Rubric], help_text=RUBRIC_HELP),
        "titre": _text("Titre"),
        "texte": _text("Texte", rows=12, most=LONGEST_TEXT),
    },
}


class FactForm(forms.Form):
    """`years` are those of the draft: a target has two fields for each. `codes` are those of its indicators."""

    def __init__(
        self,
        kind: FactKind,
        years: Sequence[int],
        value: Value | None = None,
        data: Mapping[str, Any] | None = None,
        codes: Sequence[str] = (),
    ) -> None:
        super().__init__(data, initial=_shown(kind, value) if value else None, auto_id="fait_%s")
        self.kind, self.years, self.codes = kind, years, codes
        self.fields.update({name: make() for name, make in FIELDS[kind].items()})
        if kind is FactKind.TARGETS:
            for name in self._levels():
                year, level = name[1:5], name[6:]
                self.fields[name] = forms.CharField(label=f"{level} {year}", required=False, max_length=40)

    def _levels(self) -> list[str]:
        return [f"a{year}_{level}" for year in self.years for level in ("seuil", "objectif")]

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in FIELDS[self.kind]]

    @property
    def pairs(self) -> list[tuple[int, forms.BoundField, forms.BoundField]]:
        if self.kind is not FactKind.TARGETS:
            return []
        return [(year, self[f"a{year}_seuil"], self[f"a{year}_objectif"]) for year in self.years]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in self._levels() if self.kind is FactKind.TARGETS else []:
            level = level_of(cleaned.get(name, ""))
            if level.is_unread or level.doubt:
                self.add_error(name, f"{LEVEL_HELP} {level.doubt}")
        if self.kind is FactKind.ACTION:
            self._clean_years(cleaned)
        is_text = self.kind is FactKind.TEXT and {"fiche", "rubrique"} <= cleaned.keys()
        if is_text and (cleaned["rubrique"] == Rubric.CONTRACT) == bool(cleaned["fiche"]):
            self.add_error("rubrique", RUBRIC_HELP)
        if unknown := [code for code in self._rows(cleaned) if code not in self.codes]:
            self.add_error("lignes", f"Aucune ligne du brouillon n’a le code {unknown[0]}.")
        return cleaned

    def _rows(self, cleaned: Mapping[str, Any]) -> list[str]:
        return codes_in(cleaned.get("lignes", ""), self.codes) if self.kind is FactKind.THEME else []

    @property
    def rows(self) -> list[str]:
        """The codes of the rows that are of this theme, in the order of the contract."""
        named = set(self._rows(self.cleaned_data))
        return [code for code in self.codes if code in named]

    def _clean_years(self, cleaned: Mapping[str, Any]) -> None:
        has_years = bool(YEAR.search(cleaned.get("annees", "")))
        has_deliverables = bool(cleaned.get("livrables", "").strip())
        if has_years == has_deliverables:
            self.add_error(
                "annees", "Écrivez les exercices de l’action, ou des livrables qui portent les leurs."
            )
        for line in cleaned.get("livrables", "").splitlines():
            if line.strip() and not YEAR.search(line.rpartition(":")[2]):
                self.add_error(
                    "livrables",
                    f"Écrivez les exercices après deux-points\u00a0: «\u00a0{line.strip()[:60]}\u00a0».",
                )

    @property
    def value(self) -> Value:
        """What was typed, in the shape that the file of a contract gives it."""
        cleaned = self.cleaned_data
        value = {name: cleaned[name] for name in FIELDS[self.kind] if cleaned[name] != "" or name in ALWAYS}
        if self.kind is FactKind.TARGETS:
            value["cibles"] = {str(year): _target(cleaned, year) for year in self.years}
        elif self.kind is FactKind.INTERPRETATION:
            value["objets"] = re.findall(r"[\w-]+", cleaned["objets"])
        elif self.kind is FactKind.THEME:
            # Each indicator says its theme: the rows are written there.
            value.pop("lignes", None)
        elif self.kind is FactKind.ACTION:
            value |= _planned(value.pop("annees", ""), value.pop("livrables", ""))
        return value


# Fields that a contract's file wants even where they are empty.
ALWAYS = {"evaluation", "libelle_fiche", "lecture_a", "lecture_b", "motif"}


def _shown(kind: FactKind, value: Value) -> Value:
    shown = dict(value)
    if kind is FactKind.TARGETS:
        for year, target in value["cibles"].items():
            for level in ("seuil", "objectif"):
                text = "-" if target["type"] == "sans_cible" else target.get(level, "")
                shown[f"a{year}_{level}"] = text.replace(".", ",")
    elif kind is FactKind.INTERPRETATION:
        shown["objets"] = ", ".join(value["objets"])
    elif kind is FactKind.ACTION:
        shown["annees"] = ", ".join(map(str, value.get("annees", [])))
        shown["livrables"] = "\n".join(
            f"{each['libelle']}\u00a0: {', '.join(map(str, each['annees']))}"
            for each in value.get("livrables", [])
        )
    return shown


def _target(cleaned: Mapping[str, Any], year: int) -> dict[str, str]:
    levels = {name: level_of(cleaned[f"a{year}_{name}"]) for name in ("seuil", "objectif")}
    if levels["objectif"].value:
        held = {name: level.value for name, level in levels.items() if level.value}
        return {"type": "defini", **held}
    if any(level.is_dash for level in levels.values()):
        return {"type": "sans_cible"}
    return {"type": "a_definir"}


def _planned(years: str, deliverables: str) -> Value:
    lines = [line for line in deliverables.splitlines() if line.strip()]
    if not lines:
        return {"annees": _years(years)}
    return {
        "livrables": [
            {"libelle": label.strip(), "annees": _years(marked)}
            for label, _, marked in (line.rpartition(":") for line in lines)
        ]
    }


def _years(text: str) -> list[int]:
    return sorted({int(year) for year in YEAR.findall(text)})


KEYS: Mapping[FactKind, str] = {
    FactKind.PART: "P{numero}",
    FactKind.FICHE: "F{numero}",
    FactKind.THEME: "T{rang}",
    FactKind.ENGAGEMENT: "F{fiche}-{code}",
    FactKind.ACTION: "F{fiche}-{code}",
    FactKind.INDICATOR: "{code}",
    FactKind.TARGETS: "{code}:cibles",
    FactKind.MEASURE: "{indicateur}:mesure",
    FactKind.INTERPRETATION: "I{rank}",
    FactKind.TEXT: "F{fiche}-texte-{rank}",
}


def key_of(kind: FactKind, value: Value, rank: int) -> tuple[str, str]:
    """Key and title of a fact that a person adds."""
    key = KEYS[kind].format(**value, rank=rank)
    return key, str(value.get("titre", key))
