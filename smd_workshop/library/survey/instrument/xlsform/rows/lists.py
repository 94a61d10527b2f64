"""Lists of choices → options of a question, or the points of a scale."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from smd_workshop.core.messages import N_
from smd_workshop.library.survey.instrument.model import NA_CODE
from smd_workshop.library.survey.instrument.reading import POINTS
from smd_workshop.library.survey.instrument.xlsform.files.lines import Line
from smd_workshop.library.survey.instrument.xlsform.names import option_code
from smd_workshop.library.survey.instrument.xlsform.verdict import CHOICES, Findings

#: The list that names dimensions; choices sheets are where XLSForm keeps names of things.
DIMENSIONS: Final = "smd_dimensions"
#: The column that says which points of a scale count as very satisfied and as satisfied.
COUNTS: Final = "counts"
TOP: Final = "top"
SATISFIED: Final = "satisfied"
#: Columns of choices that are no attributes.
KNOWN: Final = frozenset({"list_name", "name", "label", "media", COUNTS, "order"})

NUMBERED: Final = N_(
    "the points of “%(list)s” are numbered from 1 to %(many)s in the order of the list: "
    "look whether the last one is the best"
)
ORDERED: Final = N_("the points of “%(list)s” are shown from the lowest to the highest")
#: How forms write "not applicable" or "don't know" beside the points of a scale.
_NOT_POINTS: Final = frozenset(
    {
        NA_CODE, "n_a", "n/a", "no_aplica", "noaplica", "not_applicable", "nsnr", "ns_nr", "ns",
        "nr", "dk", "dont_know", "no_sabe", "no_se", "9", "88", "96", "97", "98", "99", "888",
        "998", "999", "-1", "-9", "-88", "-98", "-99", "0",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One row of the choices sheet."""

    line: Line
    name: str
    text: Mapping[str, str]


@dataclass
class Options:
    """Options as a question has them, the label of "not applicable", and what became of names."""

    options: list[dict[str, Any]] = field(default_factory=list)
    na: Mapping[str, str] | None = None
    renamed: dict[str, str] = field(default_factory=dict)
    #: Names that stand twice in the list: the codes of all that have one.
    doubled: dict[str, list[str]] = field(default_factory=dict)


@dataclass
class Points:
    """A scale as the instrument has it, and the point that each name became."""

    scale: dict[str, Any]
    points: dict[str, int]


class Lists:
    """The choices of a form, by list."""

    def __init__(self, lines: Sequence[Line], default: str, findings: Findings) -> None:
        self.findings = findings
        self._default = default
        self.by_name: dict[str, list[Entry]] = {}
        for line in lines:
            self._add(line)

    def _add(self, line: Line) -> None:
        name, list_name = line.cell("name"), line.cell("list_name")
        if not list_name and not name:
            return
        if not list_name or not name:
            message = N_("a choice needs a list_name and a name")
            self.findings.refuse(CHOICES, line.number, message)
            return
        text = line.text("label")
        if line.text("media"):
            self.findings.lose(CHOICES, line.number, N_("images, sound and video are left out"))
        if not text.get(self._default):
            text = {**text, self._default: next(iter(text.values()), name)}
            if not line.text("label"):
                message = N_("the choice has no label: its name is shown")
                self.findings.note(CHOICES, line.number, message)
        self.by_name.setdefault(list_name, []).append(Entry(line, name, text))

    def is_scale(self, list_name: str) -> bool:
        """Whether the list says of itself that it is a scale."""
        return any(choice.line.cell(COUNTS) for choice in self.by_name.get(list_name, ()))

    def options(self, list_name: str, attributes: Mapping[str, str], *, na: bool) -> Options:
        """Return the options of a list; attributes are columns to keep and their codes; `na` if it may be said."""
        made = Options()
        taken: set[str] = set()
        codes: dict[str, str] = {}
        for choice in self.by_name.get(list_name, ()):
            if choice.name == NA_CODE and na and made.na is None:
                made.na = choice.text
                continue
            code = option_code(choice.name, taken)
            taken.add(code)
            if code != choice.name:
                message = N_("the choice “%(name)s” is kept as “%(code)s”")
                self.findings.lose(
                    CHOICES, choice.line.number, message, name=choice.name, code=code
                )
                if choice.name in codes:
                    made.doubled.setdefault(choice.name, [codes[choice.name]]).append(code)
                else:
                    made.renamed[choice.name] = code
            codes.setdefault(choice.name, code)
            kept = {
                own: choice.line.cell(column)
                for column, own in attributes.items()
                if choice.line.cell(column)
            }
            option: dict[str, Any] = {"code": code, "text": dict(choice.text)}
            made.options.append(option | ({"attributes": kept} if kept else {}))
        return made

    def points(self, list_name: str, code: str, *, asked: bool = True) -> Points | None:
        """Return the scale of a list; None if it is none: too few points, or too many.

        What is lost is said of lists that a question asks as a scale; of others nothing is.
        """
        choices = list(self.by_name.get(list_name, ()))
        na, choices = _without_na(choices)
        if len(choices) not in POINTS or len({choice.name for choice in choices}) != len(choices):
            return None
        numbers = _numbers([choice.name for choice in choices])
        if numbers is None:
            numbers = {choice.name: place for place, choice in enumerate(choices, 1)}
            if asked:
                self._lose(choices, NUMBERED, list=list_name, many=len(choices))
        in_order = sorted(choices, key=lambda choice: numbers[choice.name])
        if in_order != choices and asked:
            self._lose(choices, ORDERED, list=list_name)
        low = numbers[in_order[0].name]
        scale: dict[str, Any] = {
            "code": code,
            "low": low,
            "labels": [dict(choice.text) for choice in in_order],
            **_counts(in_order, low),
        }
        if na is not None:
            scale["na"] = dict(na.text)
        names: dict[str, int] = {choice.name: numbers[choice.name] for choice in in_order}
        return Points(scale, names)

    def _lose(self, choices: Sequence[Entry], message: str, **params: Any) -> None:
        """Note what is lost of a list, at its first row."""
        self.findings.lose(CHOICES, choices[0].line.number, message, **params)


def _without_na(choices: list[Entry]) -> tuple[Entry | None, list[Entry]]:
    """Take out the one choice that is no point: it has such a name, and the rest is better without it."""
    odd = [choice for choice in choices if choice.name.lower() in _NOT_POINTS]
    for choice in sorted(odd, key=lambda each: each.name != NA_CODE):
        rest = [each for each in choices if each is not choice]
        plain = choice.name.lower().lstrip("-").isdigit()
        if not plain or (
            _numbers([c.name for c in choices]) is None and _numbers([c.name for c in rest])
        ):
            return choice, rest
    return None, choices


def _numbers(names: Sequence[str]) -> dict[str, int] | None:
    """Return names as consecutive whole numbers; None if they are none."""
    try:
        found = {name: int(name) for name in names if len(name) < 6}
    except ValueError:
        return None
    values = sorted(found.values())
    consecutive = bool(values) and values == list(range(values[0], values[0] + len(names)))
    return found if consecutive and -10 <= values[0] <= 10 else None


def _counts(choices: Sequence[Entry], low: int) -> dict[str, list[int]]:
    """Return which points count, as the list says, else the highest, and the two highest."""
    said = [choice.line.cell(COUNTS).split() for choice in choices]
    points = range(low, low + len(choices))
    top = [point for point, words in zip(points, said, strict=True) if TOP in words]
    satisfied = [point for point, words in zip(points, said, strict=True) if SATISFIED in words]
    usual = list(points[-2:]) if len(points) > 2 else [points[-1]]
    return {TOP: top or [points[-1]], SATISFIED: satisfied or usual}
