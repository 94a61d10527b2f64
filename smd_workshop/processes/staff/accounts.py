"""Who works here: accounts of staff and their part in each process."""

import secrets
from datetime import datetime

from flask import current_app
from flask_security import SQLAlchemyUserDatastore, hash_password
from sqlalchemy import func, select

from smd_workshop.core import names
from smd_workshop.core.errors import Invalid, NotFound, WrongState
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.models import Membership, Process, Role, User
from smd_workshop.models.accounts import ADMINISTRATOR, PROCESS_ROLES
from smd_workshop.processes import journal
from smd_workshop.processes.staff import staff_sessions


def everyone() -> list[User]:
    """Return all accounts by address."""
    return names.by_name(db.session.scalars(select(User)), lambda u: u.email)


def find(user_id: int) -> User:
    """Return an account, or raise NotFound."""
    user = db.session.get(User, user_id)
    if user is None:
        raise NotFound
    return user


def create(
    email: str, at: datetime, by: int | None, *, name: str = "", administrator: bool = False
) -> str:
    """Add an account and return its password, drawn by chance and stored nowhere.

    Raises Invalid where the address has an account.
    """
    if _by_email(email) is not None:
        raise Invalid(N_("%(email)s has an account already."), email=email)
    password = new_password()
    user = _store().create_user(email=email.lower(), password=hash_password(password))
    if administrator:
        _store().add_role_to_user(user, _store().find_or_create_role(ADMINISTRATOR))
    user.username = _free_name(user, name)
    db.session.flush()
    journal.record("create account", at, user_id=by, email=user.email, administrator=administrator)
    return password


def call(user: User, name: str, at: datetime) -> None:
    """Say how the public reads an account; '' for without a name. Invalid where another account is called so."""
    before, user.username = user.public_name, _free_name(user, name)
    if before != user.public_name:
        journal.record("name account", at, user_id=user.id, before=before, name=user.public_name)


def _free_name(user: object, name: str) -> str | None:
    with db.session.no_autoflush:
        others = [each for each in db.session.scalars(select(User)) if each is not user]
    if name and any(names.same(each.public_name, name) for each in others):
        raise Invalid(
            N_("Another account is called so: write the name so that both can be told apart.")
        )
    if "@" in name:
        raise Invalid(N_("Write a name: the public does not read addresses."))
    return name or None


def last_code(user_id: int) -> int | None:
    """Return which code of the phone an account used last; held until the transaction ends."""
    return db.session.scalar(select(User.totp_counter).where(User.id == user_id).with_for_update())


def new_password() -> str:
    """Draw a password: 16 characters, 95 bits."""
    return secrets.token_urlsafe(12)


def reset(user: User, at: datetime, by: int | None) -> str:
    """Give an account a new password, end its sessions and turn its second steps off."""
    password = new_password()
    user.password = hash_password(password)
    _store().tf_reset(user)
    _store().mf_set_recovery_codes(user, None)
    for key in list(user.webauthn):
        db.session.delete(key)
    _store().set_uniquifier(user)
    staff_sessions.end_all(user.id)
    journal.record("reset account", at, user_id=by, email=user.email)
    return password


def set_active(user: User, at: datetime, by: int | None, *, active: bool) -> None:
    """Let an account sign in, or no more. The last administrator stays.

    Raises WrongState for one's own account: nobody locks the door from outside.
    """
    if not active:
        if user.id == by:
            raise WrongState(N_("You cannot deactivate your own account."))
        if user.has_role(ADMINISTRATOR) and _active_administrators() <= 1:
            raise WrongState(N_("This is the last administrator. Make another one first."))
    if user.active != active:
        user.active = active
        _store().set_uniquifier(user)
        verb = "activate account" if active else "deactivate account"
        journal.record(verb, at, user_id=by, email=user.email)


def set_administrator(user: User, at: datetime, by: int | None, *, administrator: bool) -> None:
    """Make an account an administrator, or no more; one remains. Raises WrongState for the last one."""
    if user.has_role(ADMINISTRATOR) == administrator:
        return
    role = _store().find_or_create_role(ADMINISTRATOR)
    if administrator:
        _store().add_role_to_user(user, role)
    else:
        if user.active and _active_administrators() <= 1:
            raise WrongState(N_("This is the last administrator. Make another one first."))
        _store().remove_role_from_user(user, role)
    journal.record(
        "set administrator", at, user_id=by, email=user.email, administrator=administrator
    )


def team(process: Process) -> list[Membership]:
    """Return who works in a process, by address and role."""
    query = (
        select(Membership)
        .join(User, Membership.user_id == User.id)
        .where(Membership.process_id == process.id)
    )
    return names.by_name(db.session.scalars(query), lambda m: m.user.email, lambda m: m.role)


def roles_of(user_id: int) -> frozenset[tuple[int, str]]:
    """Return what somebody is in which process: (process id, role)."""
    rows = db.session.execute(
        select(Membership.process_id, Membership.role).where(Membership.user_id == user_id)
    )
    return frozenset((process_id, role) for process_id, role in rows)


def join(process: Process, email: str, role: str, at: datetime, by: int | None) -> Membership:
    """Give somebody with an account a role in a process; raises Invalid where they have it."""
    user = _by_email(email)
    if user is None:
        raise Invalid(
            N_("Nobody has an account with the address %(email)s. Create the account first."),
            email=email,
        )
    if role not in PROCESS_ROLES:
        raise Invalid
    if any(m.process_id == process.id and m.role == role for m in user.memberships):
        raise Invalid(N_("%(email)s has this role in the process already."), email=email)
    membership = Membership(process_id=process.id, role=role)
    user.memberships.append(membership)
    db.session.flush()
    journal.record("join team", at, process=process, user_id=by, email=user.email, role=role)
    return membership


def leave(process: Process, membership_id: int, at: datetime, by: int | None) -> None:
    """Take a role in a process from somebody. Raises NotFound for a role in another process."""
    membership = db.session.get(Membership, membership_id)
    if membership is None or membership.process_id != process.id:
        raise NotFound
    journal.record(
        "leave team", at, process=process, user_id=by,
        email=membership.user.email, role=membership.role,
    )  # fmt: skip
    db.session.delete(membership)


def _by_email(email: str) -> User | None:
    return db.session.scalar(select(User).where(func.lower(User.email) == email.lower()))


def _active_administrators() -> int:
    return (
        db.session.scalar(
            select(func.count(User.id))
            .join(User.roles)
            .where(Role.name == ADMINISTRATOR, User.active)
        )
        or 0
    )


def _store() -> SQLAlchemyUserDatastore:
    store: SQLAlchemyUserDatastore = current_app.extensions["smd_users"]
    return store
