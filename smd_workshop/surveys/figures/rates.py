"""What became of everybody who was asked in a closed wave: dispositions and response rates as AAPOR defines them."""

from collections.abc import Set as AbstractSet
from typing import Any

from sqlalchemy import func, select

from smd_workshop.core.caching import Bounded
from smd_workshop.core.zones import day_of
from smd_workshop.database import db, identity
from smd_workshop.library.numbers import plain
from smd_workshop.library.survey.dispositions import CODES, Dispositions, dispositions, of_answers
from smd_workshop.library.survey.instrument import flow, model
from smd_workshop.library.survey.instrument.answers import Answers
from smd_workshop.models import Invitation, Letter, Mailing, Wave, WaveGroups
from smd_workshop.surveys import instruments
from smd_workshop.surveys.figures import dataset
from smd_workshop.surveys.respondents import invitations, roll

_counted: Bounded[tuple[object, int], list[int]] = Bounded("how far answers go", 256)
_IN_WORDS = frozenset({model.SHORT_TEXT, model.LONG_TEXT})

#: States of letters that no mail server was asked to take.
_NEVER_WENT = frozenset({"queued", "skipped"})


def how_far(wave: Wave) -> list[int]:
    """Count the answers of those who were asked that are complete, partial, and less.

    What was written in words is no part of it: it was cut loose from the rest at the close.
    """
    questions = instruments.read(wave.instrument)
    today = day_of(wave.closed_at or wave.opened_at, wave.survey.process.time_zone)  # type: ignore[arg-type]

    def progress(answers: Answers) -> tuple[int, int]:
        made = flow.journey(questions, answers, today)
        asked = [c for c in made.items if questions.items[c].question.type not in _IN_WORDS]
        return sum(code in made.answers for code in asked), len(asked)

    given = dataset.each_response(wave, by_open_link=False)
    return list(of_answers(progress(answers) for _name, answers in given))


def of(wave: Wave) -> Dispositions | None:
    """Return what became of whom in a closed wave; None where nobody knows how many were asked."""
    if wave.state != "closed":
        return None
    answers, undelivered = _stored(wave), _undelivered(wave)
    asked, linked = _asked(wave, sum(answers), undelivered)
    if asked is None:
        return None
    first, second, third = answers
    begun = (wave.broken_off or 0) + len(invitations.withdrawn(wave))
    return dispositions(
        (first, second, third), begun, asked, linked=linked, undelivered=len(undelivered)
    )  # fmt: skip


def document(wave: Wave) -> dict[str, Any]:
    """Return the same as it stands in files of figures: how many each thing became of, and both rates; {} where not known."""
    found = of(wave)
    if found is None:
        return {}
    counts = {name: getattr(found, name) for name in (*CODES, "asked")}
    return {"dispositions": counts | {"rr1": plain(found.rr1), "rr2": plain(found.rr2)}}


def _stored(wave: Wave) -> list[int]:
    kept = db.session.get(WaveGroups, wave.id)
    if kept is not None and "how_far" in kept.document:
        return list(kept.document["how_far"])
    key = identity(db.engine), wave.id
    return _counted.get(key) or _counted.put(key, how_far(wave))


def _asked(wave: Wave, answered: int, undelivered: AbstractSet[int]) -> tuple[int | None, int]:
    """Return how many people were asked in all, and how many were invited; of an imported wave nobody knows these.

    Who was sent letters that came back was invited: the links in them were taken back. So was who had their data
    removed; those who did before the close are not on the roll, and were asked all the same.
    """
    if wave.imported is not None:
        return (None, 0) if wave.population is None else (wave.population, wave.population)
    people = {member.respondent_id for member in roll.of(wave)}
    unnamed = select(func.count()).where(
        Invitation.wave_id == wave.id, Invitation.respondent_id.is_(None),
        Invitation.open_link_id.is_(None), Invitation.revoked_at.is_(None),
    )  # fmt: skip
    cards = db.session.scalar(unnamed) or 0
    gone = invitations.withdrawn(wave)
    invited = invitations.linked(wave) | invitations.removed(wave) | undelivered
    reached = (invited | invitations.answered_by(wave)) & (people | gone)
    asked = max(len(people | gone) + cards, wave.population or 0, answered)
    return asked, len(reached) + cards


def _undelivered(wave: Wave) -> set[int]:
    """Return the ids of those of the roll who answered nothing and whose every letter came back."""
    states: dict[int, set[str]] = {}
    rows = (
        select(Letter.respondent_id, Letter.state).join(Mailing).where(Mailing.wave_id == wave.id)
    )
    for person, state in db.session.execute(rows):
        if state not in _NEVER_WENT:
            states.setdefault(person, set()).add(state)
    came_back = {person for person, found in states.items() if found <= {"refused", "failed"}}
    asked = {member.respondent_id for member in roll.of(wave)}
    return (came_back & asked) - invitations.answered_by(wave)
