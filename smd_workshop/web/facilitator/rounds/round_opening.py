"""Opening a round: what will be fixed is said first, then the phones move to it."""

from fractions import Fraction
from typing import Any

from flask import flash, redirect, request
from flask_babel import gettext
from flask_babel import gettext as _

from smd_workshop.core.clock import now
from smd_workshop.core.numbers import amount, share_said
from smd_workshop.library.methods import METHODS
from smd_workshop.library.numbers import as_fraction
from smd_workshop.library.settings import OF_OPTIONS, Setting
from smd_workshop.models import Round
from smd_workshop.processes import protocols, rulebook, vocabulary
from smd_workshop.publishing import public_factors
from smd_workshop.rounds import drafting, opening, option_sources, outlook, store, workshops
from smd_workshop.rounds.room import room, timer
from smd_workshop.rounds.series import repeating, threads
from smd_workshop.web.facilitator import bp
from smd_workshop.web.facilitator.accounts import me
from smd_workshop.web.facilitator.workshop.workshop_helpers import (
    address,
    attempt,
    console_of,
    has_become,
    page,
    round_for,
)
from smd_workshop.web.staff.refused import leads_on
from smd_workshop.worker.queues import later


@bp.get("/<process>/w/<workshop>/rounds/<int:number>/open")
def confirm_open(process: str, workshop: str, number: int) -> Any:
    """Say what will be fixed, before it is."""
    round_ = round_for("run round", process, workshop, number)
    if round_.state != "draft":
        return console_of(round_)
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
    options = option_sources.pending(round_) if method else []
    return page(
        "round/open.html", round_.workshop, round=round_, method=method, settings=settings,
        outlook=outlook.of_round(round_), alone=option_sources.alone(round_, options),
        group_names=vocabulary.grouping_of(round_.workshop.process).names, options=options, lost=option_sources.lost(round_),
        electorate=store.electorate(round_), everybody=not round_.electorate,
        objections=opening.objections(round_), busy=room.open_elsewhere(round_.workshop, round_),
        first=round_.workshop.process.protocol_frozen_at is None,
        source=None if round_.options or not method else option_sources.proposals(round_)[0].source,
        rows=room.presence(round_.workshop, round_), rules=_rules(round_),
        fewest=int(protocols.value(round_.workshop.process, "small_cell")),
        other_day=workshops.other_day(round_.workshop, now()),
        pairs=threads.will_pair(round_), apart=threads.leaves_apart(round_), beyond=repeating.asked_beyond(round_),
        unweighed=public_factors.left_without(round_, [code for _item, code, _words, _group in options]),
        repeated=store.repeats(round_), time=repeating.held(round_),
    )  # fmt: skip


def _asks_nothing(setting: Setting, value: Any) -> bool:
    """Say whether a setting is a least share of nothing, or a bound that is not there: nothing to read about it."""
    if setting.kind == "bound":
        return value is None
    return setting.kind == "share" and value is not None and not Fraction(str(value))


def _written(setting: Setting, value: Any) -> Any:
    if setting.kind == "share" and value is not None:
        return share_said(str(value), gettext)
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
    if has_become(round_, "open"):
        return console_of(round_)
    reason = request.form.get("reason", "")
    minutes = request.form.get("minutes", "").strip()
    if not attempt(lambda: _open(round_, reason, minutes)):
        if has_become(round_, "draft"):
            leads_on()
            return redirect(f"{address(round_.workshop)}/rounds/{number}/open", 303)
        return console_of(round_)
    if round_.until is not None:
        later("write_opening_letters", round_.id)
    flash(_("The round is open. The phones move to it by themselves."))
    return console_of(round_)


def _open(round_: Round, reason: str, minutes: str) -> None:
    at = now()
    if request.form.get("today") == "1":
        workshops.meet_today(round_.workshop, at, me().user_id)
    opening.open_round(round_, at, me().user_id, reason)
    if minutes:
        timer.set_minutes(round_, minutes, at, me().user_id)
