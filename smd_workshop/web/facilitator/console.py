"""The console: one screen to run a workshop, and every act that moves a round along."""

from fractions import Fraction
from typing import Any

from flask import Response, flash, redirect, request
from flask_babel import gettext
from flask_babel import gettext as _

from smd_workshop.core.clock import now
from smd_workshop.core.errors import Invalid
from smd_workshop.core.input_text import within
from smd_workshop.core.messages import N_
from smd_workshop.core.numbers import amount
from smd_workshop.jobs import close_now, draft_soon, forget, later
from smd_workshop.library.methods import METHODS
from smd_workshop.library.numbers import as_fraction
from smd_workshop.library.settings import OF_OPTIONS, Setting
from smd_workshop.minutes import ahead
from smd_workshop.minutes_pdf import make_annexes
from smd_workshop.models import Round, Workshop
from smd_workshop.models.rounds import MAY_BECOME
from smd_workshop.processes import protocols, rulebook
from smd_workshop.publishing import publication
from smd_workshop.rounds import (
    attendance,
    closing,
    counting,
    drafting,
    opening,
    option_sources,
    outlook,
    papers,
    ratifications,
    repeating,
    results,
    room,
    store,
    threads,
    timer,
)
from smd_workshop.web.facilitator import bp
from smd_workshop.web.facilitator.accounts import me
from smd_workshop.web.facilitator.inbox import to_read
from smd_workshop.web.facilitator.next_step import of_workshop
from smd_workshop.web.facilitator.workshop_helpers import (
    address,
    attempt,
    attempt_once,
    page,
    round_for,
    workshop_for,
)
from smd_workshop.web.live import fragment
from smd_workshop.web.staff.process_access import allowed
from smd_workshop.web.staff.refused import leads_on

MORE_MINUTES = 5
LONGEST_REASON = 500
LONGEST_ANNULMENT = 2_000


@bp.get("/<process>/w/<workshop>/console")
def console(process: str, workshop: str) -> str:
    """Show the agenda, the round in hand, and who is here and has answered."""
    found = workshop_for("see workshop", process, workshop)
    return page("console/console.html", found, **_state(found))


@bp.get("/<process>/w/<workshop>/console/live")
def console_live(process: str, workshop: str) -> Response:
    """Show the same again if anything moved."""
    found = workshop_for("see workshop", process, workshop)
    round_ = _round_in_hand(found)
    at = now()
    parts: tuple[object, ...] = (
        *attendance.counters(found, round_), round_ and (round_.id, round_.revision),
        round_ and (closing.is_over(round_, at), timer.minutes_open(round_, at)),
        *ahead.moved(found, at),
    )  # fmt: skip
    return fragment(parts, lambda: page("console/live.html", found, **_state(found)))


def _round_in_hand(workshop: Workshop) -> Round | None:
    number = request.args.get("round", "")
    if number.isdecimal() and len(number) < 9:
        return store.find(workshop, int(number))
    return room.focus(workshop)


def _state(workshop: Workshop) -> dict[str, Any]:
    round_ = _round_in_hand(workshop)
    at = now()
    rows = room.presence(workshop, round_)
    asked = request.args.get("round", "")
    inbox = to_read(workshop)
    state: dict[str, Any] = {
        "round": round_, "rows": rows, "totals": room.Totals.of(rows), "at": at,
        "in_room": room.Totals.of(room.presence(workshop, None)),
        "live": address(workshop) + "/console/live" + (f"?round={asked}" if asked else ""),
        "focus": room.focus(workshop), "missing": [], "more": MORE_MINUTES,
        "ended": any(each.state == "published" for each in workshop.rounds),
        "inbox": inbox.lines, "unread": inbox.many,
        "offer": of_workshop(workshop, at),
    }  # fmt: skip
    if round_ is not None:
        state |= {
            "minutes": timer.minutes_open(round_, at), "is_over": closing.is_over(round_, at),
            "left": timer.seconds_left(round_.closing_at if round_.is_closing else None, at),
            "clock_left": timer.seconds_left(round_.ends_at, at),
            "elsewhere": _open_elsewhere(workshop, round_), "moved": _moved(round_),
            "labels": results.labels(round_),
            "series_lasts": round_.state in {"closed", "published"} and threads.lasts(round_),
        }  # fmt: skip
        if round_.state == "draft":
            state["outlook"] = outlook.of_round(round_)
        if round_.state == "open" and round_.step != "organise":
            state["missing"] = room.missing(workshop, round_)
            state |= {"on_paper": papers.seats_with(round_), "piles": papers.untyped(round_)}
    return state


def _moved(round_: Round) -> dict[str, Any] | None:
    """Return what moved since the round before: for whoever only looks on, once both are published."""
    if allowed("see result first", round_.workshop.process):
        return repeating.shown(round_)
    return repeating.told(round_) if results.public_may_see(round_) else None


def _open_elsewhere(workshop: Workshop, round_: Round) -> Round | None:
    return next((r for r in workshop.rounds if r.state == "open" and r is not round_), None)


def _console_of(round_: Round) -> Any:
    return redirect(f"{address(round_.workshop)}/console", 303)


def _has_become(round_: Round, *states: str) -> bool:
    """Say whether it has happened already: a second tap is no mistake and gets no reproach."""
    store.read_again(round_)
    return round_.state in states


@bp.get("/<process>/w/<workshop>/rounds/<int:number>/open")
def confirm_open(process: str, workshop: str, number: int) -> Any:
    """Say what will be fixed, before it is."""
    round_ = round_for("run round", process, workshop, number)
    if round_.state != "draft":
        return _console_of(round_)
    method = METHODS.get(round_.method_id or "")
    settings: list[tuple[Any, Any]] = []
    if method is not None:
        own = drafting.own_settings(round_)
        fixed = protocols.method_settings(round_.workshop.process, method)
        settings = [
            (s, _written(s, fixed.get(s.key, own.get(s.key, s.default))))
            for s in method.settings if s.kind not in OF_OPTIONS and not s.quiet
            and not _asks_nothing(s, fixed.get(s.key, own.get(s.key, s.default)))
        ]  # fmt: skip
    return page(
        "round/open.html", round_.workshop, round=round_, method=method, settings=settings,
        outlook=outlook.of_round(round_),
        options=option_sources.pending(round_) if method else [], lost=option_sources.lost(round_),
        electorate=counting.electorate(round_), everybody=not round_.electorate,
        objections=opening.objections(round_), busy=_open_elsewhere(round_.workshop, round_),
        first=round_.workshop.process.protocol_frozen_at is None,
        source=None if round_.options or not method else option_sources.proposals(round_)[0].source,
        rows=room.presence(round_.workshop, round_), rules=_rules(round_),
        fewest=int(protocols.value(round_.workshop.process, "small_cell")),
        pairs=threads.will_pair(round_), apart=threads.leaves_apart(round_), beyond=repeating.asked_beyond(round_),
        repeated=store.repeats(round_), time=repeating.held(round_),
    )  # fmt: skip


def _asks_nothing(setting: Setting, value: Any) -> bool:
    """Say whether a setting is a least share of nothing, or a bound that is not there: nothing to read about it."""
    if setting.kind == "bound":
        return value is None
    return setting.kind == "share" and value is not None and not Fraction(str(value))


def _written(setting: Setting, value: Any) -> Any:
    if setting.kind == "share" and value is not None:
        return rulebook.share_words(str(value), gettext)
    if setting.kind == "costs":
        return "; ".join(f"{code} {_cost(cost)}" for code, cost in (value or {}).items())
    if setting.kind in {"amount", "bound"} and value is not None:
        return _cost(value)
    return value


def _cost(value: Any) -> str:
    return amount(float(as_fraction(value)))


def _rules(round_: Round) -> dict[str, str]:
    """Return in words what the protocol fixes for a round that opens."""
    process = round_.workshop.process
    return {key: rulebook.sentence(process, key, gettext) for key in ("quorum_share", "late_seats")}


@bp.post("/<process>/w/<workshop>/rounds/<int:number>/open")
def open_round(process: str, workshop: str, number: int) -> Any:
    """Open the round."""
    round_ = round_for("run round", process, workshop, number)
    if _has_become(round_, "open"):
        return _console_of(round_)
    reason = request.form.get("reason", "")
    minutes = request.form.get("minutes", "").strip()
    if not attempt(lambda: _open(round_, reason, minutes)):
        if _has_become(round_, "draft"):
            leads_on()
            return redirect(f"{address(round_.workshop)}/rounds/{number}/open", 303)
        return _console_of(round_)
    if round_.until is not None:
        later("write_opening_letters", round_.id)
    flash(_("The round is open. The phones move to it by themselves."))
    return _console_of(round_)


def _open(round_: Round, reason: str, minutes: str) -> None:
    at = now()
    opening.open_round(round_, at, me().user_id, reason)
    if minutes:
        timer.set_minutes(round_, minutes, at, me().user_id)


@bp.get("/<process>/w/<workshop>/rounds/<int:number>/announce")
def confirm_close(process: str, workshop: str, number: int) -> Any:
    """Ask before a board with an unanswered objection closes, or a round of which more time was promised.

    So does one of which papers are out. Anything else closes on the console.
    """
    round_ = round_for("run round", process, workshop, number)
    found = closing.objected(round_)
    piles = papers.untyped(round_) if round_.state == "open" and not round_.is_closing else []
    if round_.state == "open" and round_.until is not None:
        missing = room.missing(round_.workshop, round_)
        return page(
            "round/end_early.html", round_.workshop, round=round_, missing=len(missing), piles=piles
        )
    if piles:
        return page("round/papers_out.html", round_.workshop, round=round_, piles=piles)
    if round_.state != "open" or not found:
        return _console_of(round_)
    return page("round/close.html", round_.workshop, round=round_, objections=found)


@bp.post("/<process>/w/<workshop>/rounds/<int:number>/announce")
def announce_close(process: str, workshop: str, number: int) -> Any:
    """Tell the phones that the round closes; the worker closes it when the grace is over."""
    round_ = round_for("run round", process, workshop, number)
    if _has_become(round_, "closed", "published"):
        return _console_of(round_)
    sure = request.form.get("sure") == "1"
    done = attempt(lambda: closing.announce_close(round_, now(), me().user_id, sure=sure))
    if (
        not done
        and not _has_become(round_, "closed", "published", "annulled")
        and (round_.until is not None or closing.objected(round_) or papers.untyped(round_))
    ):
        leads_on()
        return redirect(f"{address(round_.workshop)}/rounds/{number}/announce", 303)
    if done and round_.closing_at is not None:
        if closing.is_over(round_, now()):
            close_now(round_.id, me().user_id)
        else:
            end = round_.closing_at
            later("finish_close", round_.id, me().user_id, end, at=end)
    return _console_of(round_)


@bp.post("/<process>/w/<workshop>/rounds/<int:number>/keep-open")
def keep_open(process: str, workshop: str, number: int) -> Any:
    """Take the announced close back; the phones show that the round stays open."""
    round_ = round_for("run round", process, workshop, number)
    reason = request.form.get("reason", "")
    was_closing = round_.is_closing
    if attempt(lambda: _keep_open(round_, reason)) and was_closing:
        flash(_("The close is taken back. The round stays open and the phones show it."))
    return _console_of(round_)


def _keep_open(round_: Round, reason: str) -> None:
    store.lock(round_)  # the time counts from when nobody else decides any more
    closing.keep_open(round_, now(), me().user_id, within(reason, LONGEST_REASON))


@bp.post("/<process>/w/<workshop>/rounds/<int:number>/close")
def close_round(process: str, workshop: str, number: int) -> Any:
    """Finish an announced close whose grace is over, where the worker has not done so.

    Asked twice, or while the grace runs, it changes nothing and says nothing: the console shows.
    """
    round_ = round_for("run round", process, workshop, number)
    if closing.is_over(round_, now()):
        close_now(round_.id, me().user_id)
    return _console_of(round_)


@bp.get("/<process>/w/<workshop>/rounds/<int:number>/publish")
def confirm_publish(process: str, workshop: str, number: int) -> Any:
    """Show the count and the roll to the facilitator first."""
    round_ = round_for("run round", process, workshop, number)
    if round_.state != "closed":
        return _console_of(round_)
    result = results.view(round_, staff=True)
    return page(
        "round/publish.html", round_.workshop, round=round_, result=result,
        pending=room.unread_reasons(round_), falling=ratifications.falling(round_),
    )  # fmt: skip


@bp.post("/<process>/w/<workshop>/rounds/<int:number>/publish")
def publish_round(process: str, workshop: str, number: int) -> Any:
    """Show the result to everybody."""
    round_ = round_for("run round", process, workshop, number)
    if not _has_become(round_, "published") and attempt(
        lambda: publication.publish(round_, now(), me().user_id)
    ):
        flash(_("The result is published."))
        draft_soon(round_.workshop_id)
    return redirect(f"{address(round_.workshop)}/console?round={number}", 303)


@bp.get("/<process>/w/<workshop>/rounds/<int:number>/annul")
def confirm_annul(process: str, workshop: str, number: int) -> Any:
    """Ask why a round shall not count."""
    round_ = round_for("run round", process, workshop, number)
    if "annulled" not in MAY_BECOME[round_.state]:
        return _console_of(round_)
    return page("round/annul.html", round_.workshop, round=round_, error="")


@bp.post("/<process>/w/<workshop>/rounds/<int:number>/annul")
def annul_round(process: str, workshop: str, number: int) -> Any:
    """Annul the round, and put it on the agenda again if asked."""
    round_ = round_for("run round", process, workshop, number)
    if _has_become(round_, "annulled"):
        return _console_of(round_)
    reason = request.form.get("reason", "").strip()
    if len(reason) > LONGEST_ANNULMENT:
        raise Invalid(N_("Please write at most %(most)s characters."), most=LONGEST_ANNULMENT)
    if not reason:
        error = _("Write the reason. It goes into the acta.")
        return page("round/annul.html", round_.workshop, round=round_, error=error), 422
    again = request.form.get("then") == "rerun"
    if not attempt(lambda: _annul(round_, reason, again=again)):
        return _console_of(round_)
    forget()
    make_annexes(round_.workshop)
    flash(
        _("The round is annulled. Its repetition is next on the agenda.")
        if again else _("The round is annulled. The reason goes into the acta.")
    )  # fmt: skip
    return _console_of(round_)


def _annul(round_: Round, reason: str, *, again: bool) -> None:
    closing.annul(round_, reason, now(), me().user_id)
    if again:
        drafting.copy(round_, now(), me().user_id, rerun=True)


@bp.post("/<process>/w/<workshop>/rounds/<int:number>/clock")
def more_time(process: str, workshop: str, number: int) -> Any:
    """Give the room five minutes more on the clock."""
    round_ = round_for("run round", process, workshop, number)

    def act() -> str:
        timer.add_time(round_, MORE_MINUTES, now(), me().user_id)
        return f"{address(round_.workshop)}/console"

    attempt_once(act)
    return _console_of(round_)
