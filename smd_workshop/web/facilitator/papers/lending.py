"""Lending a phone: whoever lends it opens a signed address on it, and it says that it is shared."""

from flask import url_for

from smd_workshop.models import Process
from smd_workshop.web.facilitator.wall.projector import public_address
from smd_workshop.web.security.shared_phone import sign


def lent_address(process: Process) -> str:
    """Return what is opened on a phone that goes from hand to hand; good for a day."""
    return public_address() + url_for("participant.lend", signed=sign(process.id))
