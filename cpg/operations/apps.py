from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "cpg.operations"
    verbose_name = "Exploitation"
