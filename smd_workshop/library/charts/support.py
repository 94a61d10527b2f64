"""The chart of who supports what, of methods whose ballots mark options."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from smd_workshop.core.messages import N_
from smd_workshop.library.charts.spec import BarRow, Bars


def support_bars(
    result: Mapping[str, Any], option: Callable[[str], str], marked: Collection[str], mark: str
) -> tuple[Bars, ...]:
    """Balanced support per option in per cent, the most supported first; `marked` ones are noted with the word `mark`.

    No chart where no support is shown.
    """
    every = {code: row["support"]["balanced"] for code, row in result["options"].items()}
    support = {code: share for code, share in every.items() if share is not None}
    rows = tuple(
        BarRow(option(code), 100 * support[code], note=mark if code in marked else "")
        for code in sorted(support, key=lambda code: -support[code])
    )
    title, unit = N_("Support, balanced over the sectors"), N_("percent")
    return (Bars(title=title, unit=unit, rows=rows, domain=(0, 100)),) if rows else ()
