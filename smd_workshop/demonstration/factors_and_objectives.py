"""Factors and objectives of the demonstration: entered, proposed by seats, coded and tied as the note has them."""

from smd_workshop.board import item_codes, item_links, items, merging
from smd_workshop.database import db
from smd_workshop.demonstration.story import Story, source
from smd_workshop.models import (
    Item,
    Process,
    Round,
    Wording,
)
from smd_workshop.rounds.ballots import contributions


def enter_factors(story: Story, round_: Round) -> None:
    """Enter the factors as what a document says: the note does not tell who said what."""
    for factor in source()["factors"]:
        note = contributions.Note(factor["wording"], factor["quadrant"], factor["evidence"])
        contributions.enter(
            round_, note, seat_id=None, sector_id=None, channel="document",
            user_id=story.user_id, at=story.at,
        )  # fmt: skip


def _by_wording(process: Process, kind: str) -> dict[str, Item]:
    return {item.wording: item for item in items.active(process, kind)}


def code_factors(story: Story, process: Process) -> None:
    """Give factors their codes and short forms, and the themes that the note sorts them by."""
    themes = {}
    for position, theme in enumerate(source()["themes"], start=1):
        item = Item(
            process_id=process.id, kind="theme", code=theme["code"], wording=theme["wording"],
            short=theme["short"], position=position, state="active",
        )  # fmt: skip
        item.wordings.append(Wording(text=item.wording, written_at=story.at))
        db.session.add(item)
        themes[theme["code"]] = item
    found, factors = _by_wording(process, "factor"), {}
    for position, factor in enumerate(source()["factors"], start=1):
        item = factors[factor["code"]] = found[factor["wording"]]
        item.short, item.position = factor["short"], position
        item_codes.assign_code(item, factor["code"], story.at, story.user_id)
    for link in source()["links"]:
        item_links.assign_theme(
            factors[link["factor"]], themes[link["theme"]], story.at, story.user_id,
            stated_in=link["stated_in"],
        )  # fmt: skip


def propose(story: Story, round_: Round) -> None:
    """Let seats of several sectors propose each objective, in two wordings to be merged."""
    for number, objective in enumerate(source()["objectives"]):
        for turn, card in enumerate(story.chance.sample(story.cards, 3)):
            text = objective["wording"] if turn % 2 else f"{objective['short']} (aporte simulado)"
            note = contributions.Note(text, kind="objective")
            contributions.send(
                round_.id, card.credential_id, note, f"demo-{number}-{turn}", story.at
            )


def code_objectives(story: Story, process: Process) -> None:
    """Merge what was proposed into the objectives, coded and tied to what they come from."""
    factors = {item.code: item for item in items.active(process, "factor")}
    themes = {item.code: item for item in items.active(process, "theme")}
    for position, objective in enumerate(source()["objectives"], start=1):
        same = [
            item
            for item in items.active(process, "objective")
            if item.wording.startswith((objective["wording"], f"{objective['short']} ("))
        ]
        merged = merging.merge(same, objective["wording"], story.at, story.user_id)
        merged.short, merged.position = objective["short"], position
        merged.evidence = "Propuesta simulada de este proyecto."
        item_codes.assign_code(merged, objective["code"], story.at, story.user_id)
        for code in objective["from"]:
            item_links.link(merged, factors[code], "from", story.at, story.user_id)
        for code in objective["themes"]:
            item_links.assign_theme(merged, themes[code], story.at, story.user_id)
