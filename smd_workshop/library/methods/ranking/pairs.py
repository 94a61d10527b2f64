"""How many of each sector put one option before another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from smd_workshop.library.profile import Profile

#: By the places of two options: how much weight puts the first before the second.
Matrix = list[list[int]]
#: Options in tied groups, the best first.
Order = list[list[str]]


@dataclass(frozen=True, slots=True)
class Pairs:
    """The comparisons of every sector, in people; and how many of it gave each option a place."""

    options: tuple[str, ...]
    sectors: Mapping[str, Matrix]
    placed: Mapping[str, Sequence[int]]

    @classmethod
    def of(cls, profile: Profile) -> "Pairs":
        """Count a profile once: an option without a place comes after all that have one."""
        many = len(profile.options)
        place = {code: at for at, code in enumerate(profile.options)}
        sectors = {s.code: [[0] * many for _ in range(many)] for s in profile.sectors}
        placed = {s.code: [0] * many for s in profile.sectors}
        for cell in profile.cells:
            matrix, own = sectors[cell.sector], placed[cell.sector]
            after = dict.fromkeys(range(many))
            for tied in cell.answer:
                first = [place[code] for code in tied]
                for at in first:
                    del after[at]
                    own[at] += cell.count
                for at in first:
                    row = matrix[at]
                    for other in after:
                        row[other] += cell.count
        return cls(profile.options, sectors, placed)

    def weighed(self, times: Mapping[str, int]) -> Matrix:
        """Return the comparisons of some sectors, where each voter of a sector counts so many times."""
        many = range(len(self.options))
        rows = [(often, self.sectors[sector]) for sector, often in times.items()]
        return [
            [sum(often * matrix[one][other] for often, matrix in rows) for other in many]
            for one in many
        ]
