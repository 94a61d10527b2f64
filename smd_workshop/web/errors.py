"""An error becomes a page in the reader's words; nothing of the machine shows."""

from typing import Any

from flask import Flask, Response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.exc import InterfaceError, OperationalError
from werkzeug.exceptions import HTTPException

from smd_workshop.database import db
from smd_workshop.errors import NotAllowed, Refusal
from smd_workshop.web.actor import current_staff


def init_app(app: Flask) -> None:
    """Register one handler for each family of errors."""
    app.register_error_handler(Refusal, _refusal)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(InterfaceError, _database)


def sentence(refusal: Refusal) -> str:
    """Return what the refusal says, in the reader's language."""
    return str(_(refusal.message, **refusal.params))


def _refusal(refusal: Refusal) -> Any:
    if isinstance(refusal, NotAllowed) and _staff_page() and current_staff() is None:
        return redirect(url_for("security.login", next=request.full_path), 303)
    return page(sentence(refusal), refusal.status)


def _staff_page() -> bool:
    return request.method == "GET" and request.blueprint == "facilitator"


def _http(error: HTTPException) -> Any:
    if isinstance(error.response, Response):
        return error.response
    words = {
        404: _("This page does not exist."),
        405: _("This page does not exist."),
        413: _("That is too large. Send a shorter text or a smaller file."),
        429: _("Too many tries. Wait a minute and try again."),
    }
    if error.code is not None and error.code < 400:
        return error
    return page(
        words.get(error.code or 500, _("Something went wrong. Nothing was changed.")),
        error.code or 500,
    )


def _database(_error: Exception) -> Any:
    db.session.rollback()
    return page(
        _("The server cannot reach its data for the moment. Nothing was lost: what you wrote is "
          "still in your phone. Try again in a minute."),
        503,
    )  # fmt: skip


def page(message: str, status: int) -> Response:
    """Render a refusal as a page; it must not need the database."""
    response = Response(render_template("error.html", message=message, status=status), status)
    response.headers["Cache-Control"] = "no-store"
    return response
