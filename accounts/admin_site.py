"""The administration site: for administrators of a body only, whatever Django's own flags say."""

from django.contrib.admin import AdminSite
from django.http import HttpRequest

from accounts.models import User


class SteeringAdminSite(AdminSite):
    site_title = "Administration du suivi de contrat"
    site_header = "Administration du suivi de contrat"
    index_title = "Personnes, organismes et attributions"

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        return (
            isinstance(user, User) and user.is_active and (user.is_superuser or user.administers_something())
        )
