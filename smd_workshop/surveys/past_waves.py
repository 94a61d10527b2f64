"""Waves that were gathered elsewhere: read from a file with a verdict per row, and kept as closed as any other."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from smd_workshop.core.errors import Invalid
from smd_workshop.core.messages import N_
from smd_workshop.core.zones import day_of
from smd_workshop.database import db
from smd_workshop.library.documents import canonical_json
from smd_workshop.library.survey.instrument import past
from smd_workshop.library.survey.instrument.past import Judged, Reading
from smd_workshop.models import (
    Answer,
    Instrument,
    Respondent,
    Response,
    Survey,
    SurveyParticipation,
    Wave,
    WaveImport,
    WaveMember,
)
from smd_workshop.models.base import random_id
from smd_workshop.surveys import closing, waves
from smd_workshop.surveys.answers import questionnaire, responses
from smd_workshop.surveys.respondents import population
from smd_workshop.surveys.waves import Terms


@dataclass(frozen=True, slots=True)
class Source:
    """The file that a wave came from."""

    filename: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A verdict on each row of a file, and by what terms they become a wave."""

    terms: Terms
    reading: Reading
    rows: tuple[Judged, ...]

    @property
    def kept(self) -> list[Judged]:
        """The rows that become responses."""
        return [row for row in self.rows if row.kind != past.REFUSED]

    def totals(self) -> dict[str, int]:
        """Return how many rows have each verdict."""
        kinds = [row.kind for row in self.rows]
        return {kind: kinds.count(kind) for kind in (past.ACCEPTED, past.WITH_LOSS, past.REFUSED)}

    def digest(self) -> str:
        """Return a digest of all that would be written."""
        said = [
            [row.row, row.kind, row.who, dict(row.groups), questionnaire.stored_all(row.answers)]
            for row in self.rows
        ]
        terms = [str(self.terms), self.reading.columns]
        return hashlib.sha256(canonical_json([terms, said]).encode()).hexdigest()[:32]


def judge(
    survey: Survey,
    terms: Terms,
    reading: Reading,
    rows: Sequence[Sequence[str]],
    numbers: Sequence[int],
    at: datetime,
    each: Callable[[Iterator[Judged]], Iterable[Judged]] = iter,
) -> Plan:
    """Return what would become of a file; nothing is written. `each` is told of one row after the other."""
    named = terms.mode == waves.CONFIDENTIAL and past.WHO in reading.columns
    people = {each.code: each.name for each in population.of_survey(survey)} if named else None
    today = day_of(at, survey.process.time_zone)
    return Plan(terms, reading, tuple(each(reading.judge(rows, numbers, today, people))))


def _refuse_many_or_none(n: int, population: int | None) -> None:
    """Raise Invalid where no row is left, or there are more rows than people."""
    if not n:
        raise Invalid(N_("No row of this file can be kept."))
    if population is not None and n > population:
        raise Invalid(
            N_("The file has answers of more people (%(n)s) than there are (%(population)s)."),
            n=n, population=population,
        )  # fmt: skip


def keep(
    survey: Survey,
    version: Instrument,
    plan: Plan,
    source: Source,
    at: datetime,
    user_id: int | None,
) -> Wave:
    """Write exactly what was planned, as a closed wave. Invalid where nothing is left or there are more rows than people."""
    kept, terms = plan.kept, plan.terms
    _refuse_many_or_none(len(kept), terms.population)
    wave = waves.create(survey, version, terms, at, user_id)
    waves.open_wave(wave, at, user_id)
    db.session.flush()  # of a draft the database takes no answers
    if terms.mode == waves.ANONYMOUS:
        closing.write_unnamed(wave, [questionnaire.stored_all(row.answers) for row in kept])
    else:
        _write_named(wave, kept)
        closing.detach_comments(wave)
    wave.seal, wave.state, wave.closed_at, wave.roll_at = None, "closed", at, at
    wave.imported = WaveImport(
        filename=source.filename[:200], sha256=source.sha256, reading=_told(plan), imported_at=at,
        imported_by_id=user_id,
    )  # fmt: skip
    waves.record("import wave", wave, at, user_id, sha256=source.sha256, rows=plan.totals())
    return wave


def _told(plan: Plan) -> dict[str, Any]:
    reading = plan.reading
    columns = zip(reading.headings, reading.columns, strict=True)
    return {
        "columns": [[heading, role] for heading, role in columns if role],
        "meanings": {code: dict(words) for code, words in reading.meanings.items()},
        "rows": plan.totals(),
    }


def _write_named(wave: Wave, kept: Sequence[Judged]) -> None:
    """Write the answers of a confidential wave with who gave them, where the file says who, and what grouped them then."""
    query = select(Respondent.code, Respondent).where(Respondent.survey_id == wave.survey_id)
    people: Mapping[str, Respondent] = dict(db.session.execute(query).all())
    members, parts, sent, answers = [], [], [], []
    for row in kept:
        response: dict[str, Any] = {"id": random_id(), "wave_id": wave.id, "participation_id": None}
        if row.who:
            person = people[row.who]
            part = {
                "id": random_id(), "wave_id": wave.id, "respondent_id": person.id, "channel": responses.PAPER,
            }  # fmt: skip
            response["participation_id"] = part["id"]
            parts.append(part)
            members.append({
                "wave_id": wave.id, "respondent_id": person.id, "code": person.code, "name": person.name,
                "attributes": dict(row.groups),
            })  # fmt: skip
        sent.append(response)
        answers += responses.rows_of(response["id"], questionnaire.stored_all(row.answers))
    written = (
        (WaveMember, members), (SurveyParticipation, parts), (Response, sent), (Answer, answers),
    )  # fmt: skip
    for table, rows in written:
        if rows:
            db.session.execute(insert(table), rows)
