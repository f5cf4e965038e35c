"""What sign-in hears of rights: it is above them, and decides what becomes of the sessions that the person has open."""

from django.dispatch import Signal

# Each with `person`.
role_given = Signal()
access_closed = Signal()
