"""The document of a contract as it is sent, with what it does not say in a form that a rule reads; acts on a fact."""

import re
from typing import Any

from django import forms

from accounts.antivirus.fields import ReceivedFileField
from accounts.models import Body, User
from dashboards.shared.forms import AddressForm, WholeNumberField
from indicators.reading import LARGEST_DOCUMENT, FactKind

CODE = r"[a-z0-9]+(?:-[a-z0-9]+)*"
CODE_HELP = "Minuscules sans accent et chiffres, séparés par des tirets\u00a0; il s’écrit dans les adresses."
MISSING = "Choisissez un document, ou collez son texte."
BOTH = "Choisissez un document ou collez un texte, pas les deux."
TOO_LARGE = "Ce document dépasse 20\u00a0Mo\u00a0: gardez les pages du contrat et de ses annexes."
NEW_BODY = "Pour un nouvel organisme, écrivez son code, son nom et son nom court."
LONGEST_TEXT = 2_000_000
PASTED = "Texte collé"


class DraftForm(forms.Form):
    file = ReceivedFileField(
        label="Document",
        help_text="PDF dont le texte peut être sélectionné, DOCX, ODT ou texte, de 20\u00a0Mo au plus.",
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.docx,.odt,.txt"}),
    )
    texte = forms.CharField(
        label="Ou son texte, collé",
        required=False,
        max_length=LONGEST_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    code = forms.RegexField(rf"^{CODE}$", label="Code du contrat", max_length=40, help_text=CODE_HELP)
    libelle = forms.CharField(
        label="Libellé du contrat", max_length=80, help_text="Comme «\u00a0CPG 2028-2032\u00a0»."
    )
    titre = forms.CharField(label="Titre du contrat", max_length=250)
    organisme = forms.ChoiceField(label="Organisme", required=False)
    organisme_code = forms.RegexField(
        rf"^{CODE}$", label="Code du nouvel organisme", max_length=40, required=False, help_text=CODE_HELP
    )
    organisme_nom = forms.CharField(label="Nom du nouvel organisme", max_length=200, required=False)
    organisme_court = forms.CharField(label="Nom court du nouvel organisme", max_length=80, required=False)
    departements = forms.RegexField(
        r"^\s*(?:[0-9][0-9AB][0-9]?(?:[\s,]+|$))*$",
        label="Ses départements",
        required=False,
        help_text="Leurs numéros, séparés par des virgules.",
    )

    def __init__(self, user: User, *args: Any) -> None:
        super().__init__(*args)
        bodies = Body.objects.all().administered_by(user).order_by("name")
        self.bodies = {str(body.pk): body for body in bodies}
        choices = [(key, body.name) for key, body in self.bodies.items()]
        self.fields["organisme"] = forms.ChoiceField(
            label="Organisme",
            required=False,
            choices=[*choices, ("", "un nouvel organisme")],
            initial=next(iter(self.bodies), ""),
        )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > LARGEST_DOCUMENT:
            raise forms.ValidationError(TOO_LARGE)
        return file

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        text, file = cleaned.get("texte", "").strip(), cleaned.get("file")
        if "file" not in self.errors and bool(text) == bool(file):
            self.add_error("file", BOTH if text else MISSING)
        names = ("organisme_code", "organisme_nom", "organisme_court")
        if not cleaned.get("organisme") and not all(cleaned.get(name) for name in names):
            self.add_error("organisme_code", NEW_BODY)
        return cleaned

    @property
    def document(self) -> tuple[str, bytes]:
        file = self.cleaned_data["file"]
        if file:
            return file.name[:200], file.read()
        return PASTED, self.cleaned_data["texte"].encode()

    @property
    def body(self) -> Body | None:
        return self.bodies.get(self.cleaned_data["organisme"])

    @property
    def body_data(self) -> dict[str, Any]:
        if body := self.body:
            return {
                "code": body.code,
                "nom": body.name,
                "nom_court": body.short_name,
                "departements": list(body.departements),
            }
        cleaned = self.cleaned_data
        return {
            "code": cleaned["organisme_code"],
            "nom": cleaned["organisme_nom"],
            "nom_court": cleaned["organisme_court"],
            "departements": re.findall(r"[0-9][0-9AB][0-9]?", cleaned["departements"]),
        }

    @property
    def contract_data(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("code", "libelle", "titre")}


class ReviewAddress(AddressForm):
    """Which facts are shown, and which one is open; `ajouter` shows the empty form of a kind."""

    voir = forms.ChoiceField(choices=[(name, name) for name in ("a-voir", "a-relire", "faits")], initial="")
    fait = forms.CharField(max_length=40, initial="")
    ajouter = forms.ChoiceField(choices=[(kind.value, kind.value) for kind in FactKind], initial="")


class FactActForm(forms.Form):
    """What is done with the open fact."""

    fait = forms.CharField(max_length=40)
    version = WholeNumberField()
    acte = forms.ChoiceField(choices=[(name, name) for name in ("accepter", "retenir", "ecarter", "rouvrir")])
