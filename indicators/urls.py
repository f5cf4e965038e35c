"""Addresses where figures are entered."""

from django.urls import path, register_converter

from indicators import views


class MonthText:
    """`2024-03`. Whether it is a month of the contract is for the view to say."""

    regex = r"[0-9]{4}-[0-9]{2}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: object) -> str:
        return str(value)


register_converter(MonthText, "month")

urlpatterns = [
    path("<slug:body>/<slug:contract>/<slug:code>/<month:month>/", views.MonthView.as_view(), name="month"),
]
