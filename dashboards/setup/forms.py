"""A new body, and a person who is brought into one, alone or by a file."""

import re
from typing import Any

from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator

from accounts.antivirus.fields import ReceivedFileField
from accounts.models import Body, Branch, User
from accounts.models.people import PLAIN_CODE
from accounts.rights import ROLE_LABELS, Role
from accounts.sign_on.inviting import InvitationRefusedError, Invitee, foresee
from commitments.ledger.tables.columns import plain_name
from dashboards.addresses import is_word_of_the_application
from dashboards.imports.forms import MISSING, ActionsFileForm, ShownFileForm

REQUIRED = "Remplissez ce champ."
CODE = rf"^{PLAIN_CODE}$"
CODE_FORM = (
    "Écrivez des minuscules sans accent et des chiffres, séparés par des tirets, comme "
    "«\u00a0cpam-du-lac\u00a0»."
)
CODE_TAKEN = "Un organisme a déjà ce code\u00a0: choisissez-en un autre."
CODE_HIDDEN = "Ce code est celui d’une adresse de l’application\u00a0: choisissez-en un autre."
DEPARTEMENTS = "Écrivez des numéros séparés par des virgules, comme 44, 49, 2A."
ROLE_UNKNOWN = (
    "Ce rôle n’existe pas\u00a0: écrivez gestionnaire, controleur, direction, lecteur ou administrateur."
)
# Fields of the person by the names of the form and of the columns of a file.
FIELDS = {
    "username": "identifiant",
    "first_name": "prenom",
    "last_name": "nom",
    "email": "courriel",
    "role": "role",
}


class BodyForm(forms.Form):
    nom = forms.CharField(label="Nom", max_length=200, error_messages={"required": REQUIRED})
    nom_court = forms.CharField(
        label="Nom court",
        max_length=80,
        help_text="Pour les tableaux et les listes.",
        error_messages={"required": REQUIRED},
    )
    code = forms.RegexField(
        CODE,
        label="Code",
        max_length=40,
        help_text="Il s’écrit dans les adresses et ne change plus.",
        error_messages={"required": REQUIRED, "invalid": CODE_FORM},
    )
    branche = forms.ChoiceField(
        label="Branche", required=False, choices=[("", "Non précisée"), *Branch.choices]
    )
    departements = forms.RegexField(
        r"^\s*(?:[0-9][0-9AB][0-9]?(?:[\s,]+|$))*$",
        label="Départements",
        required=False,
        help_text="Leurs numéros, séparés par des virgules.",
        error_messages={"invalid": DEPARTEMENTS},
    )

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if Body.objects.filter(code=code).exists():
            raise forms.ValidationError(CODE_TAKEN)
        if is_word_of_the_application(code):
            raise forms.ValidationError(CODE_HIDDEN)
        return code

    @property
    def values(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        return {
            "code": cleaned["code"],
            "name": cleaned["nom"],
            "short_name": cleaned["nom_court"],
            "branch": cleaned["branche"],
            "departements": re.findall(r"[0-9][0-9AB][0-9]?", cleaned["departements"]),
        }


class InviteForm(forms.Form):
    """One person. Refused here for what the verb would refuse, beside the field to correct."""

    nom = forms.CharField(label="Nom", max_length=150, error_messages={"required": REQUIRED})
    prenom = forms.CharField(label="Prénom", max_length=150, error_messages={"required": REQUIRED})
    courriel = forms.EmailField(
        label="Courriel",
        max_length=254,
        error_messages={
            "required": REQUIRED,
            "invalid": "Écrivez une adresse comme prenom.nom@organisme.fr.",
        },
    )
    identifiant = forms.CharField(
        label="Identifiant",
        max_length=150,
        help_text="Pour se connecter. Lettres, chiffres et @ . + - _",
        validators=[
            UnicodeUsernameValidator(message="Écrivez des lettres, des chiffres ou @ . + - _, sans espace.")
        ],
        error_messages={"required": REQUIRED},
    )
    role = forms.ChoiceField(
        label="Rôle",
        choices=[(role.value, label) for role, label in ROLE_LABELS.items()],
        error_messages={"required": ROLE_UNKNOWN, "invalid_choice": ROLE_UNKNOWN},
    )

    def __init__(self, body: Body, actor: User, data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.body, self.actor = body, actor

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                self.step, self.person = foresee(self.invitee, self.body, self.actor)
            except InvitationRefusedError as refusal:
                self.add_error(FIELDS[refusal.field], str(refusal))
        return cleaned

    @property
    def invitee(self) -> Invitee:
        named = {name: self.cleaned_data[field] for name, field in FIELDS.items()}
        return Invitee(**named | {"role": Role(named["role"])})


def role_of(text: str) -> str:
    """The role that a cell names, by its code or its label; the text itself where it names none."""
    known = {plain_name(name): role.value for role, name in ROLE_LABELS.items()}
    known |= {role.value: role.value for role in Role}
    return known.get(plain_name(text), text)


class PeopleFileForm(ActionsFileForm):
    file = ReceivedFileField(
        label="Fichier CSV, XLSX ou ODS",
        help_text="Une personne par ligne\u00a0: nom, prénom, courriel, identifiant, rôle.",
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx,.ods"}),
        error_messages={"required": MISSING, "missing": MISSING},
    )


class ShownPeopleForm(ShownFileForm):
    """The file as the preview sends it back, with the digest of what was shown."""
