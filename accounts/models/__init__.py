"""Bodies, the people who work in them, their rights with their history, and the tokens of programs."""

from accounts.models.arrival import Arrival
from accounts.models.kept_post import KeptPost
from accounts.models.mail import MailAttachment, OutboxMail
from accounts.models.people import Body, Branch, Membership, User
from accounts.models.right import Outcome, RightKind, RightRevision, RoleDecision, RoleRequest, Way
from accounts.models.security import SecurityEvent
from accounts.models.token import Token
from accounts.models.webhook import Webhook, WebhookDelivery

__all__ = [
    "Arrival",
    "Body",
    "Branch",
    "KeptPost",
    "MailAttachment",
    "Membership",
    "OutboxMail",
    "Outcome",
    "RightKind",
    "RightRevision",
    "RoleDecision",
    "RoleRequest",
    "SecurityEvent",
    "Token",
    "User",
    "Way",
    "Webhook",
    "WebhookDelivery",
]
