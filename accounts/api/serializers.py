"""Bodies and people as the API writes them."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import Body, Token, User
from accounts.rights import Role, Scope


class BodyRow(serializers.ModelSerializer[Body]):
    departements = serializers.ListField(child=serializers.CharField(), help_text="Codes des départements.")

    class Meta:
        model = Body
        fields = ("code", "name", "short_name", "departements")


class RolesOfBody(serializers.Serializer[Any]):
    organisme = serializers.SlugField()
    roles = serializers.ListField(child=serializers.ChoiceField(choices=[role.value for role in Role]))


class TokenRow(serializers.ModelSerializer[Token]):
    scope = serializers.ChoiceField(choices=[scope.value for scope in Scope])

    class Meta:
        model = Token
        fields = ("label", "hint", "scope", "expires_at")


class Me(serializers.ModelSerializer[User]):
    """`token` is the one used for this request, null in a browser session."""

    name = serializers.CharField(source="__str__")
    bodies = serializers.SerializerMethodField()
    token = serializers.SerializerMethodField()

    class Meta:
        model = User
        fields = ("username", "name", "bodies", "token")

    @extend_schema_field(RolesOfBody(many=True))
    def get_bodies(self, user: User) -> list[dict[str, Any]]:
        return [
            {"organisme": body.code, "roles": sorted(user.roles_in(body.pk))}
            for body in Body.objects.visible_to(user).order_by("code")
        ]

    @extend_schema_field(TokenRow(allow_null=True))
    def get_token(self, user: User) -> Any:
        token = self.context["request"].auth
        return TokenRow(token).data if token else None
