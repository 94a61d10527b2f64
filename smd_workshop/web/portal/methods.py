"""Ways of counting, each explained, with its example counted live and a few ballots of the reader's own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from flask import render_template, request
from flask_babel import gettext as _
from markupsafe import Markup

from smd_workshop.core.errors import NotFound
from smd_workshop.library import chances as repeated
from smd_workshop.library.findings import Findings, Shown, Statement, find
from smd_workshop.library.method import Labels, Method
from smd_workshop.library.methods import METHODS, folder_of
from smd_workshop.library.recount import sheet
from smd_workshop.library.schemas import FormatError
from smd_workshop.web.language import current_language
from smd_workshop.web.portal import bp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smd_workshop.library.charts.spec import Chart


@dataclass(frozen=True, slots=True)
class CountedPart:
    """What the pages of results call a part: here the only one."""

    method_id: str
    method_version: int
    document: dict[str, Any]
    code: str = ""
    #: Nothing is hidden of ballots that nobody cast.
    protected: bool = False


@dataclass(frozen=True)
class Counted:
    """A result of nobody's round, as the pages of results read one."""

    method: Method
    document: dict[str, Any]
    labels: Labels = field(default_factory=Labels)
    bounds: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    #: No protocol says how many of a sector must say something of an option.
    short: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: Nothing is hidden of ballots that nobody cast.
    preview: bool = False
    suppressed: frozenset[str] = frozenset()

    @property
    def parts(self) -> tuple[CountedPart, ...]:
        """The only one."""
        return (CountedPart(self.method.id, self.method.version, self.document),)

    @property
    def wordings(self) -> Mapping[str, str]:
        """Codes stand for themselves."""
        return dict.fromkeys(("", *self.document.get("options", ())), "")

    @property
    def sectors(self) -> Mapping[str, Any]:
        """Nobody's sectors have a row on a roll."""
        return {}

    def charts(self, part: CountedPart) -> "Sequence[Chart]":
        """Return the charts, as of a round."""
        return tuple(self.method.charts(part.document, self.labels))

    def chances(self, part: CountedPart) -> dict[str, Any]:
        """Return how often what was decided would come out again, or why that is not told."""
        told: dict[str, Any] = part.document["chances"]
        return told

    @property
    def again(self) -> "Sequence[Statement]":
        """The same in sentences."""
        return tuple(repeated.tell_round([("", self.document["chances"])]))

    @cached_property  # each row of a table asks
    def bands(self) -> Mapping[str, int]:
        """Option → its place in a band of those that cannot be told apart."""
        return repeated.banded([self.document["chances"]])

    @cached_property
    def findings(self) -> Findings:
        """What is told first."""
        return find(self.method.finding, Shown({"": self.document}))


@bp.get("/metodos")
def methods() -> str:
    """List the ways of counting."""
    offered = [method for method in METHODS.values() if not method.retired]
    return render_template("portal/methods.html", methods=sorted(offered, key=lambda m: m.place))


@bp.get("/metodos/<method_id>")
def counting(method_id: str) -> str:
    """Explain a way of counting, with its example counted now."""
    method = _known(method_id)
    return _page(method, *sheet.example(method))


@bp.post("/metodos/<method_id>")
def calculate(method_id: str) -> tuple[str, int]:
    """Count what was typed; nothing is stored."""
    method = _known(method_id)
    ballots, settings = request.form.get("ballots", ""), request.form.get("settings", "")
    try:
        return _page(method, ballots, settings), 200
    except FormatError as error:
        why = str(_(error.message, **error.params))
        line = f"{error.path}: {why}" if error.path else why
        return _explained(method, ballots, settings, error=line), 422


def _page(method: Method, ballots: str, settings: str) -> str:
    """Return the page with the count of these ballots; FormatError if they are none."""
    view = Counted(method, sheet.counted(method, ballots, settings))
    return _explained(method, ballots, settings, view=view)


def _explained(
    method: Method, ballots: str, settings: str, *, view: Counted | None = None, error: str = ""
) -> str:
    return render_template(
        "portal/counting.html",
        method=method,
        about=about(method),
        ballots=ballots[: sheet.LONGEST],
        settings=settings[: sheet.LONGEST],
        error=error,
        view=view,
        most=sheet.most_ballots(method),
        sort=request.args.get("sort", ""),
    )


def _known(method_id: str) -> Method:
    if method_id not in METHODS:
        raise NotFound
    return METHODS[method_id]


@dataclass(frozen=True, slots=True)
class About:
    """The help of a method as a page shows it: the heading, and what stands below it."""

    heading: str
    text: Markup


def about(explained: Method) -> About:
    """Return the help of a method; the name is its heading where no text says another one."""
    first, _line, rest = about_text(explained).partition("\n")
    if first.startswith("# "):
        return About(first.removeprefix("# ").strip(), markdown(rest))
    return About(str(_(explained.name)), markdown(first + rest))


def about_text(explained: Method) -> str:
    """Return the help text in the reader's language, or in English where it is not translated."""
    for language in (current_language(), "en"):
        text = folder_of(explained) / f"about.{language}.md"
        if text.is_file():
            return text.read_text(encoding="utf-8")
    return ""


def markdown(text: str) -> Markup:
    """Render our own help texts; HTML inside them would be shown as text."""
    from markdown_it import MarkdownIt  # noqa: PLC0415 - only these pages need it

    return Markup(MarkdownIt("commonmark", {"html": False}).render(text))  # noqa: S704
