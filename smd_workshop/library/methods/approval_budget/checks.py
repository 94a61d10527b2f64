"""What must hold before a budget is voted on, what a ballot says of it, and how its amounts are written."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from smd_workshop.core.messages import N_
from smd_workshop.core.numbers import amount, in_unit
from smd_workshop.library.ballots import Said
from smd_workshop.library.numbers import as_fraction, plain
from smd_workshop.library.settings import InvalidSetting

#: The setting that says in what budget and costs are counted; rounds before it have none.
UNIT: Final = "unit"


def written(value: Any, settings: Mapping[str, Any]) -> str:
    """Write an amount of a round with these settings: S/ 35,000; 12.5 horas; 350 where no unit was given."""
    return in_unit(amount(plain(as_fraction(value))), settings.get(UNIT, ""))


def check(settings: Mapping[str, Any], options: Sequence[str]) -> None:
    """Raise InvalidSetting unless every option has a cost and one of them fits the budget."""
    budget, costs = settings.get("budget"), settings.get("costs") or {}
    if budget is None:
        raise InvalidSetting(("budget",), N_("Write how large the budget is."))
    for code in options:
        if code not in costs:
            raise InvalidSetting(("costs", code), N_("Write what %(option)s costs."), option=code)
    if options and min(as_fraction(costs[code]) for code in options) > as_fraction(budget):
        raise InvalidSetting(
            ("budget",), N_("Every option costs more than the budget: nothing could be funded.")
        )


def beside(settings: Mapping[str, Any]) -> Mapping[str, Said]:
    """Return the cost that stands beside each option, and the budget over all."""
    costs = {
        code: Said(N_("costs %(cost)s"), {"cost": written(cost, settings)})
        for code, cost in settings["costs"].items()
    }
    budget = written(settings["budget"], settings)
    return costs | {
        "": Said(N_("All that is funded may cost at most %(budget)s together."), {"budget": budget})
    }
