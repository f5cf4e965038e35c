"""Nothing typed is lost: each form names itself, and a form that the server cannot take is kept for its author."""

from accounts.drafts.refusals import refuse

__all__ = ["refuse"]
