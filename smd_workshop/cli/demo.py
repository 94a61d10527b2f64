"""`flask smd demo …`: data to look at, to rehearse with and to measure; simulated, but for a real plan."""

import json
from typing import Any

import click
from flask import current_app
from sqlalchemy import select

from smd_workshop.cli import smd
from smd_workshop.cli.speech import _
from smd_workshop.config import secret_key
from smd_workshop.core.clock import now
from smd_workshop.core.codes import grouped
from smd_workshop.core.errors import Refusal
from smd_workshop.database import NO_PROCESS, db, forget_deleted, transaction
from smd_workshop.demonstration import demo as demonstration
from smd_workshop.demonstration import rehearsals, territory, zed_ilo, zed_ilo_survey
from smd_workshop.library.plan.periods import Period
from smd_workshop.making import plan_report_pdf
from smd_workshop.models import User
from smd_workshop.people import credentials
from smd_workshop.plans.plans import address_of
from smd_workshop.processes import processes


@smd.group("demo")
def demo() -> None:
    """Load data to look at and to rehearse with."""


@demo.command("moquegua")
@click.option("--user", "email", help="The account that signs what the facilitator does.")
@click.option("--base", default="", help="Address that links begin with.")
def moquegua(email: str | None, base: str) -> None:
    """Load «SMD Moquegua 2022»: the factors of the technical note, with simulated votes."""
    for card in load(email):
        click.echo(f"{card.seat.code}\t{grouped(card.code)}\t{join_link(base, card.code)}")


def load(email: str | None = None) -> list[credentials.Card]:
    """Load the demonstration in one transaction; return a card of each sector."""
    try:
        with transaction(of=NO_PROCESS):
            cards = demonstration.load(secret_key(), _account(email))
    except Refusal as refusal:
        raise click.ClickException(_(refusal.message, **refusal.params)) from None
    forget_deleted()
    return cards


@demo.command("zed-ilo")
@click.option("--user", "email", help="The account that signs what the planner does.")
def zed_ilo_plan(email: str | None) -> None:
    """Load the plan of the ZED Ilo for 2023-2025: real figures; beside it a survey of simulated users."""
    secret = secret_key()
    try:
        with transaction(of=NO_PROCESS):
            plan = zed_ilo.load(now(), _account(email))
            survey = zed_ilo_survey.load(plan, secret, now(), _account(email))
            code, address, asked = plan.process.code, address_of(plan.code), survey.code
        plan_report_pdf.seal_as_written(plan.process, address, Period(2023), _account(email))
    except Refusal as refusal:
        raise click.ClickException(_(refusal.message, **refusal.params)) from None
    forget_deleted()
    click.echo(f"/p/{code}/plans/{address}/")
    click.echo(f"/f/{code}/surveys/{asked}/")


@demo.command("territory")
@click.option("--process", "code", default="moquegua-2022", show_default=True)
@click.option("--user", "email", help="The account that signs what the planner does.")
def territory_of(code: str, email: str | None) -> None:
    """Add shared value, clusters and cumulative effects, all simulated, to a simulated process."""
    try:
        with transaction(of=NO_PROCESS):
            territory.load(processes.find(code), now(), _account(email))
    except Refusal as refusal:
        raise click.ClickException(_(refusal.message, **refusal.params)) from None
    forget_deleted()
    click.echo(f"/p/{code}/shared-value")


def _account(email: str | None) -> int | None:
    return db.session.scalar(select(User.id).where(User.email == email)) if email else None


@demo.command("room")
@click.option("--seats", "many", default=300, show_default=True)
@click.option("--sectors", default=5, show_default=True)
@click.option("--base", default="", help="Address that links begin with.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def room(many: int, sectors: int, base: str, as_json: bool) -> None:
    """Build a room of simulated seats with an open rating of 24 factors; print its join links."""
    try:
        with transaction(of=NO_PROCESS):
            built = rehearsals.build(many, sectors, secret_key(), now())
            document = describe(built, base)
    except Refusal as refusal:
        raise click.ClickException(_(refusal.message, **refusal.params)) from None
    if as_json:
        click.echo(json.dumps(document, ensure_ascii=False))
        return
    for each in document["seats"]:
        click.echo(f"{each['seat']}\t{each['sector']}\t{each['link']}")


def describe(built: rehearsals.Room, base: str) -> dict[str, Any]:
    """Return a room as the document that the benchmark reads."""
    return {
        "format": "smd-room/1",
        "process": built.process.code,
        "workshop": built.workshop.code,
        "round": built.round_.number,
        "round_id": built.round_.id,
        "options": [o.code for o in built.round_.options],
        "seats": [
            {"seat": p.seat, "sector": p.sector, "code": p.code, "link": join_link(base, p.code)}
            for p in built.passes
        ],
    }


def join_link(base: str, code: str) -> str:
    """Return the address that opens a seat, as it stands on a card."""
    base = base or current_app.config["SMD_PUBLIC_URL"] or "http://127.0.0.1:8000"
    return f"{base.rstrip('/')}/e/{code}"
