from django.db import migrations

from accounts.guards import ONLY_DELETIONS, Guard, NeverEmptied, immutable, install_guards

TABLE = "accounts_securityevent"
# Six months are the least that the CNIL recommends.
KEPT_SIX_MONTHS = Guard(
    name="guard_accounts_securityevent_is_young",
    table=TABLE,
    wrong="OLD.happened_at > {days_ago:180}",
    message="Le journal de sécurité se garde six mois au moins.",
    events=ONLY_DELETIONS,
)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0010_security_event")]

    operations = [install_guards([immutable(TABLE), KEPT_SIX_MONTHS, NeverEmptied(TABLE)])]
