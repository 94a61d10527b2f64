"""The counter of the post office: gives one letter to the mail server and says what it answered; so many in an hour."""

import contextlib
import logging
import smtplib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_mailman import EmailMessage
from flask_mailman.message import sanitize_address

from smd_workshop.database import abandon
from smd_workshop.models import Process
from smd_workshop.processes import post

log = logging.getLogger(__name__)

HOUR = timedelta(hours=1)
#: One in so many of the letters of an hour may ask for a confirmation.
CONFIRMATIONS = 4


@dataclass(frozen=True, slots=True)
class Said:
    """What a mail server said of a letter; one that fell silent with it in its hands may have delivered it."""

    taken: bool = False
    silent: bool = False
    #: Whether it takes no letters for this address.
    final: bool = False
    told: str = ""


def held_until(at: datetime) -> datetime | None:
    """Return when the next letter may go; None for now."""
    most = current_app.config["SMD_MAIL_PER_HOUR"]
    full = most and post.sent_since(at - HOUR) >= most
    abandon()
    return at + HOUR / 12 if full else None


def confirmations_held(at: datetime) -> bool:
    """Say whether letters that ask for a confirmation have had their share of the hour: the rest is for who was promised one."""
    most = current_app.config["SMD_MAIL_PER_HOUR"]
    full = most and post.confirmations_since(at - HOUR) >= max(1, most // CONFIRMATIONS)
    abandon()
    return bool(full)


def sender(name: str) -> Any:
    """Return From:, with the name by which people know who writes."""
    known = " ".join(name.split())
    return sanitize_address((known, current_app.config["SMD_MAIL_SENDER"]), "utf-8")


def first_words(process: Process) -> str:
    """Return what a letter begins with: of a simulated process that nobody said what it tells, else nothing."""
    if not process.simulated:
        return ""
    return str(_("Simulated votes: a demonstration, nobody said this")) + "\n\n"


def hand_over(message: EmailMessage, letter_id: int) -> Said:
    """Give a letter to the mail server, with no transaction open: nobody waits for it.

    Of a server that falls silent with the letter in its hands nobody knows whether it arrived.
    """
    abandon()
    server = message.get_connection()
    try:
        server.open()
    except (smtplib.SMTPException, OSError) as failure:
        return Said(told=_words_of(failure))
    try:
        server.send_messages([message])
    except smtplib.SMTPRecipientsRefused as refusal:
        code, words = next(iter(refusal.recipients.values()))
        return Said(told=f"{code} {_text(words)}", final=code >= 500)
    except smtplib.SMTPResponseException as refusal:
        return Said(told=f"{refusal.smtp_code} {_text(refusal.smtp_error)}")
    except smtplib.SMTPNotSupportedError as failure:
        return Said(told=_words_of(failure))
    except (smtplib.SMTPException, OSError):
        log.warning("letter %s: the mail server fell silent, it may have arrived", letter_id)
        return Said(silent=True)
    finally:
        with contextlib.suppress(smtplib.SMTPException, OSError):
            server.close()  # it was taken, or not, all the same
    return Said(taken=True)


def _words_of(failure: Exception) -> str:
    return str(failure) or type(failure).__name__


def _text(words: bytes | str) -> str:
    return words.decode(errors="replace") if isinstance(words, bytes) else words
