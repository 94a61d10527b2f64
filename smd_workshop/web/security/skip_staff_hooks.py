"""What the busiest pages of a seat are spared: the hooks of staff accounts and of guessing limits.

Each of those hooks asks on every request who of the staff it may be, or which limit applies. These
pages know a card only and have no limit; the hooks cost them more than the database does. The page that
says that the database is away is spared them too: they would ask it. Measured in one process, with
all hooks a ballot page takes 18 % longer, the room 23 %, casting 22 %, the bar of a round 53 %.
"""

from collections.abc import Callable
from typing import Any

from flask import Flask, g, request

#: Pages that phones ask for all the time. None of them asks who of the staff it is.
BUSY = frozenset(
    f"participant.{name}"
    for name in (
        "ballot",
        "cast",
        "live",
        "mine",
        "result",
        "result_live",
        "room",
        "script",
        "status_bar",
        "why",
    )
)
#: The same of a survey: the page that is asked for, and the one that is sent.
ANSWERING = frozenset({"respondent.ask", "respondent.save"})
SPARED = BUSY | ANSWERING
#: Packages whose hooks these pages do without.
HOOKS = ("flask_limiter", "flask_login", "flask_principal", "flask_security")


def init_app(app: Flask) -> None:
    """Put a condition before the hooks; called when every extension has registered its own."""
    # Flask looks at each hook of each request whether it is a coroutine. None of ours is.
    app.ensure_sync = lambda func: func  # type: ignore[method-assign]
    for hooks, otherwise in (
        (app.before_request_funcs, lambda: None),
        (app.after_request_funcs, lambda response: response),
        (app.template_context_processors, dict),
    ):
        chain: list[Any] = hooks[None]
        chain[:] = [_unless_busy(hook, otherwise) if _is_foreign(hook) else hook for hook in chain]


def _is_foreign(hook: Any) -> bool:
    function = getattr(hook, "func", hook)
    return str(getattr(function, "__module__", "")).startswith(HOOKS)


def _unless_busy(hook: Callable[..., Any], otherwise: Callable[..., Any]) -> Callable[..., Any]:
    def conditional(*given: Any) -> Any:
        spared = request.endpoint in SPARED or g.get("without_database", False)
        return otherwise(*given) if spared else hook(*given)

    return conditional


def ask_no_database() -> None:
    """Let no hook of this request ask the database any more."""
    g.without_database = True
