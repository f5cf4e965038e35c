"""An avenant as somebody types it: what was typed, what it would change, and what is wrong, each beside its field."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import Any

from django import forms
from django.http import QueryDict

from cpg.shared import french
from cpg.shared.figures import plain
from dashboards.targets.amending import Avenant, Refusal, check_date, check_label, check_target, check_year
from dashboards.targets.signed import Place, Signed, target_of
from indicators.domain.entry import EntryRules
from indicators.domain.model import Target
from indicators.domain.targets import Level
from indicators.models import Indicator
from indicators.parsing import FigureProblem, read_figure

LEVELS: tuple[Level, ...] = ("seuil", "objectif")
TOO_LONG = 60
UNREADABLE = "Cet envoi ne se lit pas\u00a0: rechargez la page, puis recommencez."


class AvenantForm(forms.Form):
    """What is said of the whole. `numero` is the number that the person saw it would have, `vu` the fingerprint of
    what they were shown.
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
    numero = forms.IntegerField(min_value=0, max_value=32000, widget=forms.HiddenInput)
    vu = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)


@dataclass(frozen=True, slots=True)
class Typed:
    """The two figures of an indicator and a year as they were typed, and what is wrong with each."""

    texts: Mapping[Level, str]
    errors: Mapping[Level, str]


@dataclass(frozen=True, slots=True)
class Draft:
    """`avenant` is None while something is wrong; `message` is what is wrong with the whole, `changed` are the targets
    that can be read and differ from those that stand.
    """

    form: AvenantForm
    cells: Mapping[Place, Typed]
    changed: Mapping[Place, Target]
    avenant: Avenant | None = None
    digest: str = ""
    message: str = ""
    is_stale: bool = False

    @property
    def was_shown(self) -> bool:
        """Whether what is sent is what the person was shown."""
        return bool(self.form["vu"].data == self.digest)


def first_draft(signed: Signed) -> Draft:
    """The targets in force, to start from."""
    standing = signed.as_of(signed.next_number)
    return Draft(
        form=AvenantForm(initial={"libelle": f"avenant {signed.next_number}", "numero": signed.next_number}),
        cells={
            (indicator.pk, year): Typed(_texts(target_of(standing.get((indicator.pk, year)))), {})
            for indicator in signed.indicators
            for year in signed.contract.years
        },
        changed={},
    )


def read_draft(signed: Signed, sent: QueryDict) -> Draft:
    """What was sent, with every refusal that it calls for."""
    form = AvenantForm(sent)
    form.full_clean()
    effect: date | None = form.cleaned_data.get("effet")
    standing = signed.as_of(signed.next_number)
    shown = signed.as_of(form.cleaned_data.get("numero", signed.next_number) - 1)
    cells: dict[Place, Typed] = {}
    changed: dict[Place, Target] = {}
    for indicator in signed.indicators:
        for year in signed.contract.years:
            place = indicator.pk, year
            stands = target_of(standing.get(place))
            was_shown = _texts(target_of(shown.get(place)))
            texts = {
                level: _typed(sent, field_name(indicator, year, level), was_shown[level], text)
                for level, text in _texts(stands).items()
            }
            target, errors = _read(indicator, texts)
            if target is not None and target != stands:
                changed[place] = target
                errors = errors or _refused(indicator, year, target, effect)
            cells[place] = Typed(texts, errors)
    _check_whole(signed, form)
    return _drafted(signed, form, cells, changed)


def _typed(sent: QueryDict, name: str, was_shown: str, stands: str) -> str:
    """A field that nobody touched follows the targets in force: sent back as it was shown, it would undo what another
    avenant changed meanwhile.
    """
    found = sent.get(name, stands)
    return stands if found == was_shown else found


def field_name(indicator: Indicator, year: int, level: Level) -> str:
    return f"{indicator.code}-{year}-{level}"


def _drafted(
    signed: Signed, form: AvenantForm, cells: Mapping[Place, Typed], changed: Mapping[Place, Target]
) -> Draft:
    refused = sum(bool(cell.errors) for cell in cells.values())
    message = _message(form, refused, len(changed))
    is_stale = form.cleaned_data.get("numero", signed.next_number) != signed.next_number
    if message:
        return Draft(form, cells, changed, message=message, is_stale=is_stale)
    given = form.cleaned_data
    codes = {indicator.pk: indicator.code for indicator in signed.indicators}
    targets: dict[str, dict[int, Target]] = {}
    for (key, year), target in changed.items():
        targets.setdefault(codes[key], {})[year] = target
    avenant = Avenant(
        number=signed.next_number,
        label=given["libelle"],
        effective_from=given["effet"],
        source=given["source"],
        reason=given["motif"],
        targets=targets,
    )
    return Draft(form, cells, changed, avenant, _digest(signed, avenant), is_stale=is_stale)


def _message(form: AvenantForm, refused: int, changed: int) -> str:
    if "numero" in form.errors or "vu" in form.errors:
        return UNREADABLE
    if form.errors or refused:
        count = refused + len(form.errors)
        places = french.plural(count, "un endroit est à corriger", f"{count} endroits sont à corriger")
        return f"{french.sentence(places)}\u00a0: chacun dit pourquoi, et votre saisie est restée."
    if not changed:
        return "Cet avenant ne change aucune cible\u00a0: changez au moins un seuil ou un objectif."
    return ""


def _read(indicator: Indicator, texts: Mapping[Level, str]) -> tuple[Target | None, dict[Level, str]]:
    """An empty field is no target."""
    definition = indicator.definition
    rules = EntryRules(definition.unit, definition.decimals, takes_pair=False, numerator_bounded=False)
    found: dict[str, Any] = {}
    errors: dict[Level, str] = {}
    for level, text in texts.items():
        if len(text) > TOO_LONG:
            errors[level] = "Ce nombre est trop long."
            continue
        read = read_figure(rules, text) if text.strip() else None
        if isinstance(read, FigureProblem):
            errors[level] = read.reason
        else:
            found[level] = read
    return (None if errors else Target(found["seuil"], found["objectif"])), errors


def _refused(indicator: Indicator, year: int, target: Target, effect: date | None) -> dict[Level, str]:
    """What the rules of signing say, beside the figure that it is about: the objectif, unless there is none."""
    checks: list[Callable[[], None]] = [lambda: check_target(indicator, year, target)]
    if effect is not None and effect.year in indicator.contract.years:
        checks.insert(0, lambda: check_year(indicator, year, effect))
    for check in checks:
        try:
            check()
        except Refusal as refusal:
            level: Level = "seuil" if target.objectif is None and target.seuil is not None else "objectif"
            said = refusal.message.removeprefix(f"{indicator.code} {year}\u00a0: ")
            return {level: french.sentence(said)}
    return {}


def _check_whole(signed: Signed, form: AvenantForm) -> None:
    given = form.cleaned_data
    try:
        if "libelle" in given:
            check_label(signed.versions, given["libelle"])
    except Refusal as refusal:
        form.add_error("libelle", refusal.message)
    try:
        if "effet" in given:
            check_date(signed.contract, signed.versions, given["effet"])
    except Refusal as refusal:
        form.add_error("effet", refusal.message)


def _texts(target: Target) -> dict[Level, str]:
    return {level: "" if (figure := getattr(target, level)) is None else plain(figure) for level in LEVELS}


def _digest(signed: Signed, avenant: Avenant) -> str:
    """Of all that is shown: what is to be signed, and the targets that it replaces."""
    standing = signed.as_of(signed.next_number)
    codes = {indicator.code: indicator.pk for indicator in signed.indicators}
    shown = [
        (code, year, _texts(target_of(standing.get((codes[code], year)))), _texts(target))
        for code, years in sorted(avenant.targets.items())
        for year, target in sorted(years.items())
    ]
    said = (
        avenant.number,
        avenant.label,
        avenant.effective_from.isoformat(),
        avenant.source,
        avenant.reason,
        shown,
    )
    return blake2b(repr(said).encode(), digest_size=16).hexdigest()
