"""The words of scorecards and strategy maps, the same on the pages of staff and of the public."""

from typing import Final

from flask import Flask

from smd_workshop.core.messages import N_
from smd_workshop.library.strategy.strategy_map import Odd
from smd_workshop.strategy.arranging import TAGS

#: What is odd about a map; %(about)s are the codes of objectives.
ODD: Final = {
    Odd.CYCLE: N_("These lead back to themselves, so that none is the cause: %(about)s"),
    Odd.DOWNWARD: N_("This arrow leads down, from results towards what enables them: %(about)s"),
    Odd.NOT_MEASURED: N_("No indicator measures %(about)s"),
    Odd.ALONE: N_("No arrow leads to %(about)s or from it"),
}
TURNED: Final = {
    "better": N_("better than the year before"),
    "worse": N_("worse than the year before"),
    "same": N_("as the year before"),
}


def init_app(app: Flask) -> None:
    """Let templates say them."""
    app.jinja_env.globals["strategy_words"] = {"odd": ODD, "tags": TAGS, "turned": TURNED}
