"""A submission keeps its answer to the reason of the return before it."""

from django.db import migrations, models

from accounts.guards import around_guards


class Migration(migrations.Migration):
    dependencies = [
        ("commitments", "0010_answers"),
        ("indicators", "0017_labels_of_any_length"),
    ]

    operations = around_guards(
        [
            migrations.AddField(
                "actualrevision",
                "answer",
                models.TextField("réponse au renvoi", blank=True, default="", db_default=""),
            ),
            migrations.AddConstraint(
                "actualrevision",
                models.CheckConstraint(
                    condition=models.Q(("answer", ""), ("state", "soumis"), _connector="OR"),
                    name="actual_answer_is_a_submissions",
                ),
            ),
        ]
    )
