"""Several bodies that follow the same contract, side by side at the end of a month."""

from dashboards.network.forms import Asked
from dashboards.network.page import NetworkPage, network_page

__all__ = ["Asked", "NetworkPage", "network_page"]
