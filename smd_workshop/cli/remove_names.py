"""`flask smd remove-names`: what the worker does by itself when the time of names is over, or earlier for one wave."""

import click
from sqlalchemy import select

from smd_workshop.cli import smd
from smd_workshop.cli.speech import _
from smd_workshop.core.clock import now
from smd_workshop.core.errors import Refusal
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.models import Process, Survey, Wave
from smd_workshop.surveys import retention
from smd_workshop.worker import jobs


@smd.command("remove-names")
@click.option("--wave", "place", help="Only this wave, also before its day: PROCESS/SURVEY/NUMBER.")
@click.option("--yes", is_flag=True, help="Do not ask first.")
def remove_names(place: str | None, yes: bool) -> None:
    """Remove what leads from people to answers in closed waves whose last day with names is over. It cannot be undone."""
    at = now()
    waiting = [_found(place)] if place else retention.due(at)
    if not waiting:
        click.echo(_("No wave waits for its names to be removed."))
        return
    for wave_id in waiting:
        called = _called(wave_id)
        if not yes and not click.confirm(_("Remove the names of %(wave)s for good?", wave=called)):
            continue
        try:
            done = jobs.anonymise_now(wave_id, at)
        except Refusal as refusal:
            raise click.ClickException(_(refusal.message, **refusal.params)) from None
        told = (
            N_("%(wave)s: names removed.") if done else N_("%(wave)s: names were removed before.")
        )
        click.echo(_(told, wave=called))


def _called(wave_id: int) -> str:
    wave = db.session.get_one(Wave, wave_id)
    return f"{wave.survey.process.code}/{wave.survey.code}/{wave.number}"


def _found(place: str) -> int:
    """Return the id of the wave at PROCESS/SURVEY/NUMBER; raises click.ClickException where there is none."""
    process, survey, number = [*place.split("/"), "", ""][:3]
    query = (
        select(Wave.id)
        .join(Survey, Wave.survey_id == Survey.id)
        .join(Process, Survey.process_id == Process.id)
        .where(Process.code == process, Survey.code == survey)
    )
    found = (
        db.session.scalar(query.where(Wave.number == int(number))) if number.isdecimal() else None
    )
    if found is None:
        raise click.ClickException(_("There is no wave %(place)s.", place=place))
    return found
