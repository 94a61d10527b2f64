"""`flask smd user create`: the first administrator, and anyone after."""

import secrets

import click
from flask import current_app
from flask_security import hash_password
from sqlalchemy import select

from smd_workshop.cli import smd
from smd_workshop.cli.speech import _
from smd_workshop.core import mail_addresses
from smd_workshop.core.clock import now
from smd_workshop.database import NO_PROCESS, db, transaction
from smd_workshop.models import Membership, Process
from smd_workshop.models.accounts import ADMINISTRATOR, PROCESS_ROLES
from smd_workshop.processes import journal


@smd.group("user")
def user() -> None:
    """Staff accounts."""


@user.command("create")
@click.argument("email")
@click.option("--role", type=click.Choice([ADMINISTRATOR, *PROCESS_ROLES]), default=ADMINISTRATOR)
@click.option("--process", "code", help="Code of the process, for roles other than administrator.")
@click.option("--password", help="Chosen by chance and shown once if you give none.")
def create(email: str, role: str, code: str | None, password: str | None) -> None:
    """Create an account for EMAIL."""
    secret = password or secrets.token_urlsafe(12)
    with transaction(of=NO_PROCESS):
        create_user(email, secret, role, code)
    click.echo(f"{email}\t{secret}" if not password else email)


def create_user(email: str, password: str, role: str, code: str | None = None) -> None:
    """Add the account and its role; raises click.ClickException in the reader's words."""
    users = current_app.extensions["smd_users"]
    if not mail_addresses.is_address(email):
        raise click.ClickException(
            _("“%(text)s” is no address that mail can be sent to.", text=email)
        )
    email = email.lower()  # as whoever signs in may write it
    if users.find_user(email=email):
        raise click.ClickException(_("%(email)s has an account already.", email=email))
    account = users.create_user(email=email, password=hash_password(password))
    if role == ADMINISTRATOR:
        users.add_role_to_user(account, users.find_or_create_role(ADMINISTRATOR))
    else:
        process = db.session.scalar(select(Process).where(Process.code == code))
        if process is None:
            raise click.ClickException(_("Name the process with --process CODE."))
        account.memberships.append(Membership(process_id=process.id, role=role))
    journal.record("create account", now(), email=email, role=role)
