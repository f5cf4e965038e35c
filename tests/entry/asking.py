"""Asking the grid for things, and what it left in the database."""

from django.urls import reverse

from cpg.shared.periods import Month
from dashboards.entry.page import grid_page
from indicators.models import MonthlyActual


def address(contract, name="entry", *rest):
    return reverse(name, args=[contract.body.code, contract.code, *rest])


def save(client, indicator, month, **fields):
    return client.post(
        address(indicator.contract, "save_cell", indicator.code, month), {"version": "0"} | fields
    )


def cells(contract, user, query=None):
    (line,) = grid_page(contract, user, query or {}).lines
    return {str(cell.month): cell for cell in line.cells}


def stored(indicator, month):
    return MonthlyActual.objects.get(indicator=indicator, month=Month.parse(month).first_day).current
