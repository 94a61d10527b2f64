"""My account, and the accounts of everyone."""

from typing import Any

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from flask_security import current_user

from forms.account import AccountForm, NameForm
from smd_workshop.core.clock import now
from smd_workshop.core.errors import Invalid
from smd_workshop.database import NO_PROCESS, transaction
from smd_workshop.processes import processes
from smd_workshop.processes.staff import accounts
from smd_workshop.web.errors import sentence
from smd_workshop.web.facilitator import bp
from smd_workshop.web.security.access import may, require
from smd_workshop.web.security.actor import Public, Staff, current_staff
from smd_workshop.web.security.security_log import note
from smd_workshop.web.staff.sent import once

LIST, ME = "/f/accounts", "/f/me"


def me() -> Staff:
    """Return the member of staff who asks, or send them to sign in."""
    staff = current_staff()
    require(staff is not None)
    assert staff is not None  # noqa: S101 - require() has just said so
    return staff


@bp.get("/me")
def my_account() -> str:
    """Show how my account is protected, and what I am in which process."""
    me()  # who is not signed in has no name
    return _mine(NameForm(data={"name": current_user.public_name}))


@bp.post("/me/name")
def name_my_account() -> Any:
    """Say how the public reads me where my name stands, such as beside a figure that I approved."""
    staff = me()
    form = NameForm(request.form)
    if not form.validate():
        return _mine(form), 422
    try:
        with transaction(of=NO_PROCESS):
            accounts.call(accounts.find(staff.user_id), form.name.data or "", now())
    except Invalid as refusal:
        form.name.errors = [sentence(refusal)]
        return _mine(form), 422
    flash(_("Saved."))
    return redirect(ME, 303)


def _mine(form: NameForm) -> str:
    staff = me()
    mine = [
        (process, sorted(role for process_id, role in staff.roles if process_id == process.id))
        for process in processes.visible({p for p, _role in staff.roles}, everything=False)
    ]
    return render_template("facilitator/account/me.html", user=current_user, mine=mine, form=form)


@bp.get("/accounts")
def list_accounts() -> str:
    """List the accounts; for administrators."""
    _require_administrator()
    return _list(AccountForm())


@bp.post("/accounts")
def create_account() -> Any:
    """Create an account and show its password this once."""
    staff = _require_administrator()
    form = AccountForm(request.form)
    if not form.validate():
        return _list(form), 422
    email, password = str(form.email.data), ""

    def act() -> str:
        nonlocal password
        administrator = bool(form.administrator.data)
        password = accounts.create(
            email, now(), staff.user_id, name=form.name.data or "", administrator=administrator
        )
        return LIST

    try:
        with transaction(of=NO_PROCESS):
            leads_to = once(act)
    except Invalid as refusal:
        form.email.errors = [sentence(refusal)]
        return _list(form), 422
    if password:
        note("create account", of=email)
        return _password_page(email, password)
    flash(
        _("%(email)s has an account since this form arrived first, and its password was shown then. "
          "If nobody wrote it down, give the account a new one.", email=email)
    )  # fmt: skip
    return redirect(leads_to, 303)


@bp.post("/accounts/<int:user_id>/reset")
def reset_account(user_id: int) -> Any:
    """Give an account a new password and show it this once."""
    staff = _require_administrator()
    with transaction(of=NO_PROCESS):
        user = accounts.find(user_id)
        password = accounts.reset(user, now(), staff.user_id)
        email = user.email
    note("reset account", of=email)
    return _password_page(email, password)


@bp.post("/accounts/<int:user_id>/active")
def set_account_active(user_id: int) -> Any:
    """Let an account sign in, or no more."""
    staff = _require_administrator()
    active = request.form.get("active") == "1"
    with transaction(of=NO_PROCESS):
        user = accounts.find(user_id)
        accounts.set_active(user, now(), staff.user_id, active=active)
        email = user.email
    note("activate account" if active else "deactivate account", of=email)
    if active:
        flash(_("%(email)s may sign in again.", email=email))
    else:
        flash(_("%(email)s may not sign in any more.", email=email))
    return redirect(LIST, 303)


@bp.post("/accounts/<int:user_id>/administrator")
def set_account_administrator(user_id: int) -> Any:
    """Make an account an administrator, or no more."""
    staff = _require_administrator()
    administrator = request.form.get("administrator") == "1"
    with transaction(of=NO_PROCESS):
        user = accounts.find(user_id)
        accounts.set_administrator(user, now(), staff.user_id, administrator=administrator)
        email = user.email
    note("make administrator" if administrator else "unmake administrator", of=email)
    flash(_("Saved."))
    return redirect(LIST, 303)


def _require_administrator() -> Staff:
    require(may(current_staff() or Public(), "manage accounts"))
    return me()


def _list(form: AccountForm) -> str:
    return render_template(
        "facilitator/account/list.html", form=form, users=accounts.everyone(), me=me()
    )


def _password_page(email: str, password: str) -> str:
    return render_template("facilitator/account/password.html", email=email, password=password)
