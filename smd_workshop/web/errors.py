"""An error becomes a page in the reader's words; nothing of the machine shows."""

import errno
import json
import logging
from typing import Any
from urllib.parse import quote

from flask import Flask, Response, current_app, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.exc import (
    DatabaseError,
    DataError,
    IntegrityError,
    InterfaceError,
    ProgrammingError,
    TimeoutError,  # noqa: A004 - of the pool of connections
)
from werkzeug.exceptions import HTTPException

from smd_workshop.core.errors import NotAllowed, Refusal, Several
from smd_workshop.database import Unavailable, abandon
from smd_workshop.web.security import security_log
from smd_workshop.web.security.actor import current_staff
from smd_workshop.web.security.skip_staff_hooks import BUSY, ask_no_database
from smd_workshop.web.staff import BLUEPRINTS

log = logging.getLogger(__name__)

RETRY_SECONDS = "10"
#: What a program did wrong, not the database's absence.
DEFECTS = (DataError, IntegrityError, ProgrammingError)
#: What the system says when nothing more can be written.
UNWRITABLE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO}
#: Where the addresses for programs begin.
API = "/api/"
#: Where those of the portal about a process begin.
PUBLIC = "/p/"
#: Whose forms come back to be sent again; those of accounts hold passwords.
KEEPING = ("participant", "respondent", *BLUEPRINTS)


def init_app(app: Flask) -> None:
    """Register one handler for each family of errors."""
    app.register_error_handler(Refusal, _refusal)
    app.register_error_handler(HTTPException, _http)
    for kind in (DatabaseError, InterfaceError, TimeoutError, Unavailable):
        app.register_error_handler(kind, _database)
    app.register_error_handler(OSError, _disk)


def sentence(refusal: Refusal) -> str:
    """Return what the refusal says, in the reader's language; of several faults each, once."""
    if isinstance(refusal, Several):
        return " ".join(dict.fromkeys(sentence(each) for each in refusal.faults))
    return str(_(refusal.message, **refusal.params))


def _refusal(refusal: Refusal) -> Any:
    if refusal.status == 403 and request.endpoint not in BUSY:
        security_log.note("refuse")
    if isinstance(refusal, NotAllowed) and _staff_page() and current_staff() is None:
        return redirect(url_for("security.login", next=request.full_path), 303)
    g.refused, g.refusal_page = refusal, True
    return page(sentence(refusal), refusal.status)


def _staff_page() -> bool:
    return request.method == "GET" and request.blueprint in BLUEPRINTS


def _http(error: HTTPException) -> Any:
    if isinstance(error.response, Response):
        return error.response
    words = {
        400: _("What was sent is no whole form. Nothing was changed: open the page again."),
        404: _("This page does not exist."),
        405: _("This page does not exist."),
        413: _("That is too large. Send a shorter text or a smaller file."),
        415: _("Fill in the form of this page; nothing else is read here."),
        429: _too_many(error),
    }
    code = error.code or 500
    if code == 404 and (meant := _without_slash()):
        return redirect(meant, 308)
    if code < 400:
        return error
    # What broke may have broken after it was stored.
    broken = _("Something went wrong. Look whether it was saved before you send it again.")
    if code == 429:
        security_log.note("too many tries")
    answer = page(
        words.get(code, _("Something went wrong. Nothing was changed.") if code < 500 else broken),
        code,
    )
    if (wait := getattr(error, "retry_after", None)) is not None:
        answer.headers["Retry-After"] = str(wait)
    return answer


def _without_slash() -> str:
    """Return the address of a public page that was asked for with a slash behind it; '' where there is none.

    Some pages of the portal end in one, others not: nobody who types an address knows which.
    """
    path = request.path
    if request.method != "GET" or not path.startswith(PUBLIC) or not path.endswith("/"):
        return ""
    adapter = current_app.create_url_adapter(request)
    try:
        if adapter is None or not adapter.match(path[:-1], "GET"):
            return ""
    except HTTPException:
        return ""  # no such page, or one that ends in a slash: it would lead back here, for ever
    # Written as an address again: a sign of a path, such as a line end or a question mark, is none of a header or a query.
    meant = quote(request.script_root + path[:-1])
    query = request.query_string.decode("ascii", "ignore")
    return f"{meant}?{query}" if query else meant


def _too_many(error: HTTPException) -> str:
    minutes = -(-int(getattr(error, "retry_after", None) or 60) // 60)
    return str(
        ngettext(
            "Too many wrong tries. Try again in %(num)s minute.",
            "Too many wrong tries. Try again in %(num)s minutes.",
            minutes,
        )
    )


def _database(error: Exception) -> Any:
    if isinstance(error, DEFECTS):
        raise error
    # Its first line says what and never with which words: no answer may stand in a log, and no
    # address, which may hold the code of a card.
    first = str(getattr(error, "orig", None) or type(error).__name__).partition("\n")[0]
    log.error("%s: the database is not to be had: %s", request.endpoint, first)
    abandon()
    return _unreachable()


def _disk(error: OSError) -> Any:
    if error.errno not in UNWRITABLE:
        raise error
    log.error("%s: nothing can be written: %s", request.endpoint, error)
    abandon()
    return _unreachable()


def _unreachable() -> Response:
    """Say that it is worth trying again; what was sent stays in the page, to be sent again."""
    ask_no_database()
    keeps = request.method == "POST" and request.blueprint in KEEPING
    again = list(request.form.items(multi=True)) if keeps and not request.files else None
    words = [_("The server cannot reach its data for the moment.")]
    if again is None:
        words.append(_("Try again in a minute."))
    else:
        words.append(_("What you wrote is still here: send it again in a minute."))
    response = page(" ".join(words), 503, again=again)
    response.headers["Retry-After"] = RETRY_SECONDS
    return response


def _problem(message: str, status: int) -> Response:
    told = json.dumps({"status": status, "title": message}, ensure_ascii=False)
    response = Response(told.encode(), status, mimetype="application/problem+json")
    response.headers["Cache-Control"] = "no-store"
    return response


def page(message: str, status: int, *, again: list[tuple[str, str]] | None = None) -> Response:
    """Render a refusal as a page; it must not need the database. `again`: what can be sent again.

    A program that reads the API gets the same words as problem+json (RFC 9457).
    """
    if request.path.startswith(API):
        return _problem(message, status)
    response = Response(
        render_template("error.html", message=message, status=status, again=again), status
    )
    response.headers["Cache-Control"] = "no-store"
    return response
