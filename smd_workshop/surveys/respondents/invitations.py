"""Links that let people answer: drawn, shown once, kept as a digest, replaced and revoked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from smd_workshop.core.codes import LINK_LENGTH, code_hash, new_code
from smd_workshop.core.errors import Invalid, NotFound, WrongState
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.models import Invitation, Respondent, SurveyParticipation, Wave
from smd_workshop.surveys import waves

NO_LINK = N_("There is no survey behind this link. Look at it again, letter by letter.")
#: Cards without a name that are made at once.
MOST = 500


@dataclass(frozen=True, slots=True)
class Link:
    """A link as it is handed out, once: the code exists nowhere else."""

    code: str
    respondent: Respondent | None


def issue(
    wave: Wave, people: Sequence[Respondent], at: datetime, user_id: int | None, secret: str
) -> list[Link]:
    """Make a link for each of these people; the one that somebody had stops working. Who has answered gets none."""
    _refuse_closed(wave)
    answered = answered_by(wave)
    wanted = [p for p in people if p.id not in answered and p.survey_id == wave.survey_id]
    _revoke(wave, [person.id for person in wanted], at)
    links = [_link(wave, person, at, secret) for person in wanted]
    _check_population(wave)
    waves.record("invite", wave, at, user_id, people=len(links))
    return links


def issue_unnamed(
    wave: Wave, many: int, at: datetime, user_id: int | None, secret: str
) -> list[Link]:
    """Make links for cards that are handed out without a name. Raises Invalid for none, or more than MOST at once."""
    _refuse_closed(wave)
    if not 1 <= many <= MOST:
        raise Invalid(N_("Between 1 and %(most)s cards are made at once."), most=MOST)
    links = [_link(wave, None, at, secret) for _ in range(many)]
    _check_population(wave)
    waves.record("make unnamed links", wave, at, user_id, links=many)
    return links


def _link(wave: Wave, person: Respondent | None, at: datetime, secret: str) -> Link:
    code = new_code(LINK_LENGTH)
    db.session.add(
        Invitation(
            wave=wave, respondent=person, code_hash=code_hash(code, secret), issued_at=at,
            expires_at=wave.ends_at,
        )
    )  # fmt: skip
    return Link(code, person)


def add(wave: Wave, person: Respondent, at: datetime, secret: str) -> Link:
    """Make one more link for somebody: those of before go on working, for what was begun lies behind them.

    Whichever is used, a person takes part once.
    """
    _refuse_closed(wave)
    link = _link(wave, person, at, secret)
    _check_population(wave)
    return link


def remind(
    wave: Wave, people: Sequence[Respondent], at: datetime, user_id: int | None, secret: str
) -> list[Link]:
    """Make one more link for each of these who has one and has not answered, to be sent with a reminder by hand.

    The link that they have is not kept, only its digest, so it cannot be shown again; it goes on working.
    """
    _refuse_closed(wave)
    answered, known = answered_by(wave), linked(wave)
    links = [
        _link(wave, person, at, secret)
        for person in people
        if person.id in known and person.id not in answered
    ]
    _check_population(wave)
    waves.record("remind", wave, at, user_id, people=len(links))
    return links


def take_back(link: Link, at: datetime, secret: str) -> None:
    """Let a link that reached nobody stop working."""
    find(link.code, secret).revoked_at = at


def revoke(wave: Wave, person: Respondent, at: datetime, user_id: int | None) -> None:
    """Let the link of somebody stop working."""
    _revoke(wave, [person.id], at)
    waves.record("revoke link", wave, at, user_id, person=person.id)


def _revoke(wave: Wave, people: Sequence[int], at: datetime) -> None:
    query = select(Invitation).where(
        Invitation.wave_id == wave.id,
        Invitation.respondent_id.in_(people),
        Invitation.revoked_at.is_(None),
    )
    for old in db.session.scalars(query):
        old.revoked_at = at


def _refuse_closed(wave: Wave) -> None:
    waves.lock(wave)
    if wave.state == "closed":
        raise WrongState(N_("This wave is closed."))


def _check_population(wave: Wave) -> None:
    db.session.flush()
    if wave.population is not None and waves.invited(wave) > wave.population:
        raise Invalid(
            N_("That would invite more people than the %(population)s that there are. Correct how many there are first."),
            population=wave.population,
        )  # fmt: skip


def find(code: str, secret: str) -> Invitation:
    """Return the invitation of a link, revoked or not; raises NotFound."""
    found = db.session.scalar(
        select(Invitation).where(Invitation.code_hash == code_hash(code, secret))
    )
    if found is None:
        raise NotFound(NO_LINK)
    return found


def answered_by(wave: Wave) -> set[int]:
    """Return the ids of the people who have answered."""
    query = select(SurveyParticipation.respondent_id).where(
        SurveyParticipation.wave_id == wave.id, SurveyParticipation.respondent_id.is_not(None)
    )
    return {person for person in db.session.scalars(query) if person is not None}


def has_answered(wave: Wave, person: Respondent) -> bool:
    """Say whether this person has answered."""
    query = select(SurveyParticipation.id).where(
        SurveyParticipation.wave_id == wave.id, SurveyParticipation.respondent_id == person.id
    )
    return db.session.scalar(query) is not None


def linked(wave: Wave) -> set[int]:
    """Return the ids of the people whose link works."""
    query = select(Invitation.respondent_id).where(
        Invitation.wave_id == wave.id,
        Invitation.respondent_id.is_not(None),
        Invitation.revoked_at.is_(None),
    )
    return {person for person in db.session.scalars(query) if person is not None}


def removed(wave: Wave) -> set[int]:
    """Return the ids of those who were invited and had all that was kept of them removed, before the close or after it."""
    return {person for person, _at in _removed(wave)}


def withdrawn(wave: Wave) -> set[int]:
    """Return the ids of those who were invited and removed while the wave took answers: what they had sent went, too.

    Who is removed from an anonymous wave after they took part has an answer that nobody can find: it is counted.
    """
    before = {
        person for person, at in _removed(wave) if wave.closed_at is None or at <= wave.closed_at
    }
    return before - answered_by(wave)


def _removed(wave: Wave) -> list[tuple[int, datetime]]:
    query = (
        select(Respondent.id, Respondent.erased_at)
        .join(Invitation, Invitation.respondent_id == Respondent.id)
        .where(Invitation.wave_id == wave.id, Respondent.erased_at.is_not(None))
    )
    return [(person, at) for person, at in db.session.execute(query) if at is not None]
