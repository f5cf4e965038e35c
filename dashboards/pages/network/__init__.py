"""Several bodies that follow the same contract, side by side at the end of a month."""

from dashboards.pages.network.page import NetworkPage, network_page
from dashboards.pages.network.sorting import Asked

__all__ = ["Asked", "NetworkPage", "network_page"]
