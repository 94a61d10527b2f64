"""What is wrong with an answer, with the place inside it, in words that can be translated."""

import re
from collections.abc import Sequence
from typing import Final

from smd_workshop.core.messages import N_

_PLAIN_KEY: Final = re.compile(r"[\w@|-]+")
_LONGEST_SHOWN: Final = 60


def path_of(*steps: str | int) -> str:
    """Join keys and positions to a path a person can follow: `ballots[3].answer.F2`."""
    path = ""
    for step in steps:
        if isinstance(step, int):
            path += f"[{step}]"
        elif _PLAIN_KEY.fullmatch(step):
            path += f".{step}" if path else step
        else:
            path += f"[{shown(step)}]"
    return path


def shown(value: object) -> str:
    """Show a value from a file on one line, cut short, in a form that says its kind."""
    if isinstance(value, bool):
        text = "true" if value else "false"
    elif value is None:
        text = "null"
    elif isinstance(value, str):
        text = (
            '"'
            + "".join(
                c if c.isprintable() and c not in '"\\' else ascii(c)[1:-1] for c in value[:200]
            )
            + '"'
        )
    elif isinstance(value, dict):
        return N_("an object")
    elif isinstance(value, list | tuple):
        return N_("a list")
    elif isinstance(value, int) and value.bit_length() > 200:
        return N_("a huge number")
    else:
        text = str(value)
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"


class InvalidAnswer(ValueError):  # noqa: N818 - it names what happened to the voter
    """An answer that does not fit its ballot.

    `steps` leads to the place inside the answer, `message` is a template to translate, `params` fill it.
    """

    def __init__(self, steps: Sequence[str | int], message: str, **params: object) -> None:
        self.steps = tuple(steps)
        self.message = message
        self.params = params
        super().__init__(f"{self.path}: {self.text}" if self.steps else self.text)

    @property
    def path(self) -> str:
        """The place inside the answer, empty for the answer as a whole."""
        return path_of(*self.steps)

    @property
    def text(self) -> str:
        """The message in English."""
        return self.message % self.params
