"""The frozen answers of a closed wave as one smd-survey/1 document, and its figures."""

import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping
from itertools import groupby, islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import exists, func, select

from smd_workshop.core.errors import Invalid
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.library.documents import canonical_json
from smd_workshop.library.long_documents import Digest
from smd_workshop.library.survey import disclosure
from smd_workshop.library.survey.apart import OPEN_RESPONSES, RESPONSES
from smd_workshop.library.survey.instrument.answers import Answer as AnswerValue
from smd_workshop.library.survey.instrument.answers import restored
from smd_workshop.library.survey.instrument.model import LONG_TEXT, SHORT_TEXT, Instrument
from smd_workshop.models import Answer, Erasure, Response, SurveyResult, Wave
from smd_workshop.surveys import instruments
from smd_workshop.surveys.figures.sorted_texts import in_order

if TYPE_CHECKING:
    from smd_workshop.library.survey.design import Design
    from smd_workshop.library.survey.summary import Summary

#: Under which a result keeps what is mixed into its digest.
SALT: Final = "input_salt"
#: Rows of answers that are asked of the database at a time.
ROWS: Final = 5_000
#: Different answers that are remembered while a wave is read.
MANY_GAVE: Final = 10_000


#: Types of question that are answered in words of one's own.
TEXTS: Final = frozenset({SHORT_TEXT, LONG_TEXT})


def text_items(questions: Instrument) -> list[str]:
    """Return the codes of the items that are answered in words of one's own."""
    return [c for c, item in questions.items.items() if item.question.type in TEXTS]


def responses(wave: Wave, *, by_open_link: bool | None = None) -> dict[str, dict[str, AnswerValue]]:
    """Return the answers of each response by its name, which leads to nobody in an anonymous wave; as each_response()."""
    return dict(each_response(wave, by_open_link=by_open_link))


def each_response(
    wave: Wave, *, by_open_link: bool | None = None
) -> Iterator[tuple[str, dict[str, AnswerValue]]]:
    """Yield the name and the answers of each response, in the order of names, which tells nothing; a few are held at a time.

    `by_open_link`: only those that came by a link for anybody, or only the others.
    """
    # Tables, not classes: of a million people these are forty million rows.
    response, answer = Response.__table__.c, Answer.__table__.c
    these = [response.wave_id == wave.id]
    if by_open_link is not None:
        these.append(response.by_open_link.is_(by_open_link))
    query = (
        select(response.id, answer.item_code, answer.value, answer.na)
        .select_from(
            Response.__table__.outerjoin(Answer.__table__, answer.response_id == response.id)
        )
        .where(*these)
        .order_by(response.id)
        .execution_options(yield_per=ROWS)
    )
    read = _Reading(instruments.read(wave.instrument))
    for name, rows in groupby(db.session.execute(query), itemgetter(0)):
        yield name, {code: read.value(code, value) for _name, code, value, _na in rows if code}


class _Reading:
    """Reads stored answers; what many people gave is read once."""

    def __init__(self, questions: Instrument) -> None:
        self._items = questions.items
        self._known: dict[tuple[str, str | None], AnswerValue] = {}

    def value(self, code: str, text: str | None) -> AnswerValue:
        """Return the answer that a text stands for; without one, "not applicable"."""
        key = code, text
        if key in self._known:
            return self._known[key]
        value = restored(self._items[code], None if text is None else json.loads(text))
        if len(self._known) < MANY_GAVE:
            self._known[key] = value
        return value


def opened(wave: Wave) -> frozenset[str]:
    """Return the names of the responses that came by a link for anybody."""
    query = select(Response.id).where(Response.wave_id == wave.id, Response.by_open_link)
    return frozenset(db.session.scalars(query))


def agreed_to(wave: Wave) -> dict[str, str]:
    """Return to which version of words the person of each response agreed, by the name of the response; '' where unknown."""
    query = select(Response.id, Response.consent_sha256).where(Response.wave_id == wave.id)
    return dict(db.session.execute(query).all())


def lost(wave: Wave) -> bool:
    """Say whether answers that were counted went since at the request of their people: counted again, figures differ."""
    gone = exists().where(Erasure.wave_id == wave.id, Erasure.counted)
    return bool(db.session.scalar(select(gone)))


def only_open(wave: Wave) -> bool:
    """Say whether all who answered came by a link for anybody: then the figures are of them."""
    query = select(func.count(), func.count().filter(Response.by_open_link))
    every, by_open_link = db.session.execute(query.where(Response.wave_id == wave.id)).one()
    return every > 0 and every == by_open_link


def beside(wave: Wave) -> int:
    """Count who came to a closed wave by a link for anybody beside those who were asked; 0 where nobody was."""
    return 0 if only_open(wave) else people(wave, by_open_link=True)


def people(wave: Wave, *, by_open_link: bool | None = None) -> int:
    """Count who answered a closed wave, by whichever link; or only those by a link for anybody, or only the others."""
    query = select(func.count()).select_from(Response).where(Response.wave_id == wave.id)
    if by_open_link is not None:
        query = query.where(Response.by_open_link.is_(by_open_link))
    return db.session.scalar(query) or 0


def document(wave: Wave) -> dict[str, Any]:
    """Return the wave as an smd-survey/1 document: its responses in an order that tells nothing, and is always the same."""
    # Where it is needed: what counts brings numpy, which pages of questions do without.
    from smd_workshop.library.survey.instrument.waves import survey_document  # noqa: PLC0415

    given = responses(wave, by_open_link=False)
    _refuse_more_than_there_are(wave, len(given))
    made = survey_document(
        instruments.read(wave.instrument), given.values(), wave.population,
        beside=responses(wave, by_open_link=True).values(),
    )  # fmt: skip
    lists = (key for key in (RESPONSES, OPEN_RESPONSES) if key in made)
    return made | {key: sorted(made[key], key=canonical_json) for key in lists}


def counted(wave: Wave) -> dict[str, Any]:
    """Return the figures of document(), to the last digit and with its digest, while a few responses are held at a time."""
    # Where it is needed: what counts brings numpy, which pages of questions do without.
    from smd_workshop.library.survey.document import design_of, result  # noqa: PLC0415
    from smd_workshop.library.survey.instrument.waves import design_document  # noqa: PLC0415

    asked, apart = people(wave, by_open_link=False), people(wave, by_open_link=True)
    _refuse_more_than_there_are(wave, asked)
    members = {**design_document(instruments.read(wave.instrument)), "population": wave.population}
    design = design_of(members)
    del members[RESPONSES]
    digest = Digest(members, OPEN_RESPONSES if apart else RESPONSES)
    beside = None
    if apart:
        beside = _summary(wave, design, digest, by_open_link=True)
        digest.begin(members, RESPONSES)
    summary = _summary(wave, design, digest, by_open_link=False)
    return result(members, summary, digest.hexadecimal(members), beside)


def _summary(wave: Wave, design: "Design", digest: Digest, *, by_open_link: bool) -> "Summary":
    """Read responses in the order of the document, into a digest and a summary at once."""
    from smd_workshop.library.survey.answers import BLOCK, blocks  # noqa: PLC0415 - as above
    from smd_workshop.library.survey.instrument.waves import response_of  # noqa: PLC0415
    from smd_workshop.library.survey.summary import Summary  # noqa: PLC0415

    questions = instruments.read(wave.instrument)
    texts = (
        canonical_json(response_of(questions, answers))
        for _name, answers in each_response(wave, by_open_link=by_open_link)
    )

    def told(source: Iterator[str]) -> Iterator[Any]:
        while part := list(islice(source, BLOCK)):
            digest.take_written(part)
            yield from map(json.loads, part)

    with in_order(texts) as source:
        return Summary.of_blocks(design, blocks(design, told(source)))


def _refuse_more_than_there_are(wave: Wave, many: int) -> None:
    if wave.population is not None and wave.population < many:
        raise Invalid(
            N_("More people answered (%(n)s) than there are (%(population)s)."),
            n=many, population=wave.population,
        )  # fmt: skip


def mixed(wave: Wave, result: Mapping[str, Any]) -> dict[str, Any]:
    """Return the figures of a wave with the digest under which they are known: a bare one only where answers are handed out.

    Of few people every set of answers that fits the figures can be tried out in seconds, until one has the digest. So
    32 drawn bytes, which stay with the result and are shown nowhere, are mixed in: SHA-256 of salt, colon and digest, as
    of hidden votes (docs/adr/0041-anonymous-answers-are-sealed-until-the-close.md).
    """
    if disclosure.shown(result, dimensions_of(wave)).file:
        return dict(result)
    return known_as({**result, SALT: secrets.token_hex(32)}, result["input_sha256"])


def known_as(result: Mapping[str, Any], digest: str) -> dict[str, Any]:
    """Return a result with the digest of its answers as it is known: with the drawn number that the result keeps, if any."""
    if SALT in result:
        digest = hashlib.sha256(f"{result[SALT]}:{digest}".encode()).hexdigest()
    return {**result, "input_sha256": digest}


def figures(made: Mapping[str, Any]) -> dict[str, Any]:
    """Return the smd-survey-result/1 document of an smd-survey/1 document."""
    from smd_workshop.library.survey.document import recount  # noqa: PLC0415 - as above

    return recount(made)


def of(wave: Wave) -> SurveyResult | None:
    """Return the stored figures of a wave."""
    return db.session.get(SurveyResult, wave.id)


def dimensions_of(wave: Wave) -> dict[str, list[str]]:
    """Return the items of each dimension that figures are made of."""
    from smd_workshop.library.survey.instrument.waves import design_document  # noqa: PLC0415 - as above

    empty = design_document(instruments.read(wave.instrument))
    return {each["code"]: list(each["items"]) for each in empty["dimensions"]}


def shown(wave: Wave) -> disclosure.Shown | None:
    """Return what of the figures of a wave may be shown; None before they are computed."""
    result = of(wave)
    if result is None:
        return None
    told = {key: value for key, value in result.document.items() if key != SALT}
    return disclosure.shown(told, dimensions_of(wave))
