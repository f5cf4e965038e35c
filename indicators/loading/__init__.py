"""Load a contract from its documented JSON file: check it, compare it, then write all or nothing."""

from indicators.loading.contract import LoadingRefusedError, load_contract

__all__ = ["LoadingRefusedError", "load_contract"]
