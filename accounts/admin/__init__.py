"""Administration of people, their rights and bodies, by the administrators of each body."""

from accounts.admin import others, people, rights, webhooks
from accounts.admin.frame import AdministratorsOnly, ReadOnly, actor_of, administered_bodies

__all__ = [
    "AdministratorsOnly",
    "ReadOnly",
    "actor_of",
    "administered_bodies",
    "others",
    "people",
    "rights",
    "webhooks",
]
