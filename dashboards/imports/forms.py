"""A file to import, as it is chosen, and as its preview sends it back; and which file to fill in."""

import base64
import binascii
from dataclasses import replace
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict

from accounts.antivirus.examining import FileRefusedError, examine
from accounts.antivirus.fields import ReceivedFileField
from commitments.ledger.proofs import SentFile
from commitments.ledger.tables.columns import plain_name
from commitments.ledger.tables.limits import LARGEST_FILE, MEGABYTE, MOST_SHOWN
from commitments.ledger.tables.reading import TOO_LARGE
from commitments.ledger.tables.readings import INCLUDE, SKIP
from commitments.ledger.tables.reports import Report, ReportRow
from cpg.shared import french
from dashboards.shared.forms import LONGEST_REASON, REASON_TOO_LONG, AddressForm, WholeNumberField
from indicators.imports import Reasons
from indicators.imports.answers import Answers

MISSING = "Choisissez un fichier."
LONGEST_NAME = 200


class FileForm(forms.Form):
    """The file itself; what it holds is for the import to judge."""

    largest: ClassVar[int] = LARGEST_FILE
    too_large: ClassVar[str] = TOO_LARGE

    file = ReceivedFileField(
        label="Fichier CSV, XLSX ou ODS",
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx,.ods"}),
        error_messages={"required": MISSING, "missing": MISSING},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > self.largest:
            raise forms.ValidationError(self.too_large)
        return file

    @property
    def sent(self) -> SentFile:
        file = self.cleaned_data["file"]
        return SentFile(file.name[:LONGEST_NAME], file.read())


class ActionsFileForm(FileForm):
    """The file comes back with the confirmation, so it is smaller."""

    largest = MEGABYTE
    too_large = f"Le fichier dépasse 1{french.NO_BREAK}Mo\u00a0: gardez les lignes qui changent."


class Base64Field(forms.Field):
    widget = forms.HiddenInput

    def to_python(self, value: Any) -> bytes:
        try:
            return base64.b64decode(value or "", validate=True)
        except (binascii.Error, ValueError) as error:
            raise forms.ValidationError("unreadable", code="invalid") from error

    def prepare_value(self, value: Any) -> Any:
        return base64.b64encode(value).decode() if isinstance(value, bytes) else value


class ShownFileForm(forms.Form):
    """What a preview of actions sends back: the file, its name, how it was read (`lu`) and the plan that was shown.
    Nothing of the file is kept meanwhile.
    """

    contenu = Base64Field(required=False)
    nom = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    plan = forms.CharField(required=False, widget=forms.HiddenInput)
    lu = forms.JSONField(required=False, widget=forms.HiddenInput)

    def clean_contenu(self) -> Any:
        """Whoever sends another file than the one that was shown gets past no antivirus."""
        content = self.cleaned_data["contenu"]
        try:
            examine("", [content])
        except FileRefusedError as error:
            raise forms.ValidationError(error.message, code="antivirus") from error
        return content

    @property
    def sent(self) -> SentFile:
        return SentFile(self.cleaned_data["nom"][:LONGEST_NAME], self.cleaned_data["contenu"])

    @property
    def answers(self) -> Answers:
        """How the file was read so far; as it is, where that is not what a preview sends."""
        said = self.cleaned_data["lu"]
        is_ours = isinstance(said, dict) and set(said) == set(Answers().as_json())
        return Answers.of_report({"answers": said}) if is_ours else Answers()


class AnswersForm(forms.Form):
    """What a preview asks of a file: the sheet, whether hidden rows count, the columns to leave out, the reasons of the
    validated values that change. Only what is asked has a field; what was answered before stays.
    """

    def __init__(self, report: Report, answers: Answers, data: QueryDict | None = None) -> None:
        super().__init__(data, auto_id="%s")
        self.answers, self.asked = answers, report.unexplained
        reading = report.reading
        if reading.sheets:
            self.fields["feuille"] = forms.ChoiceField(
                label="Quelle feuille importer\u202f?",
                choices=[(name, name) for name in reading.sheets],
                widget=forms.RadioSelect,
                error_messages={"required": "Choisissez la feuille à importer."},
            )
        if reading.asks_hidden:
            self.fields["masquees"] = forms.ChoiceField(
                label=_hidden_question(reading.hidden_rows),
                choices=[(SKIP, "Non, à laisser de côté"), (INCLUDE, "Oui, comme le reste du tableau")],
                widget=forms.RadioSelect,
                error_messages={"required": "Dites si les lignes masquées comptent."},
            )
        if reading.unknown:
            self.fields["sans"] = forms.MultipleChoiceField(
                label="Quelles colonnes inconnues laisser de côté\u202f?",
                choices=[(name, name) for name in reading.unknown],
                widget=forms.CheckboxSelectMultiple,
                error_messages={"required": "Cochez les colonnes à laisser de côté, ou corrigez le fichier."},
            )
        if self.asked:
            self._ask_reasons()

    def _ask_reasons(self) -> None:
        self.fields["motif"] = forms.CharField(
            label="Motif pour toutes les valeurs validées qui changent",
            help_text="Une valeur validée ne change pas sans motif\u202f; il peut être aussi dans la colonne motif.",
            max_length=LONGEST_REASON,
            required=False,
            error_messages={"max_length": REASON_TOO_LONG},
        )
        for rank, row in enumerate(self.asked[:MOST_SHOWN]):
            _, code, month = row.place
            self.fields[f"motif-{rank}"] = forms.CharField(
                label=f"Motif de {code}, {month}",
                max_length=LONGEST_REASON,
                required=False,
                error_messages={"max_length": REASON_TOO_LONG},
            )

    @property
    def choices(self) -> list[forms.BoundField]:
        return [self[name] for name in ("feuille", "masquees", "sans") if name in self.fields]

    @property
    def rows(self) -> list[tuple[ReportRow, forms.BoundField]]:
        """The rows that ask for a reason, each with its field."""
        return [(row, self[f"motif-{rank}"]) for rank, row in enumerate(self.asked[:MOST_SHOWN])]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.asked and not self.choices and not any(cleaned.get(name) for name in self.fields):
            self.add_error("motif", "Donnez le motif du changement.")
        return cleaned

    def given(self) -> Answers:
        """The answers so far with these."""
        before, said = self.answers, self.cleaned_data
        left_out = before.choices.left_out | {plain_name(each) for each in said.get("sans", ())}
        own = {row.key: said[f"motif-{rank}"] for rank, row in enumerate(self.asked[:MOST_SHOWN])}
        return Answers(
            replace(
                before.choices,
                sheet=said.get("feuille") or before.choices.sheet,
                hidden=said.get("masquees") or before.choices.hidden,
                left_out=left_out,
            ),
            Reasons(
                said.get("motif") or before.reasons.every,
                {**before.reasons.by_key, **{key: text for key, text in own.items() if text}},
            ),
        )


def _hidden_question(count: int) -> str:
    words = french.plural(count, "ligne est masquée", "lignes sont masquées")
    verb = french.plural(count, "doit-elle compter", "doivent-elles compter")
    return f"{french.number(count)} {words} par un filtre ou à la main\u00a0: {verb}\u202f?"


class FillableFileForm(AddressForm):
    annee = WholeNumberField(min_value=1000, max_value=9999)
