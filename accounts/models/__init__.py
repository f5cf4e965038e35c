"""Bodies, the people who work in them, and the tokens of the programs that act for people."""

from accounts.models.kept_post import KeptPost
from accounts.models.mail import MailAttachment, OutboxMail
from accounts.models.people import Body, Membership, User
from accounts.models.security import SecurityEvent
from accounts.models.token import Token

__all__ = ["Body", "KeptPost", "MailAttachment", "Membership", "OutboxMail", "SecurityEvent", "Token", "User"]
