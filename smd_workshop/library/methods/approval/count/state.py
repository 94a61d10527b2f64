"""A stage of the count."""

from dataclasses import dataclass
from math import gcd


@dataclass(frozen=True, slots=True)
class State:
    """What is elected (a bit mask), and each group's money (or minus its load) per replicated voter, over `unit`.

    Whole numbers over a common denominator are exact, and many times faster than fractions one by one.
    """

    elected: int
    unit: int
    money: tuple[int, ...]
    completing: bool

    def reduced(self) -> "State":
        """Return the same stage with the smallest denominator, so that equal stages are equal values."""
        common = self.unit
        for amount in self.money:
            common = gcd(common, amount)
            if (
                common == 1
            ):  # as a rule soon: the numbers grow long, and going through all takes its time
                return self
        return State(
            self.elected,
            self.unit // common,
            tuple(amount // common for amount in self.money),
            self.completing,
        )
