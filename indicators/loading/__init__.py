"""Load a contract from its documented JSON file: check it, compare it, then write all or nothing."""

from indicators.loading.applying import NotAsShownError, load_as_shown, plan_of, preview_for
from indicators.loading.contract import LoadingRefusedError, load_contract
from indicators.loading.preview import LoadingPreview, preview_loading
from indicators.loading.reading import LARGEST_FILE, TOO_LARGE, UnreadableContractError, read_contract

__all__ = [
    "LARGEST_FILE",
    "TOO_LARGE",
    "LoadingPreview",
    "LoadingRefusedError",
    "NotAsShownError",
    "UnreadableContractError",
    "load_as_shown",
    "load_contract",
    "plan_of",
    "preview_for",
    "preview_loading",
    "read_contract",
]
