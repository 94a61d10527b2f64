"""What the public reads of a wave: nothing before somebody approves its summary, and then for good."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from smd_workshop.core.errors import NotFound, WrongState
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.models import Process, Survey, Wave, WaveSummary
from smd_workshop.surveys import waves
from smd_workshop.surveys.figures import dataset
from smd_workshop.surveys.figures.read_twice import require_read_once


def of(wave: Wave) -> WaveSummary | None:
    """Return that the summary of a wave was approved; None if it was not."""
    return db.session.get(WaveSummary, wave.id)


def approve(wave: Wave, at: datetime, user_id: int | None) -> WaveSummary:
    """Let the public read the summary of a wave; twice is once. WrongState where there is nothing to show."""
    shown = dataset.shown(wave)
    if shown is None:
        raise WrongState(N_("Close the wave first."))
    if shown.nothing:
        raise WrongState(shown.why)
    summary = of(wave)
    if summary is None:
        require_read_once(wave)
        summary = WaveSummary(wave_id=wave.id, approved_by_id=user_id, approved_at=at)
        db.session.add(summary)
        waves.record("approve summary of wave", wave, at, user_id)
    return summary


def public(process: Process) -> list[Wave]:
    """Return the waves of a process whose summary was approved, the newest first."""
    return public_by_process([process.id])[process.id]


def public_by_process(ids: Collection[int]) -> dict[int, list[Wave]]:
    """Return the same of several processes by their ids, in one question."""
    query = (
        select(Wave)
        .join(WaveSummary, WaveSummary.wave_id == Wave.id)
        .join(Survey, Wave.survey_id == Survey.id)
        .where(Survey.process_id.in_(ids))
        .options(contains_eager(Wave.survey))
    )
    found: dict[int, list[Wave]] = {each: [] for each in ids}
    for wave in sorted(db.session.scalars(query), key=lambda each: (-each.year, each.survey.name)):
        found[wave.survey.process_id].append(wave)
    return found


def find(process: Process, survey: str, number: int) -> Wave:
    """Return the wave that the public may read, or raise NotFound."""
    for wave in public(process):
        if wave.survey.code == survey and wave.number == number:
            return wave
    raise NotFound
