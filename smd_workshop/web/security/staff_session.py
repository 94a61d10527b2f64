"""The session of a member of staff in this browser: known here, ended here, ended by idleness."""

from typing import Any

from flask import Flask, Response, current_app, g, redirect, request, session, url_for
from flask_security import current_user, logout_user, user_authenticated

from smd_workshop.core.clock import now
from smd_workshop.database import NO_PROCESS, transaction
from smd_workshop.models.accounts import ADMINISTRATOR
from smd_workshop.processes.staff import staff_sessions
from smd_workshop.web.security import guessing, security_log
from smd_workshop.web.staff import BLUEPRINTS

#: The secret of the session and when it was last used, in the signed cookie.
SECRET, SEEN = "staff", "staff_seen"
#: Seconds without use after which a session ends, and between two notes of its use.
IDLE, NOTED = 12 * 3600, 300
#: What a page asks for by itself is no use: a console left open would never be idle.
BY_ITSELF = ("live", "status_bar", "static")
#: Where an administrator without a second step is led to it.
SETTING_UP = "facilitator.my_account"


def init_app(app: Flask) -> None:
    """Begin, check and end sessions."""
    app.config["SECURITY_LOGOUT_METHODS"] = ["POST"]
    user_authenticated.connect(_begin, app)
    manager: Any = app.login_manager  # type: ignore[attr-defined]
    load = manager._user_callback  # noqa: SLF001 - Flask-Login gives it no other name

    @manager.user_loader  # type: ignore[untyped-decorator]
    def load_living(user_id: str) -> Any:
        user = load(user_id)
        return user if user is not None and _lives(user.id) else None

    # The session is the only way in: a token that Flask-Security would take knows no signing out.
    manager.request_loader(lambda _request: None)
    app.before_request(_end)
    app.before_request(_ask_nothing_of_a_look)
    app.before_request(_require_second_step)
    app.after_request(_note_use)
    app.after_request(_leave_no_pages)


def _begin(_app: Flask, **_sent: Any) -> None:
    user_id, at = current_user.id, now()
    old = session.get(SECRET)
    if "turn" in g:  # Flask-Security commits what belongs together
        secret = _replace(user_id, old)
    else:
        with transaction(of=NO_PROCESS):
            secret = _replace(user_id, old)
    session[SECRET], session[SEEN] = secret, int(at.timestamp())
    guessing.signed_in()


def _replace(user_id: int, old: str | None) -> str:
    if old is not None:
        staff_sessions.end(old)
    return staff_sessions.begin(user_id, now())


def _lives(user_id: int) -> bool:
    secret, seen = session.get(SECRET), session.get(SEEN, 0)
    return (
        secret is not None
        and now().timestamp() - seen <= IDLE
        and staff_sessions.lives(secret, user_id)
    )


def _end() -> None:
    """End the session here before the browser is told to forget it."""
    if request.endpoint == "security.logout" and (secret := session.pop(SECRET, None)):
        with transaction(of=NO_PROCESS):
            staff_sessions.end(secret)
        g.signed_out = True
        security_log.note("sign out")


def leave() -> None:
    """Sign out in this browser, which others are about to use."""
    secret = session.pop(SECRET, None)
    if secret is None:
        return
    with transaction(of=NO_PROCESS):
        staff_sessions.end(secret)
    logout_user()
    g.signed_out = True
    security_log.note("sign out")


def _ask_nothing_of_a_look() -> Any:
    """Let who merely opens the page for a code lose nothing: it would sign out who is in already."""
    looks = request.endpoint == "security.two_factor_token_validation" and request.method != "POST"
    if not looks or session.get("tf_state") in {"ready", "validating_profile"}:
        return None
    if current_user.is_authenticated:
        return redirect("/f/me", 303)
    return redirect(url_for("security.login"), 303)


def _require_second_step() -> Any:
    """Lead an administrator who has none to where a second step is set up, if the settings ask for it."""
    if not current_app.config["SMD_ADMIN_SECOND_STEP"] or request.blueprint not in BLUEPRINTS:
        return None
    if request.endpoint == SETTING_UP or not current_user.is_authenticated:
        return None
    if not current_user.has_role(ADMINISTRATOR) or _has_second_step():
        return None
    return redirect(url_for("security.two_factor_setup"), 303)


def _has_second_step() -> bool:
    keys = any("secondary" in key.usage or "first" in key.usage for key in current_user.webauthn)
    return current_user.tf_primary_method is not None or keys


def _leave_no_pages(response: Response) -> Response:
    """Let the browser forget pages of who has signed out, where the address is a secure one."""
    if g.get("signed_out"):
        response.headers.setdefault("Clear-Site-Data", '"cache"')
    return response


def _note_use(response: Response) -> Response:
    if SEEN not in session or str(request.endpoint).endswith(BY_ITSELF):
        return response
    # Only a session that goes on: one that has ended must not be woken by a late request.
    if now().timestamp() - session[SEEN] > NOTED and current_user.is_authenticated:
        session[SEEN] = int(now().timestamp())
    return response
