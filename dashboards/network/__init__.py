"""Several bodies that follow the same contract, side by side at the end of a month."""

from dashboards.network.forms import NetworkQuery
from dashboards.network.page import NetworkPage, network_page

__all__ = ["NetworkPage", "NetworkQuery", "network_page"]
