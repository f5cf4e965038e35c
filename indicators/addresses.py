"""How a month stands in an address. Imported by whatever declares addresses with months."""

from django.urls import register_converter


class MonthText:
    """`2024-03`. Whether it is a month of the contract is for the view to say."""

    regex = r"[0-9]{4}-[0-9]{2}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: object) -> str:
        return str(value)


register_converter(MonthText, "month")
