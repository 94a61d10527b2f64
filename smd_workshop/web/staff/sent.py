"""The key of a form: drawn with the page, so that a form that is sent twice is one act."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Callable

from flask import Flask, g, request

from smd_workshop.config import secret_key
from smd_workshop.core.clock import now
from smd_workshop.core.errors import NotAllowed
from smd_workshop.core.zones import day_began
from smd_workshop.processes.staff import sent_forms
from smd_workshop.web.staff.process_access import my_id

FIELD = "sent_key"
#: Under which a form says on which page it stands.
FROM = "sent_from"


def init_app(app: Flask) -> None:
    """Give the forms of staff their key."""
    app.add_template_global(drawn_key)


def drawn_key() -> str:
    """Return the key of the forms on this page: 128 bits of chance, another at every reading."""
    if "drawn_key" not in g:
        g.drawn_key = secrets.token_hex(16)
    key: str = g.drawn_key
    return key


def once(act: Callable[[], str]) -> str:
    """Do what the form asks for, in a transaction; return where it leads, also for a form sent before.

    Not for a form that holds what somebody answered in secret: of that nothing is remembered.
    """
    user_id = my_id()
    if user_id is None:
        raise NotAllowed
    return sent_forms.once(_digest(user_id), user_id, day_began(now(), "UTC"), act)


def _digest(user_id: int) -> str:
    """Return what the form is remembered under: who sent it, its key, where to, and what was written.

    What was written, because a page that came back from the browser's history sends its old key with
    new words, and that is another act. A form without a key, from a page that was opened before there
    were keys or from a program, is known by the rest alone. Mixed with the secret of the installation, so that
    nobody who has the database finds by trying what was written.
    """
    written = [pair for pair in request.form.items(multi=True) if pair[0] not in {FIELD, FROM}]
    parts = [user_id, request.form.get(FIELD, ""), request.path, written]
    secret = secret_key().encode()
    return hmac.new(secret, json.dumps(parts).encode(), hashlib.sha256).hexdigest()
