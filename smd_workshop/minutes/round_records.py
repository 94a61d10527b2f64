"""What an acta tells of one round: roll, result, dissent and reasons, as they were published."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from smd_workshop.core.zones import iso
from smd_workshop.database import db
from smd_workshop.models import Contribution, Item, Objection, Round
from smd_workshop.rounds import store
from smd_workshop.rounds.ballots import late_ballots, paper_piles
from smd_workshop.rounds.results import result_views, results
from smd_workshop.rounds.series import repeating


def round_record(round_: Round) -> dict[str, Any]:
    """Return one round as the acta tells it; hidden while it is not published."""
    story: dict[str, Any] = {
        "number": round_.number, "title": round_.title, "question": round_.question,
        "kind": store.asks(round_), "step": round_.step, "secrecy": round_.secrecy,
        "visibility": round_.visibility,
        "state": round_.state, "opened_at": iso(round_.opened_at),
        "closed_at": iso(round_.closed_at), "published_at": iso(round_.published_at),
        "annul_reason": round_.annul_reason,
        "reruns": round_.reruns.number if round_.reruns else None,
        "time": repeating.held(round_),
        "repeats": _before(store.repeats(round_), round_),
        "options_from": _before(store.options_from(round_), round_),
        "options": [{"code": o.code, "wording": o.wording} for o in round_.options],
        "roll": _roll(round_), "late": late_ballots.count_late(round_), "results": [], "dissent": None,
        "reasons": [], "hidden_reasons": 0, "notes": {},
    }  # fmt: skip
    if round_.step == "collect":
        story["notes"] = _notes(round_)
    if round_.state == "published":
        story |= _published(round_)
    if round_.state in {"closed", "published"} and (waiting := paper_piles.untyped(round_)):
        story["papers_out"] = [{"name": p.sector.name, "untyped": p.waiting} for p in waiting]
    story["objections"] = _objections(round_)
    story["opened_because"] = round_.open_reason
    if round_.closes_at is not None:
        story["hours"] = _hours(round_)
    return story


def _published(round_: Round) -> dict[str, Any]:
    """Return what is told of a round since its result is public."""
    shown = results.view(round_)
    story: dict[str, Any] = {
        "results": [{"part": p.code, "result": p.document} for p in shown.parts],
        "chances": [{"part": code, **_chances(told)} for code, told in shown.told_again],
    }
    if groups := _groups(shown):
        story["groups"] = groups
    if shown.short:
        story["insufficient"] = {code: list(sectors) for code, sectors in shown.short.items()}
    if shown.takes_reasons:
        story["dissent"] = [_dissent(each) for each in shown.dissent]
        story["opposable"] = shown.opposable
    story["reasons"] = [_reason(each, shown.labels.sectors) for each in shown.reasons]
    story["hidden_reasons"] = shown.unshown
    if shown.unread:
        story["unread_reasons"] = shown.unread
    if shown.moved is not None:
        story["moved"] = dict(shown.moved)
    if shown.asked_again is not None:
        story["series"] = dict(shown.asked_again)
    return story


def _groups(shown: result_views.ResultView) -> dict[str, str]:
    """Return the names of the groups that the counts of a round tell apart."""
    codes = {code: None for p in shown.parts for code in p.document["settings"].get("groups", ())}
    return {code: shown.labels.group(code) for code in codes}


def _chances(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return how often a decision would come out again, without the chance of each place: the table of the result has it."""
    if told["kind"] != "order":
        return dict(told)
    rows = {
        code: {name: value for name, value in row.items() if name != "ranks"}
        for code, row in told["options"].items()
    }
    return {**told, "options": rows}


def _hours(round_: Round) -> dict[str, Any]:
    """Tell of a round of days when it was to open and to close, and how often its end was put off."""
    return {
        "opens_at": iso(round_.opens_at), "closes_at": iso(round_.closes_at),
        "ended_at": iso(round_.closing_at),
        "early": round_.closed_at is not None and round_.until is None,
        "put_off": [
            {"was": iso(each.was), "until": iso(each.until), "reason": each.reason}
            for each in round_.extensions
        ],
    }  # fmt: skip


def _before(before: Round | None, round_: Round) -> dict[str, Any] | None:
    """Name a round before this one: its number, and its workshop if that is another."""
    if before is None:
        return None
    elsewhere = before.workshop_id != round_.workshop_id
    return {"number": before.number, "workshop": before.workshop.name if elsewhere else None}


def _dissent(each: result_views.Dissent) -> dict[str, Any]:
    """Return who stands against an option, as its result says; why is among the reasons, apart where a sector is small."""
    return {
        "option": each.option,
        **({} if each.reasons else {"reasons_apart": True}),
        "sectors": [
            {
                "sector": o.sector, "against": o.against, "of": o.of, "aside": o.aside,
                "median": o.median, "top": o.top,
            }
            for o in each.sectors
        ],
    }  # fmt: skip


def _reason(said: result_views.Said, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "option": said.option, "stance": said.stance, "text": said.text,
        "sector": names[said.sector] if said.sector else None,
    }  # fmt: skip


def _roll(round_: Round) -> list[dict[str, Any]]:
    return [
        {
            "code": row.code, "name": row.name, "eligible": row.eligible, "present": row.present,
            "voted": row.voted, "channels": row.channels, "needed": row.needed, "added": row.added,
        }
        for row in results.frozen_roll(round_)
    ]  # fmt: skip


def _notes(round_: Round) -> dict[str, int]:
    """Count notes by channel; authors stay where they were promised to stay."""
    rows = db.session.execute(
        select(Contribution.channel, func.count())
        .where(Contribution.round_id == round_.id, Contribution.withdrawn.is_(False))
        .group_by(Contribution.channel)
        .order_by(Contribution.channel)
    )
    # Not dict(rows): a result has keys(), so dict() would take it for a mapping.
    return {channel: many for channel, many in rows}  # noqa: C416


def _objections(round_: Round) -> list[dict[str, Any]]:
    """Return what authors objected to in the wording of this round's options."""
    rows = db.session.execute(
        select(Item.code, Objection.text, Objection.answer)
        .join(Item, Objection.item_id == Item.id)
        .where(Objection.item_id.in_([o.item_id for o in round_.options if o.item_id]))
        .order_by(Objection.id)
    )
    return [{"item": code, "text": text, "answer": words} for code, text, words in rows]
