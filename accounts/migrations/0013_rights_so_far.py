"""The history of rights begins with what everybody has: roles and tokens that open something."""

from itertools import count
from typing import Any

from django.db import migrations
from django.utils import timezone


def begin(apps: Any, schema_editor: Any) -> None:
    revisions = apps.get_model("accounts", "RightRevision")
    now = timezone.now()
    for body in apps.get_model("accounts", "Body").objects.order_by("pk"):
        rights = [
            ("role", role.user_id, "", role.role)
            for role in apps.get_model("accounts", "Membership").objects.filter(body=body).order_by("pk")
        ] + [
            ("jeton", token.user_id, f"« {token.label} » ({token.hint}…)", token.scope)
            for token in apps.get_model("accounts", "Token")
            .objects.filter(bodies=body, revoked_at=None, expires_at__gt=now)
            .order_by("pk")
        ]
        rows = [
            revisions(
                body=body,
                sequence=number,
                kind=kind,
                person_id=person,
                subject=subject,
                before="",
                after=after,
                way="reprise",
                recorded_at=now,
            )
            for number, (kind, person, subject, after) in zip(count(1), rights, strict=False)
        ]
        revisions.objects.bulk_create(rows)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0012_rights_history")]

    # The tables go with the migration before.
    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
