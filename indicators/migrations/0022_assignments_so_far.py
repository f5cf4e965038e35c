"""The history of rights begins with the assignments that there are."""

from typing import Any

from django.db import migrations
from django.db.models import Max
from django.utils import timezone


def begin(apps: Any, schema_editor: Any) -> None:
    revisions = apps.get_model("accounts", "RightRevision")
    if revisions.objects.filter(kind="attribution").exists():
        return
    now = timezone.now()
    assignments = apps.get_model("indicators", "Assignment").objects.select_related("indicator__contract")
    last = {
        body.pk: body.last or 0
        for body in apps.get_model("accounts", "Body").objects.annotate(last=Max("right_revisions__sequence"))
    }
    rows = []
    for assignment in assignments.order_by("pk"):
        contract = assignment.indicator.contract
        last[contract.body_id] += 1
        rows.append(
            revisions(
                body_id=contract.body_id,
                sequence=last[contract.body_id],
                kind="attribution",
                person_id=assignment.user_id,
                subject=f"{contract.label}, {assignment.indicator.code}",
                before="",
                after="suppleant" if assignment.is_deputy else "titulaire",
                way="reprise",
                recorded_at=now,
            )
        )
    revisions.objects.bulk_create(rows, batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0013_rights_so_far"), ("indicators", "0021_short_labels")]

    # Rows of the history are never deleted: going back leaves them, and coming again adds none.
    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
