"""Rules of addresses, made ready as late as can be.

To turn a rule into the function that builds its address takes a thousand times as long as to call it, and of some
five hundred rules most programs build a few: that was two thirds of what making the application took.
"""

from collections.abc import Callable
from typing import Any

from flask import Flask
from werkzeug.routing import Rule


class LateRule(Rule):
    """A rule whose two builders of addresses, with and without a question mark, are made when first called."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:  # noqa: FBT001, FBT002 - as above it
        def build(rule: Rule, **values: Any) -> tuple[str, str]:
            made = Rule._compile_builder(rule, append_unknown).__get__(rule)  # noqa: SLF001
            setattr(rule, "_build_unknown" if append_unknown else "_build", made)
            return made(**values)  # type: ignore[no-any-return]

        return build


def init_app(app: Flask) -> None:
    """Make the routes of such rules; called before the first."""
    app.url_rule_class = LateRule
