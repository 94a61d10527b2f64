"""All that is told of a closed wave, as plain values: from them its page, its PDF and its public summary are made."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from smd_workshop.library.survey.apart import OPEN, SELF_SELECTED
from smd_workshop.library.survey.disclosure import Shown
from smd_workshop.library.survey.dispositions import Dispositions
from smd_workshop.library.survey.instrument.model import Instrument
from smd_workshop.models import SurveyResult, Wave
from smd_workshop.models.surveys.invitations import OPEN_LINK_KINDS
from smd_workshop.surveys import consent, instruments
from smd_workshop.surveys.figures import dataset, expectations, points, question_facts, rates
from smd_workshop.surveys.figures.question_facts import QuestionFacts
from smd_workshop.surveys.personal_data import data_requests, erasing
from smd_workshop.surveys.personal_data.erasing import Removed
from smd_workshop.surveys.respondents import invitations
from smd_workshop.surveys.respondents.turnout import channels
from smd_workshop.surveys.results.earlier_waves import Earlier, change, waves_to_compare

Figures = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """What an item asks, and its figures; None where they are not shown."""

    code: str
    text: str
    figures: Figures | None
    #: Point of its scale → what it is called there.
    points: Mapping[int, str] = field(default_factory=dict)

    def called(self, chosen: list[int]) -> str:
        """Return what points of its scale are called together."""
        return points.called(self.points, chosen)


@dataclass(frozen=True, slots=True)
class DimensionFacts:
    """A dimension with its items; figures are None where they are not shown."""

    code: str
    name: str
    figures: Figures | None
    items: tuple[ItemFacts, ...]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the figures come from: who was asked, how, when, with what."""

    process: str
    time_zone: str
    survey: str
    organisation: str
    wave: str
    year: int
    mode: str
    simulated: bool
    opened_at: datetime | None
    closed_at: datetime | None
    #: How answers came → how many.
    channels: Mapping[str, int]
    version: int
    instrument_sha256: str
    dataset_sha256: str
    computed_at: datetime
    #: What became of everybody who was asked; None where nobody knows how many these were.
    became: Dispositions | None = None
    #: Of a wave that was gathered elsewhere; None of one that was asked here.
    imported: "Imported | None" = None
    #: Whether the digest has a drawn number in it, so that nobody can try answers out until one fits.
    mixed: bool = False
    #: To which words people agreed, the first version first (surveys.consent); none where nobody wrote it down.
    consent: tuple[str, ...] = ()
    #: Of these words those that staff wrote; '' where there were ours alone.
    consent_words: str = ""
    #: The last day on which names are kept, and when they were removed.
    keep_until: date | None = None
    anonymised_at: datetime | None = None
    #: Responses that went at the request of their people since the close, and notes beside frozen answers.
    removed: Removed = field(default_factory=Removed)
    notes: int = 0
    #: People who were removed while the wave took answers.
    withdrawn: int = 0


@dataclass(frozen=True, slots=True)
class Imported:
    """From which file a wave came: its name and digest, how many of its rows were kept, and how many of these not whole."""

    filename: str
    sha256: str
    rows: int
    kept: int
    with_loss: int


@dataclass(frozen=True, slots=True)
class Facts:
    """A closed wave as it is told."""

    origin: Origin
    shown: Shown
    #: Point of the scale → what it is called.
    points: Mapping[int, str]
    dimensions: tuple[DimensionFacts, ...]
    #: Items that belong to no dimension.
    outside: tuple[ItemFacts, ...]
    #: Waves that can be compared with this one, the oldest first.
    earlier: tuple[Earlier, ...]
    #: What changed since the last of them (smd_workshop.library.survey.figures.trend); None where nothing can be said.
    change: Figures | None
    #: Questions that no dimension holds; of those who came by a link for anybody, where they stand apart.
    questions: tuple[QuestionFacts, ...] = ()
    questions_apart: tuple[QuestionFacts, ...] = ()
    #: Whether people were asked how important something is to them.
    asks_importance: bool = False
    #: Whether people were asked what they had expected, and how far it was met, as far as that may be shown.
    asks_expectation: bool = False
    expected: tuple[expectations.Pair, ...] = ()
    #: How many pairs staff read and the public does not.
    expected_withheld: int = 0

    @property
    def figures(self) -> Figures:
        """What may be shown of the result."""
        return self.shown.figures

    @property
    def self_selected(self) -> bool:
        """Whether the figures are of people who came by a link for anybody, because nobody else answered."""
        return bool(self.figures.get("sampling") == SELF_SELECTED)

    @property
    def apart(self) -> Figures | None:
        """What may be shown of those who came by a link for anybody, beside those who were asked; None if none did."""
        found: Figures | None = self.figures.get(OPEN)
        return found

    @property
    def by_open_links(self) -> int:
        """How many answered by a link for anybody."""
        return sum(self.origin.channels.get(kind, 0) for kind in OPEN_LINK_KINDS)

    @property
    def rated(self) -> bool:
        """Whether the questionnaire has items that are counted on a scale; one of choices alone has none."""
        return bool(self.dimensions or self.outside)

    @property
    def items(self) -> tuple[ItemFacts, ...]:
        """The items of all dimensions whose share at the top is shown."""
        every = (item for dimension in self.dimensions for item in dimension.items)
        return tuple(each for each in every if each.figures and each.figures["top"]["n"])

    def ordered(self) -> tuple[ItemFacts, ...]:
        """Return the same, the least satisfied first; of equals the one with the lower mean."""
        return tuple(sorted(self.items, key=_place))

    def called(self, chosen: list[int]) -> str:
        """Return what points of the scale are called together."""
        return points.called(self.points, chosen)


def _place(item: ItemFacts) -> tuple[float, float]:
    found = item.figures or {}
    return found["top"]["k"] / found["top"]["n"], float(found["mean"] or 0)


def facts(wave: Wave, language: str, *, public: bool = False) -> Facts | None:
    """Return what is told of a wave, names in a language of its questionnaire; None before it is counted.

    In public it is compared only with waves of which the public may read the summary, too.
    """
    shown, result = dataset.shown(wave), dataset.of(wave)
    if shown is None or result is None:
        return None
    questions = instruments.read(wave.instrument)
    names = _Names(questions, language)
    earlier = () if shown.nothing else waves_to_compare(wave, shown, public=public)
    return Facts(
        _origin(
            wave, result,
            None if shown.nothing else rates.of(wave),  # of so few it would tell who left what out
            file=shown.file or not public,
        ),
        shown,
        names.points(shown.figures),
        _dimensions(wave, shown, names),
        tuple(names.item(item, shown.figures) for item in _outside(questions, shown)),
        earlier,
        change(earlier, shown),
        *_questions(wave, shown, language),
        asks_importance=any(item.said.importance_of for item in questions.items.values()),
        asks_expectation=expectations.asked(questions),
        expected=expectations.told(wave, language, for_public=public),
        expected_withheld=expectations.withheld(wave) if public else 0,
    )  # fmt: skip


def _dimensions(wave: Wave, shown: Shown, names: "_Names") -> tuple[DimensionFacts, ...]:
    """Return the dimensions with their items; none where nothing may be shown."""
    inside = {} if shown.nothing else dataset.dimensions_of(wave)
    return tuple(
        DimensionFacts(
            code, names.dimension(code), _one_figure(shown.figures, code),
            tuple(names.item(item, shown.figures) for item in items),
        )
        for code, items in inside.items()
    )  # fmt: skip


def _questions(
    wave: Wave, shown: Shown, language: str
) -> tuple[tuple[QuestionFacts, ...], tuple[QuestionFacts, ...]]:
    """Return the questions that no dimension holds, of those the figures are of, and of those who stand apart from them."""
    by_open_link = shown.figures.get("sampling") == SELF_SELECTED
    own = {} if shown.nothing else question_facts.shown(wave, by_open_link=by_open_link)
    beside = shown.figures.get(OPEN)
    other = question_facts.shown(wave, by_open_link=True) if beside and "items" in beside else {}
    return question_facts.told(wave, language, own), question_facts.told(wave, language, other)


def _outside(questions: Instrument, shown: Shown) -> list[str]:
    """Return the judged items that no dimension holds; how important something is does not say how good it is."""
    said = {code: questions.items[code].said for code in shown.figures.get("items", {})}
    return [code for code, of in said.items() if not (of.dimension or of.importance_of)]


def _one_figure(figures: Figures, code: str) -> Figures | None:
    """Return the figures of a dimension; those of the only one, which are the headline's, with its interval.

    In the file each has draws of its own, so that no figure moves another: of one figure, two intervals are told apart
    by their chance alone.
    """
    found: Figures | None = figures["dimensions"][code]
    headline = figures.get("headline")
    if found is None or not headline or len(figures["dimensions"]) > 1:
        return found
    return {**found, "top": {**found["top"], "interval": headline["interval"]}}


def _origin(wave: Wave, result: SurveyResult, became: Dispositions | None, *, file: bool) -> Origin:
    survey = wave.survey
    return Origin(
        survey.process.name, survey.process.time_zone, survey.name, survey.organisation,
        wave.name, wave.year, wave.mode, survey.shown_as_simulated, wave.opened_at, wave.closed_at,
        channels(wave), wave.instrument.number, wave.instrument.sha256, result.dataset_sha256, result.computed_at,
        became, _imported(wave, file=file), mixed=dataset.SALT in result.document,
        consent=consent.versions(wave), keep_until=wave.keep_until, anonymised_at=wave.anonymised_at,
        removed=erasing.removed(wave), consent_words=wave.consent, notes=data_requests.notes(wave),
        withdrawn=len(invitations.withdrawn(wave)) if became else 0,
    )  # fmt: skip


def _imported(wave: Wave, *, file: bool) -> Imported | None:
    found = wave.imported
    if found is None:
        return None
    loss = found.reading["rows"]["with_loss"]
    # Of a file that the public may not see its digest could be tried out, as that of the answers.
    digest = found.sha256 if file else ""
    return Imported(found.filename, digest, found.read, found.kept, loss)


class _Names:
    """What dimensions, items and points are called in a language."""

    def __init__(self, questions: Instrument, language: str) -> None:
        self._questions, self._language = questions, language
        self._dimensions = {d.code: questions.said(d.name, language) for d in questions.dimensions}

    def dimension(self, code: str) -> str:
        return self._dimensions.get(code, code)

    def item(self, code: str, figures: Figures) -> ItemFacts:
        found = self._questions.items[code]
        # What stands under its dimension says enough.
        asks = question_facts.asks_shortly if found.said.dimension else question_facts.asks
        said = asks(self._questions, found, self._language)
        return ItemFacts(code, said, figures["items"][code], self.points(figures, (code,)))

    def points(self, figures: Figures, items: tuple[str, ...] = ()) -> dict[int, str]:
        """Return what the points are called to which these items are answered, or those of the dimensions."""
        scale = figures.get("scale") or (figures.get(OPEN) or {}).get("scale")
        if scale is None:
            return {}
        asked = range(scale["min"], scale["max"] + 1)
        return points.names(self._questions, asked, self._language, items)
