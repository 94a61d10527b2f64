"""The three provinces of Moquegua as a scheme: which lies where and touches which, drawn by hand for this program.

It is no map: neither sizes nor borders are those of the land, and no source was traced. It stands here so that a page
shows provinces where people know them, without an address of somebody else's map.
"""

from dataclasses import dataclass
from typing import Final

from smd_workshop.core.names import folded

#: Of the drawing, in its own units.
WIDTH: Final = 340
HEIGHT: Final = 350


@dataclass(frozen=True, slots=True)
class Province:
    """A province of the scheme: its corners, and where its name stands."""

    name: str
    corners: tuple[tuple[int, int], ...]
    at: tuple[int, int]

    @property
    def points(self) -> str:
        """Return the corners as SVG writes them."""
        return " ".join(f"{x},{y}" for x, y in self.corners)


#: Inland from the north: Sánchez Cerro above, Mariscal Nieto in the middle, Ilo at the sea.
PROVINCES: Final = (
    Province(
        "General Sánchez Cerro",
        ((74, 22), (184, 8), (300, 42), (326, 112), (220, 124), (128, 134), (44, 104)),
        (184, 62),
    ),
    Province(
        "Mariscal Nieto",
        ((44, 104), (128, 134), (220, 124), (326, 112), (332, 190), (256, 246), (176, 252), (104, 236), (22, 190)),
        (184, 174),
    ),
    Province("Ilo", ((22, 190), (104, 236), (176, 252), (190, 338), (66, 344), (12, 290)), (104, 284)),
)  # fmt: skip


def find(name: str) -> Province | None:
    """Return the province that people call so, with or without “Province of”, accents and capitals aside."""
    words = folded(name).removeprefix("provincia de ").removeprefix("provincia ")
    for each in PROVINCES:
        if folded(each.name) == words:
            return each
    return None
