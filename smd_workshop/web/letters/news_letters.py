"""The worker tells by mail what is new: one letter a day to an address at most, each once."""

from datetime import datetime

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_mailman import EmailMessage

from smd_workshop.config import sends_mail
from smd_workshop.core.clock import now
from smd_workshop.core.messages import N_
from smd_workshop.core.numbers import day_words
from smd_workshop.core.zones import zone
from smd_workshop.database import NO_PROCESS, transaction
from smd_workshop.following import happenings, letters, subscriptions, watching
from smd_workshop.following.letters import Claimed
from smd_workshop.following.subscriptions import News
from smd_workshop.processes import post
from smd_workshop.web.addresses import public_address
from smd_workshop.web.letters import attention_letters
from smd_workshop.web.letters.post import HOUR, confirmations_held, hand_over, held_until, sender
from smd_workshop.web.words.happening_words import address, page_of, summary, title
from smd_workshop.worker.jobs import forget
from smd_workshop.worker.queues import job, later, made_up

#: Letters that one job sends before it asks for the next job: other work must have its turn.
IN_ONE_GO = 50
#: So much is told of one thing; the rest is on its page.
MOST_TOLD = 20


@job
def send_news_letters() -> None:
    """Send what waits; what a mail server does not take now is tried again later."""
    for _again in range(IN_ONE_GO):
        done, at = _next()
        if done or at is not None:
            if at is not None:
                later("send_news_letters", at=at)
            return
    later("send_news_letters")


@made_up
def tell_what_is_new(at: datetime) -> None:
    """Write to whom there is something to tell; forget addresses that nobody confirmed."""
    if subscriptions.stale(at):
        with transaction(of=NO_PROCESS):
            subscriptions.expire(at)
        forget()
    if letters.is_old(at):
        with transaction(of=NO_PROCESS):
            letters.clear(at)
    if not sends_mail():
        return
    written = 0
    for watch_id in watching.due(at):
        with transaction(of=NO_PROCESS):
            written += watching.write(watch_id, at)
    for subscriber_id in subscriptions.due(at):
        with transaction(of=NO_PROCESS):
            written += subscriptions.write(subscriber_id, at)
    if written:
        later("send_news_letters")


@made_up
def send_waiting_news_letters(at: datetime) -> None:
    """Send one of the letters that the queue may have lost; the next look sends the next."""
    if letters.waiting(at):
        _next()


def _next() -> tuple[bool, datetime | None]:
    """Send the next letter; return whether none waits, and when to go on where that is not at once."""
    held = held_until(now())
    if held is not None:
        return False, held
    full = confirmations_held(now())
    with transaction(of=NO_PROCESS):
        claimed = letters.claim(now(), confirmations=not full)
        waits = full and claimed is None and letters.asks_wait()
        message = None if claimed is None or claimed.watch_id else _message(claimed)
    if claimed is None:
        return not waits, now() + HOUR / 12 if waits else None
    if message is None:  # evaluating a plan takes a while: nobody waits for it
        message = attention_letters.message(claimed)
    return False, _send(claimed, message)


def _send(claimed: Claimed, message: EmailMessage) -> datetime | None:
    """Give a letter to the mail server and note what it said; return when to go on where it takes none now."""
    said = hand_over(message, claimed.letter_id)
    if said.silent:
        return now() + post.WAITS[0]
    state = "sent" if said.taken else "refused" if said.final else "queued"
    with transaction(of=NO_PROCESS):
        return letters.note(claimed.letter_id, state, now(), said.told)


def _message(claimed: Claimed) -> EmailMessage:
    with (
        current_app.test_request_context(base_url=claimed.base),
        force_locale(claimed.language),
    ):
        if claimed.asked is not None:
            subject, body = _confirmation(claimed.asked)
            of = [claimed.asked]
        else:
            of = list(claimed.news)
            subject, body = _news(of, claimed.language)
        end = _link(of[0])
    headers = {"Auto-Submitted": "auto-generated", "List-Unsubscribe": f"<{end}>"}
    name = of[0].thing.process.name
    return EmailMessage(
        " ".join(subject.split()), body, sender(name), [claimed.address], headers=headers
    )


def _link(each: News) -> str:
    return public_address("portal.subscription", key=each.subscription.key)


def _confirmation(asked: News) -> tuple[str, str]:
    """Return the letter that asks whether it was its reader who left the address."""
    thing, days = asked.thing, subscriptions.UNCONFIRMED.days
    body = _(
        "Somebody, probably you, asked to be told by mail what is new about:\n\n%(name)s\n%(page)s\n\n"
        "If it was you, open this link within %(days)s days and press the button:\n%(link)s",
        name=thing.name, page=page_of(thing), days=days, link=_link(asked),
    )  # fmt: skip
    others = subscriptions.follows_others(asked.subscription)
    message = N_(
        "If it was not, do nothing: you get no news of this, and after %(days)s days what was asked is deleted."
    ) if others else N_(
        "If it was not, do nothing: you get no news, and after %(days)s days your address is deleted."
    )  # fmt: skip
    return str(_("Do you want letters about what is new?")), f"{body}\n\n{_(message, days=days)}\n"


def _news(told: list[News], language: str) -> tuple[str, str]:
    """Return the letter that tells what is new."""
    subject = _("What is new: %(name)s", name=told[0].thing.name)
    parts = [_told(each, language) for each in told]
    ends = "\n".join(f"- {each.thing.name}\n  {_link(each)}" for each in told)
    why = _(
        "You get this because you asked for it. To get no more letters about one of these, or any, open its link:"
    )
    return str(subject), "\n\n".join([*parts, f"{why}\n{ends}"]) + "\n"


def _told(each: News, language: str) -> str:
    thing, place = each.thing, zone(each.thing.process.time_zone)
    lines = [thing.name, page_of(thing), ""]
    if thing.process.simulated:
        lines.insert(1, str(_("Simulated votes: a demonstration, nobody said this")))
    for happening in each.happenings[:MOST_TOLD]:
        more = summary(happening)
        lines.append(f"- {day_words(happening.at, language, place)}: {title(happening)}")
        lines += [f"  {line}" for line in (more, address(happening, thing)) if line]
    rest = len(each.happenings) - MOST_TOLD
    if rest > 0:
        # More than so many are not even counted.
        many = len(each.happenings) == happenings.MOST
        message = N_("… and at least %(many)s more.") if many else N_("… and %(many)s more.")
        lines.append(str(_(message, many=rest)))
    return "\n".join(lines)
