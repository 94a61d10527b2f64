"""The words of scorecards and strategy maps, the same on the pages of staff and of the public."""

from typing import Final

from flask import Flask
from flask_babel import gettext as _

from smd_workshop.core.messages import N_
from smd_workshop.library.charts.spec import BarRow, Bars
from smd_workshop.library.plan.evaluation.lights import INCOMPLETE
from smd_workshop.library.plan.figures import Figure
from smd_workshop.library.strategy.strategy_map import Odd
from smd_workshop.strategy.scorecards.arranging import TAGS
from smd_workshop.strategy.scorecards.showing import ScorecardShown

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


def scorecard_bars(shown: ScorecardShown) -> Bars:
    """Return the two measures of each objective of a scorecard as a chart in the reader's language."""
    title = _("%(name)s, %(year)s: what each objective reached, and what is done for it", name=shown.scorecard.name, year=shown.year)  # fmt: skip
    rows = []
    for each in shown.objectives:
        of, name = each.measures, f"{each.item.code}. {each.item.wording}".rstrip(".")
        open_ = str(_("Incomplete")) if of.word == INCOMPLETE else ""
        rows.append(_bar(_("%(objective)s: its own result", objective=name), of.outcome, 1, open_))
        if each.initiatives:
            told = _("%(objective)s: what is done for it", objective=name)
            rows.append(_bar(told, of.actions, None))
    return Bars(title, _("Per cent"), tuple(rows))


def _bar(label: str, of: Figure, colour: int | None, open_: str = "") -> BarRow:
    drawn = str(_("Simulated answers")) if of.simulated else ""
    value = None if of.value is None else float(of.value)
    return BarRow(label, value, colour, ", ".join(filter(None, (open_, drawn))))
