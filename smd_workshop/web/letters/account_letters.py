"""Letters of accounts are sent by the worker: a slow mail server holds up nobody and tells nobody who has an account."""

from typing import Any

from flask import Flask, current_app, flash, g, request
from flask_babel import force_locale, gettext
from flask_security import MailUtil
from flask_security.forms import _build_form_from_request
from flask_security.recoverable import send_reset_password_instructions

from smd_workshop.core.messages import N_
from smd_workshop.web.language import current_language
from smd_workshop.worker.queues import job, later

#: Seconds that a mail server may take.
PATIENCE = 20
ASKED = N_(
    "If that email address is in our system, you will receive an email describing how to reset your password."
)
#: What becomes of a letter where no mail is sent, by the mail backend; with another it is sent.
UNSENT = {
    "console": N_("This installation sends no mail. If the address has an account, the letter with the link is printed "
                  "where the program was started: ask whoever runs it, or an administrator for a new password."),
    "none": N_("This installation sends no mail. Ask an administrator for a new password."),
}  # fmt: skip


class SecurityMail(MailUtil):
    """Keeps letters until the request is over; then the worker sends them."""

    def send_mail(
        self, template: str, subject: str, recipient: Any, sender: Any, body: str | None,
        html: str | None, **kwargs: Any,
    ) -> None:  # fmt: skip
        """Keep the letter, or send it where the worker asks."""
        if g.get("working", False):
            super().send_mail(template, subject, recipient, sender, body, html, **kwargs)
        else:
            letter = (template, str(subject), str(recipient), str(sender), body or "")
            g.setdefault("letters", []).append(letter)


def post() -> None:
    """Ask for the letters of this request; called when it is over and everything is stored."""
    for letter in g.pop("letters", []):
        later("send_letter", *letter)


@job
def send_letter(template: str, subject: str, recipient: str, sender: str, body: str) -> None:
    """Send a letter that holds no secret."""
    g.working = True
    mail: Any = current_app.extensions["security"]._mail_util  # noqa: SLF001 - it has no other name
    mail.send_mail(template, subject, recipient, sender, body, None)


@job
def send_reset(email: str, language: str, base: str) -> None:
    """Send the link by which a forgotten password is replaced, if the address has an account.

    Its secret is made here: it lies in no queue.
    """
    user = current_app.extensions["smd_users"].find_user(case_insensitive=True, email=email)
    if user is None or not user.active:
        return
    with current_app.test_request_context(base_url=base), force_locale(language):
        g.working = True
        send_reset_password_instructions(user)  # type: ignore[no-untyped-call]


def take_over(app: Flask) -> None:
    """Let the page for a forgotten password do the same for every address that is written there."""
    theirs = app.view_functions["security.forgot_password"]

    def forgot_password() -> Any:
        form = _build_form_from_request("forgot_password_form")
        email = request.form.get("email", "").strip()[:255]
        if request.method != "POST" or "@" not in email:
            return theirs()
        base = str(current_app.config["SMD_PUBLIC_URL"]) or request.host_url
        if later("send_reset", email, current_language(), base):
            backend = current_app.config["SMD_MAIL_BACKEND"]
            flash(gettext(UNSENT.get(backend, ASKED)), "info")
        else:
            flash(
                gettext("No mail can be sent now. Ask an administrator for a new password."),
                "error",
            )
        return current_app.extensions["security"].render_template(
            "security/forgot_password.html", forgot_password_form=form
        )

    app.view_functions["security.forgot_password"] = forgot_password
