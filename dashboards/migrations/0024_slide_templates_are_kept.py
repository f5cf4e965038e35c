from django.db import migrations

from accounts.guards import Guard, NeverEmptied, immutable, install_guards, kept

TEMPLATES, CHOICES = "dashboards_slidetemplate", "dashboards_slidetemplatechoice"
OF_THE_BODY = Guard(
    name=f"guard_{CHOICES}_is_of_the_body",
    table=CHOICES,
    wrong=f"""NEW.template_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM {TEMPLATES} t WHERE t.id = NEW.template_id AND t.body_id = NEW.body_id
            AND t.format = NEW.format)""",  # noqa: S608 - our own names of tables
    message="Un modèle ne sert qu’à son organisme et à son format.",
)


class Migration(migrations.Migration):
    dependencies = [("dashboards", "0023_slide_templates")]

    operations = [
        install_guards(
            guard
            for table in (TEMPLATES, CHOICES)
            for guard in (immutable(table), kept(table), NeverEmptied(table))
        ),
        install_guards([OF_THE_BODY]),
    ]
