"""The administration site: for administrators of a body only, whatever Django's own flags say."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accounts.models import User
from accounts.sign_on.confirming import confirmed


class SteeringAdminSite(AdminSite):
    site_title = "Administration du suivi de contrat"
    site_header = "Administration du suivi de contrat"
    index_title = "Personnes, organismes et attributions"

    def has_permission(self, request: HttpRequest) -> bool:
        # Django asks for `is_staff`, a second list of administrators; here the role in a body decides.
        user = request.user
        return (
            isinstance(user, User) and user.is_active and (user.is_superuser or user.administers_something())
        )

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """People, rights and tokens are changed by who showed again that it is them."""
        return super().admin_view(view if view == self.logout else confirmed(view), cacheable)

    def login(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:
        """One door for everybody: Django's own form here would ask for its "staff" flag, which nobody has."""
        if isinstance(request.user, User) and not self.has_permission(request):
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next") or reverse("admin:index", current_app=self.name))
