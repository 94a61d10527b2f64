"""What a figure over several indicators can still come to, while some that are due have no value: never better than known."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from smd_workshop.library.plan.evaluation.evaluation import IndicatorEvaluated
from smd_workshop.library.plan.evaluation.lights import INCOMPLETE, light_of, word_of
from smd_workshop.library.plan.evaluation.progress import NOTHING, WHOLE
from smd_workshop.library.plan.figures import Figure


@dataclass(frozen=True, slots=True)
class Outstanding:
    """Of how many indicators that are due the progress is known, and between which per cents their mean will lie."""

    known: int
    of: int
    least: Fraction
    most: Fraction

    @property
    def whole(self) -> bool:
        """Whether nothing that is due is missing."""
        return self.known == self.of

    @property
    def sure(self) -> bool:
        """Whether the light is the same whatever the missing values will say."""
        return light_of(self.least) is light_of(self.most)

    def word(self, figure: Figure, *, enough: bool = True) -> str:
        """Return the light of a figure over them as it is said: incomplete while the missing values may change it, or too few are known."""
        is_open = figure.value is not None and not (self.sure and enough)
        return INCOMPLETE if is_open else word_of(figure)


def outstanding(group: Iterable[IndicatorEvaluated]) -> Outstanding:
    """Return the bounds of the weighted mean of a group of indicators of a plan."""
    return bounded((each.weight, each.type_1.value, each.awaited) for each in group)


def bounded(rows: Iterable[tuple[int, Fraction | None, bool]]) -> Outstanding:
    """Return the bounds of a weighted mean, of (weight, progress, whether it is awaited): what is awaited at 0 %, and all of it at 100 %.

    As missing sectors bound a decision: what is missing may be just what is bad.
    """
    known, awaited, reached, most = 0, 0, NOTHING, NOTHING
    total = NOTHING
    for weight, value, is_due in rows:
        if value is not None:
            known, reached, total = known + 1, reached + weight * value, total + weight
        elif is_due:
            awaited, most, total = awaited + 1, most + weight * WHOLE, total + weight
    if not total:
        return Outstanding(0, awaited, NOTHING, WHOLE)
    return Outstanding(known, known + awaited, reached / total, (reached + most) / total)
