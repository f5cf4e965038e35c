"""Forms of sources: one for a connection of any kind, one for how a source is read, one for what is done with it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms

from commitments.ledger.tables.columns import plain_name
from commitments.ledger.tables.readings import INCLUDE, SKIP, Choices
from cpg.shared import french
from dashboards.shared.forms import WholeNumberField
from indicators.imports import columns
from indicators.imports.answers import Answers
from indicators.models import Indicator, Source, SourceConnection, SourceKind
from indicators.models.source import LONGEST_NAME
from indicators.sources.arrived import Field, FieldKind
from indicators.sources.keeping import Description, Wiring
from indicators.sources.readers import READERS

LONGEST_SETTING = 2_000
LATEST = 60
# What a heading may stand for, in the order of the form.
MEANT = {
    columns.INDICATOR: "Indicateur (son code)",
    columns.MONTH: "Mois",
    columns.YEAR: "Année, à côté du mois",
    columns.NUMERATOR: "Numérateur",
    columns.DENOMINATOR: "Dénominateur",
    columns.VALUE: "Valeur",
    columns.ABSENCE: "Absence",
    columns.COMMENT: "Commentaire",
}


class ConnectionForm(forms.Form):
    """The settings of one kind, as its reader asks for them; the secret is a reference."""

    def __init__(
        self, kind: SourceKind, data: Any = None, connection: SourceConnection | None = None
    ) -> None:
        super().__init__(data, auto_id="%s")
        self.kind = kind
        held: Mapping[str, str] = connection.settings if connection else {}
        self.fields["nom"] = forms.CharField(
            label="Nom de la connexion",
            help_text="Celui sous lequel les responsables d’indicateurs la choisissent.",
            max_length=LONGEST_NAME,
            initial=connection.name if connection else "",
            error_messages={"required": "Nommez la connexion."},
        )
        for each in READERS[kind].fields:
            self.fields[each.name] = _field(each, held.get(each.name, each.initial))
        if READERS[kind].secret_help:
            self.fields["secret"] = forms.CharField(
                label="Où est le secret",
                help_text=f"{READERS[kind].secret_help} Écrivez env:VARIABLE ou file:fichier, jamais le secret.",
                max_length=LONGEST_NAME,
                required=False,
                initial=connection.reference if connection else "",
            )

    @property
    def wiring(self) -> Wiring:
        said = self.cleaned_data
        settings = {each.name: str(said[each.name] or "") for each in READERS[self.kind].fields}
        return Wiring(self.kind, said["nom"], settings, said.get("secret", ""))


def _field(each: Field, initial: str) -> forms.Field:
    missing = {"required": f"Donnez ce réglage\u00a0: {each.label}."}
    common: dict[str, Any] = {
        "label": each.label,
        "help_text": each.help,
        "required": each.is_required,
        "initial": initial,
        "error_messages": missing,
    }
    if each.kind is FieldKind.NUMBER:
        return WholeNumberField(min_value=0, **common)
    if each.kind is FieldKind.CHOICE:
        return forms.ChoiceField(choices=each.choices, **common)
    return forms.CharField(max_length=LONGEST_SETTING, **common)


class DescriptionForm(forms.Form):
    """What arrives, and how it is read: the answers that the import would ask for, given once."""

    def __init__(
        self,
        connections: Sequence[SourceConnection],
        fillable: Sequence[Indicator],
        data: Any = None,
        source: Source | None = None,
    ) -> None:
        super().__init__(data, auto_id="%s", initial=_initial(source) if source else None)
        self.connections = {str(each.pk): each for each in connections}
        self.fillable = {str(each.pk): each for each in fillable}
        self.fields["nom"] = forms.CharField(
            label="Nom de la source",
            help_text="Il reste dans le journal à côté de chaque valeur.",
            max_length=LONGEST_NAME,
            error_messages={"required": "Nommez la source."},
        )
        self.fields["connexion"] = forms.ChoiceField(
            label="Connexion",
            choices=[(key, f"{each.name} ({each.kind_label})") for key, each in self.connections.items()],
            error_messages={"required": "Choisissez la connexion."},
        )
        self.fields["indicateurs"] = forms.MultipleChoiceField(
            label="Indicateurs qu’elle apporte",
            choices=[(key, f"{each.short_label} ({each.code})") for key, each in self.fillable.items()],
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": "Cochez au moins un indicateur."},
        )
        self.fields["jours"] = WholeNumberField(
            label="Attendue combien de jours après la fin du mois",
            help_text="Passé ce jour, le silence vous est dit. Sans réponse, c’est l’échéance de chaque indicateur.",
            min_value=1,
            max_value=LATEST,
            required=False,
        )
        self.fields["seul"] = forms.BooleanField(
            label="Le fichier ne nomme pas l’indicateur\u00a0: toutes ses lignes sont de celui qui est coché",
            required=False,
        )
        for column, label in MEANT.items():
            self.fields[column] = forms.CharField(
                label=f"Colonne «\u00a0{label}\u00a0»", max_length=LONGEST_NAME, required=False
            )
        self.fields["sans"] = forms.CharField(
            label="Colonnes à laisser de côté",
            help_text="Séparées par des points-virgules.",
            max_length=LONGEST_SETTING,
            required=False,
        )
        self.fields["feuille"] = forms.CharField(
            label="Feuille du classeur", max_length=LONGEST_NAME, required=False
        )
        self.fields["masquees"] = forms.ChoiceField(
            label="Lignes masquées du classeur",
            choices=[
                ("", "Attendre ma réponse s’il y en a"),
                (SKIP, "À laisser de côté"),
                (INCLUDE, "À lire comme les autres"),
            ],
            required=False,
        )

    def meant(self) -> Iterator[forms.BoundField]:
        return (self[each] for each in MEANT)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("seul") and len(cleaned.get("indicateurs", ())) > 1:
            self.add_error("seul", "Cochez alors un seul indicateur, ou une colonne qui le nomme.")
        names = [plain_name(cleaned[each]) for each in MEANT if cleaned.get(each)]
        for column in MEANT:
            if cleaned.get(column) and names.count(plain_name(cleaned[column])) > 1:
                self.add_error(column, "Une autre colonne porte déjà ce nom.")
        return cleaned

    @property
    def description(self) -> Description:
        said = self.cleaned_data
        chosen = [self.fillable[key] for key in said["indicateurs"]]
        renamed = {
            plain_name(said[each]): each for each in MEANT if said[each] and plain_name(said[each]) != each
        }
        choices = Choices(
            sheet=said["feuille"],
            hidden=said["masquees"],
            left_out=frozenset(plain_name(each) for each in said["sans"].split(";") if each.strip()),
            renamed=renamed,
            given={columns.INDICATOR: chosen[0].code} if said["seul"] else {},
        )
        return Description(self.connections[said["connexion"]], said["nom"], chosen, choices, said["jours"])


def _initial(source: Source) -> dict[str, Any]:
    choices = Answers.of_report({"answers": source.answers}).choices
    return {
        "nom": source.name,
        "connexion": str(source.connection_id),
        "indicateurs": [str(each.pk) for each in source.indicators.all()],
        "jours": source.expected_days,
        "seul": bool(choices.given),
        **{column: heading for heading, column in choices.renamed.items()},
        "sans": f"{french.NARROW}; ".join(sorted(choices.left_out)),
        "feuille": choices.sheet,
        "masquees": choices.hidden,
    }


class ActForm(forms.Form):
    """What is done with a source on its page."""

    TRY, START, END, TRUST, DISTRUST = "essayer", "demarrer", "arreter", "confier", "retirer"
    ACTS = (TRY, START, END, TRUST, DISTRUST)

    acte = forms.ChoiceField(choices=[(each, each) for each in ACTS])
