"""URL converter for months. Import this module wherever URL patterns use `<month:...>`: importing it registers it."""

from django.urls import register_converter


class MonthText:
    """`2024-03`, passed on as text: the view checks that it is a month of the contract."""

    regex = r"[0-9]{4}-[0-9]{2}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: object) -> str:
        return str(value)


register_converter(MonthText, "month")
