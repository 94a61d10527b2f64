"""Answering: begin, save page by page, send once. What is right beside itself on any number of phones.

A draft is sealed (drafts.py); sending destroys it. Of an anonymous wave the answers wait sealed until the close, and that somebody took part is
a row which nothing joins to them. Of a confidential one they are kept with who gave them, and may be sent
again until the close.
"""

from datetime import datetime
from typing import Any

from smd_workshop.models import (
    Wave,
)
from smd_workshop.surveys import consent, waves
from smd_workshop.surveys.answers import drafts, questionnaire, responses
from smd_workshop.surveys.answers.drafts import AGREED, Stored
from smd_workshop.surveys.answers.visits import NotBegun, Used, held


def begin(code: str, secret: str, at: datetime, read: str = "") -> None:
    """Make room for answers, or for changing those that were sent. Twice is once.

    `read` is the version of the words that stood on the first page, '' where nothing says it. Raises consent.Reworded.
    """
    here = held(code, secret, at)
    if here.draft is not None:
        return
    drafts.begin(
        here.of, code, responses.sent_by(here.of) if here.used else _fresh(here.wave, read), secret
    )


def _fresh(wave: Wave, read: str) -> dict[str, Any]:
    """Return what a draft begins with; of an anonymous wave nothing, for it would say before or after which change."""
    agreed = consent.check(wave, read)
    return {AGREED: agreed} if wave.mode == waves.CONFIDENTIAL else {}


def save(code: str, secret: str, at: datetime, given: Stored, asked: tuple[str, ...]) -> Stored:
    """Put the answers of a page into the draft; what was asked there and not given is taken out. Return the draft."""
    here = held(code, secret, at)
    draft = drafts.find(here.of, code, secret, held=True)
    if draft is None:
        raise Used if here.used else NotBegun
    words = drafts.merged(draft.words, given, asked)
    draft.put(words)
    return words


def send(code: str, secret: str, at: datetime) -> bool:
    """Take what is in the draft of a link, once, and destroy the draft; False if answers had arrived before.

    Idempotent without a receipt: that the link was used is all that is known of it afterwards. Raises
    questionnaire.Incomplete if something that must be answered is not, NotBegun where there is no draft.
    """
    here = held(code, secret, at, resent=True)
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
    fresh = responses.take(
        here.wave, of.invitation_id, of.respondent_id, of.kind or responses.LINK, answers, secret
    )
    if not fresh and of.mode != waves.CONFIDENTIAL:
        return False
    drafts.destroy(of, code, secret)
    return True
