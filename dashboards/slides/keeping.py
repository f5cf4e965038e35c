"""Keep a template that somebody sent, and which one a body uses."""

import hashlib
from dataclasses import asdict

from django.db import transaction
from django.utils.timezone import now

from accounts.models import Body, User
from accounts.rights import Verb
from commitments.ledger.files.kinds import NOT_IN_A_NAME
from commitments.ledger.proofs import SentFile
from commitments.ledger.refusals import Refusal, require
from commitments.models import Contract
from dashboards.models.slides import LONGEST_NAME, SlideFormat, SlideTemplate, SlideTemplateChoice
from dashboards.slides.checking import checked
from dashboards.slides.selectors import current_template


@transaction.atomic
def add_template(*, contract: Contract, sent: SentFile, actor: User) -> SlideTemplate:
    """One of the body of the contract; the one that it holds already where it is the same file. It is not used yet."""
    require(actor, Verb.SET_TEMPLATE, contract)
    format_, summary = checked(sent.content)
    body = Body.objects.select_for_update().get(pk=contract.body_id)
    digest = hashlib.sha256(sent.content).hexdigest()
    own = SlideTemplate.objects.filter(body=body, format=format_.value)
    held = own.filter(sha256=digest).first()
    if held is not None:
        return held
    last = own.order_by("-number").values_list("number", flat=True).first() or 0
    return SlideTemplate.objects.create(
        body=body,
        format=format_.value,
        number=last + 1,
        name=NOT_IN_A_NAME.sub(" ", sent.name).strip()[-LONGEST_NAME:] or f"modèle.{format_}",
        content=sent.content,
        size=len(sent.content),
        sha256=digest,
        summary=asdict(summary),
        sent_by=actor,
        sent_at=now(),
    )


@transaction.atomic
def choose_template(
    *, contract: Contract, format_: SlideFormat, template: SlideTemplate | None, actor: User
) -> SlideTemplateChoice:
    """None goes back to the default one."""
    require(actor, Verb.SET_TEMPLATE, contract)
    body = Body.objects.select_for_update().get(pk=contract.body_id)
    if current_template(body.pk, format_) == template:
        raise Refusal("Ce modèle est déjà celui qui sert.", "same_template")
    return SlideTemplateChoice.objects.create(
        body=body, format=format_.value, template=template, chosen_by=actor, chosen_at=now()
    )
