"""A submission keeps its answer to the reason of the return before it."""

from django.db import migrations, models

from accounts.guards import around_guards


class Migration(migrations.Migration):
    dependencies = [("commitments", "0009_follow_up_never_emptied")]

    operations = around_guards(
        [
            migrations.AddField(
                "followuprevision",
                "answer",
                models.TextField("réponse au renvoi", blank=True, default="", db_default=""),
            ),
            migrations.AddConstraint(
                "followuprevision",
                models.CheckConstraint(
                    condition=models.Q(("answer", ""), ("state", "soumis"), _connector="OR"),
                    name="follow_up_answer_is_a_submissions",
                ),
            ),
        ]
    )
