"""What joins the sectors and what parts them: options that all of them carry, and options that one carries against another.

Common ground is the group-aware consensus of Polis (Small and others 2021, *Recerca* 26(2)) with the declared sectors as
groups: Π (agree + 1)/(n + 2), over the most that sectors of these sizes can reach, as a mean of the sectors (the root of
as many as there are), so that three and five sectors compare: 1 where everybody agrees.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from smd_workshop.library.facets import STANDS_AGAINST
from smd_workshop.library.methods.rating.classes import Zone
from smd_workshop.library.numbers import JsonResult, plain

HALF = Fraction(1, 2)
FEWEST = 2


@dataclass(frozen=True, slots=True)
class Bridge:
    """How one option stands between the sectors that gave numbers: at least two of them.

    `ground` is the product of which common ground is the root, exact. `smallest` is the smallest share that agrees in
    a sector. `apart` is the largest share that one sector has in favour and another, at least, against.
    """

    sectors: int
    ground: Fraction
    smallest: Fraction
    apart: Fraction
    dividing: bool

    @classmethod
    def of(cls, zones: Mapping[str, Zone]) -> "Bridge | None":
        """Measure one option; None where fewer than two sectors gave numbers."""
        sides = [
            (zone.n, zone.agree, zone.reject)
            for zone in zones.values()
            if zone.agree is not None and zone.reject is not None
        ]
        if len(sides) < FEWEST:
            return None
        pairs = [
            (agree, reject)
            for place, (_, agree, _) in enumerate(sides)
            for other, (_, _, reject) in enumerate(sides)
            if place != other
        ]
        return cls(
            len(sides),
            math.prod(((agree * n + 1) / (n + 1) for n, agree, _ in sides), start=Fraction(1)),
            min(agree for _, agree, _ in sides),
            max(min(pair) for pair in pairs),
            any(agree > HALF and reject >= STANDS_AGAINST for agree, reject in pairs),
        )

    @property
    def common_ground(self) -> float:
        """From 0 to 1, where everybody agrees."""
        return math.pow(self.ground, 1 / self.sectors)


def figures(bridge: Bridge | None) -> JsonResult:
    """Return what is said of one option."""
    if bridge is None:
        return dict.fromkeys(("common_ground", "smallest_agree", "division"))
    return {
        "common_ground": bridge.common_ground,
        "smallest_agree": plain(bridge.smallest),
        "division": plain(bridge.apart),
    }


def statements(bridges: Mapping[str, Bridge | None]) -> dict[str, list[str]]:
    """Return the options that join and those that part, the clearest first and equal ones by code, whatever the order of the file.

    One joins where more than half of every sector agrees; it parts where more than half of one sector agrees and a
    third or more of another rejects. No option does both.
    """
    found = {code: bridge for code, bridge in bridges.items() if bridge is not None}
    joining = [
        code for code, bridge in found.items() if bridge.smallest > HALF and not bridge.dividing
    ]
    parting = [code for code, bridge in found.items() if bridge.dividing]
    return {
        "bridging": sorted(joining, key=lambda code: (-found[code].common_ground, code)),
        "dividing": sorted(parting, key=lambda code: (-found[code].apart, code)),
    }
