"""Answering: begin, save page by page, send once. What is right beside itself on any number of phones.

A draft is sealed (drafts.py); sending destroys it. Of an anonymous wave the answers wait sealed until the close, and that somebody took part is
a row which nothing joins to them. Of a confidential one they are kept with who gave them, and may be sent
again until the close.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from smd_workshop.core.errors import NotAllowed, Refusal, WrongState
from smd_workshop.core.messages import N_
from smd_workshop.database import db, insert
from smd_workshop.library.survey.instrument.model import Instrument as Questionnaire
from smd_workshop.models import (
    Answer,
    Envelope,
    Invitation,
    Respondent,
    Response,
    SurveyParticipation,
    Wave,
)
from smd_workshop.models.base import random_id
from smd_workshop.models.surveys import OPEN_LINK_KINDS
from smd_workshop.surveys import consent, instruments, sealing, waves
from smd_workshop.surveys.answers import drafts, questionnaire, standing
from smd_workshop.surveys.answers.drafts import AGREED
from smd_workshop.surveys.answers.standing import Standing
from smd_workshop.surveys.respondents import invitations

#: {item code: the answer as its item stores it}; None is "not applicable", a missing answer has no key.
Stored = Mapping[str, Any]
LINK, PAPER = "link", "paper"
#: In an envelope, beside the answers: no item is called so.
BY_OPEN_LINK = "@open"


class Revoked(NotAllowed):
    """The link was replaced or taken back."""

    message = N_(
        "This link no longer works: it was replaced by a newer one. Ask who sent it to you."
    )


class Over(Refusal):
    """The wave takes no answers, or nobody may begin any more."""

    message = N_("This survey is over. It takes no more answers.")


class NotYet(Refusal):
    """The wave has not opened."""

    message = N_("This survey has not begun yet. Keep the link and come back.")


class Used(Refusal):
    """Answers have come by this link, or from this person, already."""

    message = N_("This link was used: your answers arrived. Thank you. A person answers once.")


class Overtaken(Refusal):
    """What staff put right is not what they saw any more."""

    message = N_("Somebody changed these answers meanwhile. Look at them and correct them again.")


class NotBegun(Refusal):
    """There is no draft under this link."""

    message = N_("Begin on the first page, please. Nothing was saved here yet.")


@dataclass(frozen=True, slots=True)
class Visit:
    """Who comes by a link, and how far they are."""

    code: str
    of: Standing
    #: The draft as it lies in the database, and what is in it; None if there is none.
    kept: drafts.Draft | None = None
    draft: Stored | None = None

    @property
    def wave(self) -> Wave:
        """The wave with all that is written of it; what most pages ask stands in `of`."""
        return db.session.get_one(Wave, self.of.wave_id)

    @property
    def questions(self) -> Questionnaire:
        """What is asked."""
        return instruments.known(self.of.instrument_id, self.of.instrument_sha256)

    @property
    def survey_name(self) -> str:
        """What the survey is called."""
        return self.of.survey_name

    @property
    def simulated(self) -> bool:
        """Whether pages say that nobody said this."""
        return self.of.simulated

    @property
    def used(self) -> bool:
        """Whether answers were sent."""
        return self.of.used

    @property
    def changeable(self) -> bool:
        """Whether answers of this person can be changed after they were sent, while the wave takes any."""
        return self.of.mode == waves.CONFIDENTIAL and not self.at_counter

    @property
    def may_change(self) -> bool:
        """Whether answers that were sent can still be changed."""
        return self.used and self.changeable and waves.takes(self.of)

    @property
    def open(self) -> bool:
        """Whether they began by a link for anybody, so that nobody knows who they are."""
        return self.of.open_link_id is not None

    @property
    def at_counter(self) -> bool:
        """Whether they answer on a device that others use after them."""
        return self.of.kind == "kiosk"

    def refusal(self, at: datetime) -> Refusal | None:
        """Return why nobody can answer by this link now; None if somebody can."""
        if self.of.revoked_at is not None:
            return Revoked()
        if self.of.state == "draft":
            return NotYet()
        if self.used and not self.may_change:
            return Used()
        if not waves.takes(self.of):
            return Over()
        begun = self.draft is not None or self.used
        expired = self.of.expires_at is not None and at >= self.of.expires_at
        return None if begun or (waves.begins(self.of, at) and not expired) else Over()


def visit(code: str, secret: str) -> Visit:
    """Return who comes by a link; raises NotFound. Changes nothing."""
    of = standing.find(code, secret)
    # Whoever holds a link that was taken back reads nothing any more, above all not what its person wrote by a newer one.
    kept = None if of.revoked_at is not None else drafts.find(of, code, secret)
    return Visit(code, of, kept, None if kept is None else kept.words)


def begin(code: str, secret: str, at: datetime, read: str = "") -> None:
    """Make room for answers, or for changing those that were sent. Twice is once.

    `read` is the version of the words that stood on the first page, '' where nothing says it. Raises consent.Reworded.
    """
    here = _held(code, secret, at)
    if here.draft is not None:
        return
    drafts.begin(here.of, code, _sent(here.of) if here.used else _fresh(here.wave, read), secret)


def _fresh(wave: Wave, read: str) -> dict[str, Any]:
    """Return what a draft begins with; of an anonymous wave nothing, for it would say before or after which change."""
    agreed = consent.check(wave, read)
    return {AGREED: agreed} if wave.mode == waves.CONFIDENTIAL else {}


def save(code: str, secret: str, at: datetime, given: Stored, asked: tuple[str, ...]) -> Stored:
    """Put the answers of a page into the draft; what was asked there and not given is taken out. Return the draft."""
    here = _held(code, secret, at)
    draft = drafts.find(here.of, code, secret, held=True)
    if draft is None:
        raise Used if here.used else NotBegun
    words = drafts.merged(draft.words, given, asked)
    draft.put(words)
    return words


def send(code: str, secret: str, at: datetime) -> bool:
    """Take what is in the draft of a link, once, and destroy the draft; False if answers had arrived before.

    Idempotent without a receipt: that the link was used is all that is known of it afterwards. Raises
    questionnaire.Incomplete if something that must be answered is not.
    """
    here = _held(code, secret, at, resent=True)
    of = here.of
    # Held: a page that another tab saves now either is in it already, or finds no draft any more and says so.
    draft = drafts.find(of, code, secret, held=True)
    if draft is None or (here.used and not here.may_change):
        if here.used:
            return False
        raise NotBegun
    answers = questionnaire.final(here.wave, draft.words, at, questionnaire.seed_of(code, secret))
    if of.mode == waves.CONFIDENTIAL:
        answers[AGREED] = draft.agreed or here.wave.consent_sha256
    fresh = take(here.wave, of.invitation_id, of.respondent_id, of.kind or LINK, answers, secret)
    if not fresh and of.mode != waves.CONFIDENTIAL:
        return False
    drafts.destroy(of, code, secret)
    return True


def take(
    wave: Wave,
    invitation_id: int | None,
    respondent_id: int | None,
    channel: str,
    answers: Stored,
    secret: str,
) -> bool:
    """Note that somebody took part and keep the answers; False if they had taken part before.

    Under AGREED, beside the answers, stands the version of the words that they agreed to. Who had in a confidential wave gives other answers now, but not by a paper; in an anonymous one nothing is stored.
    """
    row = {
        "id": random_id(), "wave_id": wave.id, "respondent_id": respondent_id, "channel": channel,
        "invitation_id": invitation_id,
    }  # fmt: skip
    table: Any = SurveyParticipation.__table__
    added = db.session.execute(
        insert(table).values(**row).on_conflict_do_nothing().returning(table.c.id)
    ).one_or_none()
    if wave.mode == waves.CONFIDENTIAL:
        if added is None and channel == PAPER:
            return False  # they sent it on a phone at this very moment: that may be newer than the paper
        _keep(wave, row if added else None, invitation_id, respondent_id, answers)
    elif added:
        mark = {BY_OPEN_LINK: True} if channel in OPEN_LINK_KINDS else {}
        _enclose(wave, {**answers, **mark}, secret)
    return added is not None


def _enclose(wave: Wave, answers: Stored, secret: str) -> None:
    sealed = sealing.seal(drafts.text_of(answers), sealing.wave_key(wave.seal or b"", secret))
    db.session.execute(
        insert(Envelope.__table__).values(id=random_id(), wave_id=wave.id, content=sealed)
    )


def _keep(
    wave: Wave,
    added: Mapping[str, Any] | None,
    invitation_id: int | None,
    respondent_id: int | None,
    answers: Stored,
) -> None:
    """Write the answers of a confidential wave, in place of those that the same person had sent; what they agreed to first stays."""
    if added is not None:
        response_id = random_id()
        values = {
            "id": response_id, "wave_id": wave.id, "participation_id": added["id"],
            "by_open_link": added["channel"] in OPEN_LINK_KINDS, "consent_sha256": answers.get(AGREED, ""),
        }  # fmt: skip
        db.session.execute(insert(Response.__table__).values(**values))
    else:
        response_id = _response_of(wave.id, invitation_id, respondent_id)
        db.session.execute(delete(Answer).where(Answer.response_id == response_id))
    if rows := rows_of(response_id, answers):
        db.session.execute(insert(Answer.__table__), rows)


def _response_of(wave_id: int, invitation_id: int | None, respondent_id: int | None) -> str:
    query = (
        select(Response.id)
        .join(SurveyParticipation, Response.participation_id == SurveyParticipation.id)
        .where(SurveyParticipation.wave_id == wave_id)
        .with_for_update(of=Response)
    )
    if respondent_id is not None:
        query = query.where(SurveyParticipation.respondent_id == respondent_id)
    elif invitation_id is not None:
        query = query.where(SurveyParticipation.invitation_id == invitation_id)
    return db.session.scalars(query).one()


def rows_of(response_id: str, answers: Stored) -> list[dict[str, Any]]:
    """Return answers as rows: "not applicable" is a row without a value, a missing answer is no row."""
    return [
        {
            "response_id": response_id,
            "item_code": code,
            "value": None if answer is None else json.dumps(answer, ensure_ascii=False),
            "na": answer is None,
        }
        for code, answer in answers.items()
        if code != AGREED
    ]


def _sent(of: Standing) -> dict[str, Any]:
    """Return the answers that were sent in a confidential wave."""
    response = _response_of(of.wave_id, of.invitation_id, of.respondent_id)
    return answers_of(response)


def answers_of(response_id: str) -> dict[str, Any]:
    """Return the answers of a response as they were given."""
    query = select(Answer.item_code, Answer.value, Answer.na).where(
        Answer.response_id == response_id
    )
    return {
        code: None if na else json.loads(value or "null")
        for code, value, na in db.session.execute(query)
    }


def _held(code: str, secret: str, at: datetime, *, resent: bool = False) -> Visit:
    """Return who comes by a link, with the wave held so that it cannot close meanwhile; raises why not.

    `resent`: what was sent before is no refusal.
    """
    db.session.flush()
    waves.hold(db.session.get_one(Wave, standing.find(code, secret).wave_id))
    here = visit(code, secret)
    refusal = here.refusal(at)
    if refusal is not None and not (resent and isinstance(refusal, Used)):
        raise refusal
    return here


def kept_of(wave: Wave, person: Respondent) -> dict[str, Any] | None:
    """Return what somebody has sent in a confidential wave that still takes answers; None where there is nothing."""
    if not waves.takes(wave) or wave.mode != waves.CONFIDENTIAL:
        return None
    if person.id not in invitations.answered_by(wave):
        return None
    return answers_of(_response_of(wave.id, None, person.id))


def channel_of(wave: Wave, person: Respondent) -> str:
    """Return by which way somebody answered; '' where they did not."""
    query = select(SurveyParticipation.channel).where(
        SurveyParticipation.wave_id == wave.id, SurveyParticipation.respondent_id == person.id
    )
    return db.session.scalar(query) or ""


def typed_in(wave: Wave) -> frozenset[int]:
    """Return the ids of those whose answers staff typed in and can still put right."""
    if not waves.takes(wave) or wave.mode != waves.CONFIDENTIAL:
        return frozenset()
    query = select(SurveyParticipation.respondent_id).where(
        SurveyParticipation.wave_id == wave.id, SurveyParticipation.channel == PAPER
    )
    return frozenset(person for person in db.session.scalars(query) if person is not None)


def correct(
    wave: Wave, person: Respondent, answers: Stored, at: datetime, user_id: int | None, *, seen: str
) -> None:
    """Put other answers in the place of those that somebody has given in a confidential wave, before it closes.

    `seen` is questionnaire.mark() of those that were looked at. Raises Over once they are frozen, WrongState where
    there are none that a name leads to, Overtaken if they are others by now.
    """
    waves.hold(wave)
    if not waves.takes(wave):
        raise Over
    kept = kept_of(wave, person)
    if kept is None:
        raise WrongState(N_("There are no answers of this person that can be corrected."))
    if questionnaire.mark(kept) != seen:
        raise Overtaken
    _keep(wave, None, None, person.id, answers)
    waves.record("correct answers", wave, at, user_id, person=person.id)


def enter_paper(wave: Wave, person: Respondent, answers: Stored, secret: str) -> bool:
    """Keep what somebody wrote on paper; False if they had answered before, and then nothing is changed."""
    waves.hold(wave)
    if not waves.takes(wave):
        raise NotYet if wave.state == "draft" else Over
    if person.id in invitations.answered_by(wave):
        return False
    link = db.session.scalar(
        select(Invitation.id).where(
            Invitation.wave_id == wave.id,
            Invitation.respondent_id == person.id,
            Invitation.revoked_at.is_(None),
        )
    )
    drafts.destroy_of_person(wave, person.id, secret)
    if wave.mode == waves.CONFIDENTIAL:
        answers = {**answers, AGREED: consent.only(wave)}
    return take(wave, link, person.id, PAPER, answers, secret)
