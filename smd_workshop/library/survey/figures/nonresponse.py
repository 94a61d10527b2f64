"""What a share would be if those of each group who did not answer were like those who did."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

#: So many people are asked before groups are weighed: of fewer, one person more or less in a group moves the figure
#: further than its weight does, and who is missing is told instead.
ENOUGH: Final = 100


def weighed(
    asked: Mapping[str, int], counted: Mapping[str, tuple[int, int]]
) -> tuple[Fraction, Fraction] | None:
    """Return the share as it was counted and by the sizes of groups; None where some group has no answers, or no size.

    `asked` holds how many people of each group were asked, `counted` of each how many were satisfied and how many
    answered. Post-stratification (Holt & Smith 1979, J. R. Stat. Soc. A 142:33): each group's share counts as its part
    of all who were asked. Made of what is shown of groups, it tells nothing that they do not.
    """
    everybody = sum(asked.values())
    answered = sum(size for _, size in counted.values())
    if everybody < ENOUGH or not answered or asked.keys() != counted.keys():
        return None
    if any((many > 0) != (counted[name][1] > 0) for name, many in asked.items()):
        return None
    plain = Fraction(sum(yes for yes, _ in counted.values()), answered)
    by_size = sum(
        (
            Fraction(many, everybody) * Fraction(*counted[name])
            for name, many in asked.items()
            if many
        ),
        Fraction(),
    )
    return plain, by_size
