"""Loading a contract from its documented JSON file: checked, compared, then written all or nothing."""

from indicators.loading.contract import LoadingRefusedError, load_contract

__all__ = ["LoadingRefusedError", "load_contract"]
