from django.apps import AppConfig


class FollowupConfig(AppConfig):
    name = "commitments.followup"
    label = "followup"
    verbose_name = "Suivi des actions"
