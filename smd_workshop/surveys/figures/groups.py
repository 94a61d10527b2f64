"""Groups of people of a closed wave beside each other: by what the list says of them, or by what they chose themselves.

An anonymous wave knows nothing of people but their answers, so only questions of which they chose one answer group them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from sqlalchemy import select

from smd_workshop.core import names
from smd_workshop.core.caching import Bounded
from smd_workshop.database import db, identity
from smd_workshop.library.survey import disclosure
from smd_workshop.library.survey.instrument import model
from smd_workshop.library.survey.instrument.answers import Answers
from smd_workshop.library.survey.instrument.model import Item
from smd_workshop.models import Invitation, Response, Wave, WaveGroups, WaveMember
from smd_workshop.surveys import instruments, waves
from smd_workshop.surveys.figures import dataset, expectations, question_facts, rates
from smd_workshop.surveys.respondents import roll

#: More attributes at once would hide more than they show: what each two of them tell together counts.
MOST: Final = 4
#: An attribute with more groups is a name, not a group.
MOST_GROUPS: Final = 8
#: The group of those of whom nothing is known.
NOT_KNOWN: Final = ""
#: That who approves the summary of a wave is told that its groups become public with it; not so before it was stored.
IN_PUBLIC: Final = "groups_in_public"

_counted: Bounded[tuple[object, ...], dict[str, Any] | None] = Bounded("tables of groups", 32)


@dataclass(frozen=True, slots=True)
class Attribute:
    """By what people are grouped: a heading of the list, or a question; and every group that there may be, with its words."""

    name: str
    title: str
    groups: Mapping[str, str]
    asked: bool


def attributes(wave: Wave, language: str) -> list[Attribute]:
    """Return by what people can be grouped: the same each time, because what is shown of one limits the others."""
    questions = instruments.read(wave.instrument)
    found = _listed(wave) if wave.mode == waves.CONFIDENTIAL else []
    for item in questions.items.values():
        options = item.question.options
        if item.question.type == model.SINGLE and 2 <= len(options) <= MOST_GROUPS and item.text:
            words = {each.code: questions.said(each.text, language) for each in options}
            title = questions.said(item.text, language)
            words |= {} if _everybody_chose(item) else {NOT_KNOWN: "–"}
            found.append(Attribute(f"?{item.code}", title, words, asked=True))
    return found[:MOST]


def _everybody_chose(item: Item) -> bool:
    """Whether who sent answers must have chosen one: then nobody is without a group, which tells nothing of them."""
    question = item.question
    asked_of_all = question.shown_if is None and item.page.shown_if is None
    return question.required and question.na is None and asked_of_all


def _unnamed(wave: Wave) -> bool:
    """Whether links were handed out, or a file brought answers, of which nobody knows whose they are."""
    nobodys = select(Response.id).where(
        Response.wave_id == wave.id, Response.participation_id.is_(None),
        Response.by_open_link.is_(False),
    )  # fmt: skip
    if db.session.scalar(nobodys.limit(1)) is not None:
        return True
    query = select(Invitation.id).where(
        Invitation.wave_id == wave.id,
        Invitation.respondent_id.is_(None),
        Invitation.open_link_id.is_(None),
    )
    return db.session.scalar(query.limit(1)) is not None


def _listed(wave: Wave) -> list[Attribute]:
    stored = _stored(wave)
    headings = _headings(wave) if stored is None else stored.document["listed"]
    return [
        Attribute(heading, heading, {each: each or "–" for each in values}, asked=False)
        for heading, values in headings.items()
    ]


def _stored(wave: Wave) -> WaveGroups | None:
    return db.session.get(WaveGroups, wave.id)


def _headings(wave: Wave) -> dict[str, list[str]]:
    """Return the headings of the list that make few enough groups, each with all that its people can be in."""
    people, unnamed = roll.of(wave), _unnamed(wave)
    found: dict[str, list[str]] = {}
    for heading in sorted({heading for person in people for heading in person.attributes}):
        values = {person.attributes.get(heading, NOT_KNOWN) for person in people}
        if 2 <= len(values - {NOT_KNOWN}) <= MOST_GROUPS:
            found[heading] = names.by_name(values - {NOT_KNOWN}, str)
            found[heading] += [NOT_KNOWN] if NOT_KNOWN in values or unnamed else []
    return found


def tables(wave: Wave, found: list[Attribute]) -> dict[str, Any] | None:
    """Return the table of each attribute, as far as numbers of people let it be shown; None where nothing is."""
    stored, result = _stored(wave), dataset.of(wave)
    if stored is not None:
        return stored.document["tables"]  # type: ignore[no-any-return]
    if result is None or dataset.lost(wave):
        return None
    # A wave whose figures are older than the table of these: computed as it would have been.
    key = identity(db.engine), wave.id, result.dataset_sha256
    return _counted.get(key) or _counted.put(key, _tables_of(wave, found, result.document))


def may_be_public(wave: Wave) -> bool:
    """Say whether the public may read groups of a wave once its summary is approved: of one closed before, nobody approved that."""
    stored = _stored(wave)
    return stored is not None and IN_PUBLIC in stored.document


def counted(wave: Wave, figures: Mapping[str, Any]) -> WaveGroups:
    """Return the tables of a closed wave, to be stored with its figures: what changes afterwards changes none of them."""
    found = attributes(wave, instruments.read(wave.instrument).default)
    listed = {each.name: list(each.groups) for each in found if not each.asked}
    tables_now = _tables_of(wave, found, figures)
    document: dict[str, Any] = {
        "listed": listed,
        "tables": tables_now,
        "how_far": rates.how_far(wave),
        IN_PUBLIC: True,
    }
    document["questions"] = question_facts.document(wave)
    document[expectations.KEY] = expectations.document(wave)
    return WaveGroups(wave_id=wave.id, document=document)


def _tables_of(
    wave: Wave, found: list[Attribute], figures: Mapping[str, Any]
) -> dict[str, Any] | None:
    nothing = disclosure.shown(figures, dataset.dimensions_of(wave)).nothing
    return None if nothing or not found else _read(wave, found)


def _read(wave: Wave, found: list[Attribute]) -> dict[str, Any]:
    """Count all answers by these attributes; a block of them is held at a time."""
    # Where it is needed: what counts brings numpy, which pages of questions do without.
    from smd_workshop.library.survey.answers import BLOCK, Reader  # noqa: PLC0415
    from smd_workshop.library.survey.document import design_of  # noqa: PLC0415
    from smd_workshop.library.survey.figures.cross_tables import cross_tables  # noqa: PLC0415
    from smd_workshop.library.survey.groups import Grouped  # noqa: PLC0415
    from smd_workshop.library.survey.instrument.waves import (  # noqa: PLC0415
        design_document,
        response_of,
    )

    questions, only_open = instruments.read(wave.instrument), dataset.only_open(wave)
    design = design_of(design_document(questions))
    reader, by = Reader(design), [each.name for each in found]
    given = dataset.each_response(wave, by_open_link=only_open)
    whole: Grouped | None = None
    first = 0
    while part := list(islice(given, BLOCK)):
        kinds = _kinds(wave, found, part)
        rows = [response_of(questions, answers) for _name, answers in part]
        block = Grouped.of(design, reader.block(rows, first), kinds, by)
        whole = block if whole is None else whole + block
        first += len(part)
    if whole is None:
        return {}
    # Who came by a link for anybody is no part of the population that was asked.
    population = None if only_open else wave.population
    return cross_tables(whole, {each.name: list(each.groups) for each in found}, population)


def _kinds(
    wave: Wave, found: list[Attribute], part: Sequence[tuple[str, Answers]]
) -> list[dict[str, str]]:
    """Return in which group of each attribute each of some responses is, in the order of their names."""
    named = wave.mode == waves.CONFIDENTIAL
    people = roll.of_responses(wave, part[0][0], part[-1][0]) if named else {}
    return [
        {each.name: _group(each, people.get(name), answers) for each in found}
        for name, answers in part
    ]


def _group(attribute: Attribute, person: WaveMember | None, answers: Answers) -> str:
    if attribute.asked:
        chosen = answers.get(attribute.name[1:])
        return chosen if isinstance(chosen, str) else NOT_KNOWN
    return NOT_KNOWN if person is None else person.attributes.get(attribute.name, NOT_KNOWN)
