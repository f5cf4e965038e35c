"""An avenant as somebody types it: the whole, and the two targets of each indicator and year, each a small form.

An avenant is shown before it is signed, and what is signed is what was shown: `numero` is the number that the person
saw it would have, `vu` the digest of what they were shown.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from hashlib import blake2b
from itertools import chain

from django import forms
from django.http import QueryDict

from commitments.models import Fiche
from cpg.shared import french
from dashboards.shared.forms import UNREADABLE, AddressForm, WholeNumberField
from dashboards.shared.groups import by_fiche
from dashboards.targets.signed import SignedTargets, target_of, terms_pair
from dashboards.targets.target_form import TargetForm, texts_of, typed_or_in_force
from dashboards.targets.terms_form import TermsForm, typed_terms
from indicators.domain.model import Target
from indicators.domain.signing import date_objection, label_objection

LARGEST_VERSION = 32_000


class VersionForm(AddressForm):
    """Which version of the targets to show."""

    version = WholeNumberField(max_value=LARGEST_VERSION)


class AvenantForm(forms.Form):
    """What is typed for the whole avenant; `targets`, one form for each indicator and year; `terms`, one for the first
    year and the weight of each indicator.
    """

    libelle = forms.CharField(
        label="Libellé", max_length=60, error_messages={"required": "Donnez un libellé à cet avenant."}
    )
    effet = forms.DateField(
        label="Date d’effet",
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "Dites à partir de quel jour il prend effet.",
            "invalid": "Écrivez ce jour comme 01/07/2025.",
        },
    )
    source = forms.CharField(
        label="Source",
        help_text="Le document signé, par exemple «\u00a0Avenant du 12 juin\u00a0».",
        max_length=300,
        error_messages={"required": "Nommez le document qui fixe ces cibles."},
    )
    motif = forms.CharField(
        label="Motif",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Dites pourquoi ces cibles changent."},
    )
    numero = WholeNumberField(max_value=LARGEST_VERSION, widget=forms.HiddenInput)
    vu = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, signed: SignedTargets, sent: QueryDict | None = None) -> None:
        super().__init__(sent, initial={"libelle": f"avenant {signed.next_number}"})
        self.signed = signed
        self.effect: date | None = None
        self.full_clean()
        given = self.cleaned_data if self.is_bound else {}
        self.seen_number: int = given.get("numero", signed.next_number)
        self.targets = list(self._target_forms(sent))
        self.terms = list(self._terms_forms(sent))

    def clean(self) -> None:
        given, signed = self.cleaned_data, self.signed
        last = signed.versions[-1] if signed.versions else None
        if "libelle" in given:
            labels = [version.label for version in signed.versions]
            if objection := label_objection(labels, given["libelle"]):
                self.add_error("libelle", objection.message)
        if "effet" in given:
            # Kept for the years of the targets even where the day itself is refused.
            self.effect = given["effet"] if given["effet"].year in signed.contract.years else None
            before = (last.label, last.effective_from) if last else None
            if objection := date_objection(signed.contract.years, before, given["effet"]):
                self.add_error("effet", objection.message)

    def _target_forms(self, sent: QueryDict | None) -> Iterator[TargetForm]:
        signed = self.signed
        in_force = signed.as_of(signed.next_number)
        shown = signed.as_of(self.seen_number - 1)
        for indicator in signed.indicators:
            for year in signed.contract.years:
                place = indicator.pk, year
                target = target_of(in_force.get(place))
                data = None
                if sent is not None:
                    data = typed_or_in_force(sent, indicator, year, target_of(shown.get(place)), target)
                yield TargetForm(indicator, year, target, self.effect, data)

    def _terms_forms(self, sent: QueryDict | None) -> Iterator[TermsForm]:
        in_force = self.signed.terms_as_of(self.signed.next_number)
        shown = self.signed.terms_as_of(self.seen_number - 1)
        for indicator in self.signed.indicators:
            now = terms_pair(in_force.get(indicator.pk))
            was_shown = terms_pair(shown.get(indicator.pk))
            data = None if sent is None else typed_terms(sent, indicator, was_shown, now)
            yield TermsForm(indicator, now, data)

    @property
    def is_stale(self) -> bool:
        """Whether another avenant was signed since the form was shown."""
        return self.seen_number != self.signed.next_number

    @property
    def was_shown(self) -> bool:
        """Whether what is sent is what the person was shown."""
        return bool(self["vu"].data == self.digest)

    @property
    def message(self) -> str:
        """What is wrong with the whole, "" when the avenant may be signed; each field has its own reason."""
        if "numero" in self.errors or "vu" in self.errors:
            return UNREADABLE
        count = len(self.errors) + sum(bool(form.errors) for form in [*self.targets, *self.terms])
        if count:
            places = french.plural(count, "un endroit est à corriger", f"{count} endroits sont à corriger")
            return f"{french.sentence(places)}\u00a0: chacun dit pourquoi, et votre saisie est restée."
        if not self.changed and not any(form.is_changed for form in self.terms):
            return "Cet avenant ne change rien\u00a0: changez au moins une cible, un premier exercice ou un poids."
        return ""

    def is_valid(self) -> bool:
        """Together with its targets, of which one at least changes."""
        return self.is_bound and not self.message

    @property
    def changed(self) -> dict[str, dict[int, Target]]:
        """The targets that change, by code and year."""
        targets: dict[str, dict[int, Target]] = {}
        for form in self.targets:
            if form.changed is not None:
                targets.setdefault(form.indicator.code, {})[form.year] = form.changed
        return targets

    @property
    def first_years(self) -> dict[str, int | None]:
        """The first years that change, by code."""
        return {
            form.indicator.code: form.first_year for form in self.terms if form.first_year != form.in_force[0]
        }

    @property
    def weights(self) -> dict[str, Decimal | None]:
        """The weights that change, by code."""
        return {form.indicator.code: form.weight for form in self.terms if form.weight != form.in_force[1]}

    @property
    def fiches(self) -> list[tuple[Fiche, str, list[tuple[TermsForm, list[TargetForm]]]]]:
        """The forms by fiche and indicator; the note counts what is changed and refused, "" where nothing is."""
        terms = {form.indicator.pk: form for form in self.terms}
        by_indicator: dict[int, list[TargetForm]] = {}
        for form in self.targets:
            by_indicator.setdefault(form.indicator.pk, []).append(form)
        groups = []
        for fiche, indicators in by_fiche(self.signed.indicators):
            listed = [(terms[each.pk], by_indicator[each.pk]) for each in indicators]
            groups.append((fiche, _note(listed), listed))
        return groups

    @property
    def digest(self) -> str:
        """Of all that is shown: what is to be signed, and the targets that it replaces; "" while it is refused."""
        if not self.is_valid():
            return ""
        given = self.cleaned_data
        changed = [
            (form.indicator.code, form.year, texts_of(form.in_force), texts_of(form.changed))
            for form in self.targets
            if form.changed is not None
        ]
        shown = (
            self.signed.next_number,
            given["libelle"],
            given["effet"],
            given["source"],
            given["motif"],
            changed,
            [(form.indicator.code, form.in_force, form.decided) for form in self.terms if form.is_changed],
        )
        return blake2b(repr(shown).encode(), digest_size=32).hexdigest()


def _note(listed: Sequence[tuple[TermsForm, list[TargetForm]]]) -> str:
    targets = list(chain.from_iterable(of_years for _, of_years in listed))
    changed = sum(form.changed is not None for form in targets)
    terms = sum(len(form.changes) for form, _ in listed)
    refused = sum(bool(form.errors) for form in [*targets, *(form for form, _ in listed)])
    notes = [
        f"{changed} {french.plural(changed, 'cible change', 'cibles changent')}" if changed else "",
        f"{terms} premier exercice ou poids {french.plural(terms, 'change', 'changent')}" if terms else "",
        f"{refused} à corriger" if refused else "",
    ]
    return ", ".join(filter(None, notes))
