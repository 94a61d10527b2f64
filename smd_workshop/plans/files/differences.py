"""What a line of a file makes another, as whoever confirms it has to see it: before and after, with the unit. Values only."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from smd_workshop.library.plan.plan import Series
from smd_workshop.plans.files.lines import Word


@dataclass(frozen=True, slots=True)
class Difference:
    """One field, or one year of it: what the plan holds, what it will hold, and what both are counted in."""

    name: str
    year: int | None
    before: Word
    after: Word
    measure: str = ""
    #: Whether there was nothing before, which is not the same as that nobody knew it.
    new: bool = False


#: Fields that are counted in the unit of their indicator or variable.
_COUNTED = frozenset({"baseline_value", "targets", "values"})
_PER_CENT = frozenset({"progress"})
_SOLES = frozenset({"programmed", "executed"})


def differences(
    words: Mapping[str, Word], years: Mapping[str, Series], known: tuple[Mapping[str, Word], Mapping[str, Series]],
    *, new: bool,
) -> tuple[Difference, ...]:  # fmt: skip
    """Return what is written of one thing; of a new one only its numbers, for its words stand in the file as they are kept.

    `known` are the words and years that are held of it.
    """
    before, there = known
    measure = str(words.get("measure") or before.get("measure") or "")
    told = {name: word for name, word in words.items() if not new or name == "baseline_value"}
    return (*_of_words(told, before, measure), *_of_years(years, there, measure))


def _of_words(
    words: Mapping[str, Word], before: Mapping[str, Word], measure: str
) -> Iterator[Difference]:
    for name, word in words.items():
        was = before.get(name)
        yield Difference(name, None, was, word, _unit(name, measure), new=was in {None, ""})


def _of_years(
    years: Mapping[str, Series], before: Mapping[str, Series], measure: str
) -> Iterator[Difference]:
    for name, series in years.items():
        there = before.get(name, {})
        for year, value in series.items():
            yield Difference(
                name, year, there.get(year), value, _unit(name, measure), new=year not in there
            )


def _unit(name: str, measure: str) -> str:
    if name in _COUNTED:
        return measure
    return "%" if name in _PER_CENT else "S/" if name in _SOLES else ""
