"""What may be shown of weights from pairs where a sector is hidden."""

from typing import Any, Final

from smd_workshop.library.disclosure import Disclosing, Disclosure, never_few, withhold

_TELLING: Final = ("n", "weight", "pooled_weight")
_OF_ALL: Final = ("eigenvector", "lambda_max", "cr", "order_differs", "consensus")


def redact(result: dict[str, Any], disclosure: Disclosure) -> None:
    """Leave the order, and the weights in sectors that are shown."""
    withhold(result, *_OF_ALL)
    withhold(result["consistency"], "n", "acceptable", "incomplete")
    for row in result["options"].values():
        withhold(row, *_TELLING)
        for sector, own in row["sectors"].items():
            if sector not in disclosure.shown:
                withhold(own, "n", "weight")


#: A ballot weighs all options or none, so no option has fewer answers than another.
DISCLOSING = Disclosing(decision="the order of the options", redact=redact, few=never_few)
