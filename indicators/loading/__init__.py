"""Load a contract from its documented JSON file: check it, compare it, then write all or nothing."""

from indicators.loading.contract import LoadingRefusedError, load_contract
from indicators.loading.preview import LoadingPreview, preview_loading
from indicators.loading.reading import LARGEST_FILE, TOO_LARGE, UnreadableContractError, read_contract

__all__ = [
    "LARGEST_FILE",
    "TOO_LARGE",
    "LoadingPreview",
    "LoadingRefusedError",
    "UnreadableContractError",
    "load_contract",
    "preview_loading",
    "read_contract",
]
