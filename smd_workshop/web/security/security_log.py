"""The security log: who signed in or was refused, whose rights changed. No secret, no answer, no code."""

import logging
import os
from pathlib import Path
from typing import Any

from flask import Flask, current_app, request
from flask_limiter.util import get_remote_address
from flask_security import (
    current_user,
    password_changed,
    password_reset,
    tf_disabled,
    tf_profile_changed,
    user_authenticated,
    wan_deleted,
    wan_registered,
)

from smd_workshop.core.clock import now

log = logging.getLogger("smd.security")

#: What Flask-Security tells of, and what we call it.
TOLD = (
    (user_authenticated, "sign in"),
    (password_changed, "change password"),
    (password_reset, "reset password by mail"),
    (tf_profile_changed, "set second step"),
    (tf_disabled, "remove second step"),
    (wan_registered, "add passkey"),
    (wan_deleted, "remove passkey"),
)
_kept: list[Any] = []
#: Bytes after which a new file is begun; the one before is kept.
FULL = 5_000_000


def init_app(app: Flask) -> None:
    """Note what Flask-Security tells of."""
    log.setLevel(logging.INFO)
    for signal, event in TOLD:
        heard = _hearing(event)
        signal.connect(heard, app)
        _kept.append(heard)  # a signal holds who hears it only weakly


def _hearing(event: str) -> Any:
    def hear(_app: Flask, user: Any = None, **_sent: Any) -> None:
        note(event, account=getattr(user, "email", None))

    return hear


def note(event: str, *, account: str | None = None, **detail: object) -> None:
    """Write one line: what, who, from where, and by which address of ours without its values."""
    who = account or (current_user.email if current_user.is_authenticated else "-")
    said = " ".join(f"{name}={_safe(value)}" for name, value in detail.items())
    where = f"from={get_remote_address()} at={request.endpoint}"
    line = f"{event}: account={_safe(who)} {where} {said}".rstrip()
    log.info(line)
    try:
        _append(
            Path(current_app.instance_path) / "security.log", f"{now():%Y-%m-%dT%H:%M:%SZ} {line}\n"
        )
    except OSError:
        current_app.logger.exception("the security log cannot be written")


def _append(path: Path, line: str) -> None:
    """Add a line to the file, which its owner alone may read; a full one is put aside."""
    if path.exists() and path.stat().st_size > FULL:
        path.replace(path.with_suffix(".log.1"))
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(file, line.encode())
    finally:
        os.close(file)


def _safe(value: object) -> str:
    """Return a value as it may stand on one line of a log."""
    return "".join(c if c.isprintable() and c != " " else "?" for c in str(value))[:100]
