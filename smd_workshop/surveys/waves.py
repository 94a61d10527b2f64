"""The life of a wave: draft, open, closing (nobody begins, who has begun may send), closed."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Protocol

from sqlalchemy import func, select, update

from smd_workshop.core import names
from smd_workshop.core.errors import Frozen, Invalid, NotFound, WrongState
from smd_workshop.core.messages import N_
from smd_workshop.core.zones import day_of
from smd_workshop.database import db
from smd_workshop.models import Instrument, Invitation, Respondent, Survey, Wave
from smd_workshop.models.surveys.surveys import MODES, WAVE_MAY_BECOME
from smd_workshop.processes import journal
from smd_workshop.surveys import consent, sealing

ANONYMOUS, CONFIDENTIAL = "anonymous", "confidential"
#: States in which answers are taken.
TAKES = ("open", "closing")
#: For how many years names are kept where staff say nothing else.
KEPT_YEARS: Final = 2


def find(survey: Survey, number: int) -> Wave:
    """Return the wave of this survey with this number, or raise NotFound."""
    wave = db.session.scalar(select(Wave).where(Wave.survey_id == survey.id, Wave.number == number))
    if wave is None:
        raise NotFound
    return wave


class Stage(Protocol):
    """How far a wave is, and until when people may begin."""

    @property
    def state(self) -> str:
        """One of models.surveys.surveys.WAVE_STATES."""

    @property
    def ends_at(self) -> datetime | None:
        """From when on nobody begins; None if nobody has said."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What staff say of a wave; mode, year and consent are fixed when it opens."""

    name: str
    year: int
    mode: str
    consent: str = ""
    population: int | None = None
    ends_at: datetime | None = None
    #: The last day on which names are kept; None leaves it to the opening.
    keep_until: date | None = None

    @property
    def promised(self) -> dict[str, Any]:
        """What cannot change once the wave is open."""
        said = {"year": self.year, "mode": self.mode, "consent": self.consent.strip()}
        return said if self.keep_until is None else said | {"keep_until": self.keep_until}

    @property
    def living(self) -> dict[str, Any]:
        """What may change until the close."""
        return {"name": self.name.strip(), "population": self.population, "ends_at": self.ends_at}


def create(
    survey: Survey, instrument: Instrument, terms: Terms, at: datetime, user_id: int | None
) -> Wave:
    """Prepare a wave; nothing of it is promised before it opens.

    Raises Invalid for a questionnaire of another survey, or for no mode.
    """
    if instrument.survey_id != survey.id or terms.mode not in MODES:
        raise Invalid
    last = db.session.scalar(select(func.max(Wave.number)).where(Wave.survey_id == survey.id))
    number = (last or 0) + 1
    wave = Wave(
        survey=survey, instrument=instrument, number=number, **terms.promised, **terms.living
    )
    db.session.add(wave)
    db.session.flush()  # its number is its address
    record("create wave", wave, at, user_id, mode=wave.mode)
    return wave


def change(wave: Wave, terms: Terms, at: datetime, user_id: int | None) -> None:
    """Change a draft; of an open wave only its name, how many people there are, and until when.

    Raises WrongState once it is closed, Frozen for what was promised, Invalid for fewer people than are invited, or answers taken longer than names are kept.
    """
    lock(wave)
    if wave.state == "closed":
        raise WrongState(N_("This wave is closed."))
    promised = terms.promised
    if wave.state != "draft" and any(getattr(wave, key) != promised[key] for key in promised):
        raise Frozen(
            N_("Mode, year, consent and until when names are kept were fixed when the wave opened.")
        )
    if wave.state == "draft":
        wave.keep_until = terms.keep_until
    if terms.population is not None and terms.population < invited(wave):
        raise Invalid(N_("More people are invited already than that."))
    for key, value in {**promised, **terms.living}.items():
        setattr(wave, key, value)
    if wave.state != "draft" and wave.keep_until and (wave.last_day or date.min) >= wave.keep_until:
        raise Invalid(
            N_("Answers cannot be taken longer than names are kept: until when was fixed when the wave opened.")
        )  # fmt: skip
    db.session.execute(
        update(Invitation)
        .where(Invitation.wave_id == wave.id, Invitation.revoked_at.is_(None))
        .values(expires_at=terms.ends_at)
    )
    record("change wave", wave, at, user_id)


#: Why a wave cannot be opened: what staff have to put right first, in the form of the wave.
OVER: Final = N_("The last day for answers is over already. Write a later one.")
TOO_SHORT: Final = N_(
    "Names, links and addresses must be kept longer than answers are taken. Write a later day until which they are kept."
)


def faults_of_opening(wave: Wave, at: datetime) -> list[str]:
    """Return all in the form of a wave that keeps it from being opened now."""
    over = wave.ends_at is not None and wave.ends_at <= at
    short = wave.keep_until is not None and wave.keep_until <= _last_day(wave, at)
    return [words for words, wrong in ((OVER, over), (TOO_SHORT, short)) if wrong]


def _last_day(wave: Wave, at: datetime) -> date:
    """Return the last day for answers, as far as it is known: today at the earliest."""
    return max(wave.last_day or date.min, day_of(at, wave.survey.process.time_zone))


def open_wave(wave: Wave, at: datetime, user_id: int | None) -> None:
    """Open a wave: from now on its mode, its questions and its words of consent stay as they are.

    Raises WrongState while the questionnaire is a draft, Invalid for the first of faults_of_opening().
    """
    _step(wave, "open")
    if wave.instrument.state != "published":
        raise WrongState(N_("Publish the questionnaire first: what people answer must not change."))
    for fault in faults_of_opening(wave, at):
        raise Invalid(fault)
    if wave.keep_until is None:
        wave.keep_until = years_after(_last_day(wave, at))
    wave.consent_sha256 = consent.version(wave, wave.keep_until)
    if wave.mode == ANONYMOUS:
        wave.seal = sealing.draw()
    wave.state, wave.opened_at = "open", at
    record("open wave", wave, at, user_id, mode=wave.mode, instrument=wave.instrument.sha256)


def with_new_words() -> list[int]:
    """Return the ids of waves that take answers and whose first page promises what they do not name yet."""
    open_ = db.session.scalars(select(Wave).where(Wave.state.in_(TAKES)))
    return [wave.id for wave in open_ if consent.is_new(wave)]


def note_words(wave: Wave, at: datetime) -> bool:
    """Write down that the first page of an open wave promises something else since the program was brought up to date."""
    lock(wave)
    if not takes(wave) or not consent.note(wave):
        return False
    record("change words of consent", wave, at, None, version=consent.shown(wave))
    return True


def years_after(last: date) -> date:
    """Return the day until which names are kept where staff say nothing else, from the last day for answers."""
    leap_day = (last.month, last.day) == (2, 29)
    return last.replace(year=last.year + KEPT_YEARS, day=28 if leap_day else last.day)


def announce_close(wave: Wave, at: datetime, user_id: int | None) -> None:
    """Let nobody begin any more; who has begun may still send."""
    _step(wave, "closing")
    wave.state = "closing"
    record("announce close of wave", wave, at, user_id)


def keep_open(wave: Wave, at: datetime, user_id: int | None) -> None:
    """Take the announced close back."""
    _step(wave, "open")
    wave.state = "open"
    record("keep wave open", wave, at, user_id)


def _step(wave: Wave, then: str) -> None:
    """Hold the wave; raises WrongState where there is no such step from what it is now."""
    lock(wave)
    if then not in WAVE_MAY_BECOME[wave.state]:
        raise WrongState(N_("This wave cannot do that in its present state."))


def lock(wave: Wave) -> None:
    """Hold a wave until the transaction ends, and read again what it is now: answers under way wait."""
    db.session.flush()
    db.session.refresh(wave, with_for_update=True)


def hold(wave: Wave) -> None:
    """Let a wave not be closed until the transaction ends, and read again what it is now; others may hold it too."""
    db.session.flush()
    db.session.refresh(wave, with_for_update={"read": True})


def begins(wave: Stage, at: datetime) -> bool:
    """Say whether somebody may begin to answer now."""
    return wave.state == "open" and (wave.ends_at is None or at < wave.ends_at)


def takes(wave: Stage) -> bool:
    """Say whether answers that were begun are taken now."""
    return wave.state in TAKES


def invited(wave: Wave) -> int:
    """Count the people with a link: each person once, each card without a name once, nobody who came by a link for anybody."""
    query = select(
        func.count(func.distinct(Invitation.respondent_id)),
        func.count().filter(Invitation.respondent_id.is_(None)),
    ).where(
        Invitation.wave_id == wave.id,
        Invitation.revoked_at.is_(None),
        Invitation.open_link_id.is_(None),
    )
    named, unnamed = db.session.execute(query).one()
    return int(named) + int(unnamed)


def eligible(wave: Wave) -> list[Respondent]:
    """Return the people who may be invited, in the order in which they were added."""
    query = select(Respondent).where(Respondent.survey_id == wave.survey_id, Respondent.active)
    return list(db.session.scalars(query.order_by(Respondent.id)))


def is_named_in_survey(wave: Wave) -> bool:
    """Say whether the name of a wave stands in that of its survey, as “2026” in “Satisfacción 2026”, but no “2” does."""
    return f" {names.bare(wave.name)} " in f" {names.bare(wave.survey.name)} "


def called(wave: Wave) -> str:
    """Return what a wave is called beside nothing else: the survey, and which wave of it where that is not said twice."""
    name = wave.survey.name
    return name if is_named_in_survey(wave) else f"{name} ({wave.name})"


def record(verb: str, wave: Wave, at: datetime, user_id: int | None, **detail: Any) -> None:
    """Add a row about a wave to the journal."""
    journal.record(
        verb, at, process=wave.survey.process, user_id=user_id,
        survey=wave.survey.code, wave=wave.number, **detail,
    )  # fmt: skip
