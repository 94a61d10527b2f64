"""How many have answered a wave, and who: never what, never when."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from smd_workshop.core import names
from smd_workshop.database import db
from smd_workshop.models import SurveyParticipation, Wave
from smd_workshop.models.surveys.invitations import OPEN_LINK_KINDS
from smd_workshop.surveys import waves
from smd_workshop.surveys.respondents import invitations, roll
from smd_workshop.surveys.respondents.roll import Member


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is asked in a wave."""

    respondent: Member
    answered: bool
    #: Whether a link of theirs works.
    linked: bool


@dataclass(frozen=True, slots=True)
class Turnout:
    """Who is asked, how many answered and by which way."""

    people: tuple[Person, ...]
    #: Of those who were asked.
    answered: int
    channels: dict[str, int]
    invited: int
    population: int | None
    begins: bool
    #: Who was invited and removed at their request while the wave took answers: neither asked any more nor answered.
    withdrawn: int = 0

    @property
    def by_open_links(self) -> int:
        """How many answered by a link for anybody; they are no part of `answered`."""
        return sum(self.channels.get(kind, 0) for kind in OPEN_LINK_KINDS)

    @property
    def waiting(self) -> list[Person]:
        """Who was asked and has not answered."""
        return [person for person in self.people if not person.answered]

    @property
    def unlinked(self) -> list[Person]:
        """Who has neither answered nor a link."""
        return [person for person in self.waiting if not person.linked]

    def groups(self, heading: str) -> list[tuple[str, int, int]]:
        """Return by attribute how many are asked and how many of them answered."""
        found: dict[str, list[bool]] = {}
        for person in self.people:
            value = person.respondent.attributes.get(heading, "")
            found.setdefault(value, []).append(person.answered)
        rows = [(value, len(done), sum(done)) for value, done in found.items()]
        return names.by_name(rows, lambda row: row[0])

    @property
    def headings(self) -> list[str]:
        """The attributes by which few enough groups are made to be read."""
        return [h for h in self.every_heading if 2 <= len(self.groups(h)) <= 8]

    @property
    def every_heading(self) -> list[str]:
        """All attributes that the list has of somebody."""
        return sorted({h for person in self.people for h in person.respondent.attributes})


def turnout(wave: Wave, at: datetime) -> Turnout:
    """Return who is asked in a wave and who has answered, by name."""
    answered, linked = invitations.answered_by(wave), invitations.linked(wave)
    people = [
        Person(member, member.respondent_id in answered, member.respondent_id in linked)
        for member in roll.of(wave)
    ]
    ways = channels(wave)
    return Turnout(
        tuple(people),
        wave.imported.kept if wave.imported else sum(n for way, n in ways.items() if way not in OPEN_LINK_KINDS),
        ways, waves.invited(wave), wave.population,
        waves.begins(wave, at), len(invitations.withdrawn(wave)),
    )  # fmt: skip


def channels(wave: Wave) -> dict[str, int]:
    """Return by which way how many answered; none of a wave that was gathered elsewhere."""
    if wave.imported is not None:
        return {}
    query = (
        select(SurveyParticipation.channel, func.count())
        .where(SurveyParticipation.wave_id == wave.id)
        .group_by(SurveyParticipation.channel)
    )
    return dict(db.session.execute(query).all())


def waves_before(wave: Wave) -> list[Wave]:
    """Return the closed waves of the survey before this one, the oldest first: one that came later may be of an earlier year."""
    query = select(Wave).where(Wave.survey_id == wave.survey_id, Wave.state == "closed")
    every = sorted(db.session.scalars(query), key=_place)
    return [each for each in every if _place(each) < _place(wave)]


def _place(wave: Wave) -> tuple[int, int]:
    return wave.year, wave.number
