"""The worker sends letters about rounds of days: one after the other, each once, no more in an hour than the settings allow."""

from datetime import datetime

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_mailman import EmailMessage

from smd_workshop.config import sends_mail
from smd_workshop.core.clock import now
from smd_workshop.database import transaction
from smd_workshop.processes import post
from smd_workshop.processes.first_language import language_of
from smd_workshop.rounds.seats import reminders
from smd_workshop.rounds.seats.reminders import ENDING, OPENING, Claimed
from smd_workshop.web.addresses import public_address
from smd_workshop.web.letters.post import first_words, hand_over, held_until, sender
from smd_workshop.web.words.round_words import first_line, words
from smd_workshop.worker.jobs import forget
from smd_workshop.worker.queues import job, later, made_up

#: Letters that one job sends before it asks for the next job: other work must have its turn.
IN_ONE_GO = 50


@job
def write_opening_letters(round_id: int) -> None:
    """Write to those who left an address that a round of days is open."""
    _write(round_id, OPENING)


@job
def send_round_letters(round_id: int) -> None:
    """Send what waits of a round; what a mail server does not take now is tried again later."""
    for _again in range(IN_ONE_GO):
        done, at = _next(round_id)
        if done or at is not None:
            if at is not None:
                later("send_round_letters", round_id, at=at)
            return
    later("send_round_letters", round_id)


@made_up
def remind_by_hour(at: datetime) -> None:
    """Write to whom nobody told that a round opened, or for whom one that ends soon still waits; forget old addresses."""
    if sends_mail():
        for round_id in reminders.opened(at):
            _write(round_id, OPENING)
        for round_id in reminders.ending(at):
            _write(round_id, ENDING)
    gone = 0
    for process_id in reminders.aged(at):
        with transaction(of=process_id):
            gone += reminders.expire(process_id, at)
    if gone:
        forget()


@made_up
def send_waiting_round_letters(at: datetime) -> None:
    """Send one of the letters that the queue may have lost; the next look sends the next."""
    for round_id in reminders.waiting(at)[:1]:
        _next(round_id)


def _write(round_id: int, kind: str) -> None:
    if not sends_mail():
        return
    with transaction(of=reminders.process_of(round_id)):
        many = reminders.write(round_id, kind, now())
    if many:
        later("send_round_letters", round_id)


def _next(round_id: int) -> tuple[bool, datetime | None]:
    """Send the next letter; return whether none waits, and when to go on where that is not at once."""
    held = held_until(now())
    if held is not None:
        return False, held
    with transaction(of=reminders.process_of(round_id)):
        claimed = reminders.claim(round_id, now())
    return (True, None) if claimed is None else (False, _send(claimed))


def _send(claimed: Claimed) -> datetime | None:
    """Give a letter to the mail server and note what it said; return when to go on where it takes none now."""
    process_id = claimed.round.workshop.process_id
    said = hand_over(_message(claimed), claimed.letter_id)
    if said.silent:
        return now() + post.WAITS[0]
    state = "sent" if said.taken else "refused" if said.final else "queued"
    with transaction(of=process_id):
        return reminders.note(claimed.letter_id, state, now(), said.told)


def _message(claimed: Claimed) -> EmailMessage:
    round_ = claimed.round
    process = round_.workshop.process
    language = language_of(process)
    with current_app.test_request_context(base_url=claimed.base), force_locale(language):
        link = public_address("participant.join")
        subject = " ".join(first_line(round_, claimed.kind).split())
        why = _("You get this because this address was left for the seat %(seat)s. To get no more letters: enter with "
                "your card and take it back, or tell those who lead.", seat=claimed.seat)  # fmt: skip
        told = words(round_, claimed.kind, link, language)
        body = f"{first_words(process)}{told}\n\n{why}\n"
    return EmailMessage(
        subject, body, sender(process.name), [claimed.address],
        headers={"Auto-Submitted": "auto-generated"},
    )  # fmt: skip
