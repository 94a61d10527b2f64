"""Credential cards: A4, eight per page, to be cut; and a poster of one that is for anybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from reports.environment import render
from reports.pdf import LOGO, pdf
from reports.spoken import Gettext, Ngettext

PER_PAGE = 8


@dataclass(frozen=True, slots=True)
class Card:
    """What one card says; `place` is the sector's, counted from 1, and 0 where there is none, as of a survey."""

    code: str
    grouped: str
    seat: str
    actor: str
    sector: str
    place: int
    holder: str
    person: str


@dataclass(frozen=True, slots=True)
class CardWords:
    """What all cards share: the address without a slash at its end; (language, sentence) each."""

    process: str
    simulated: bool
    address: str
    instructions: Sequence[tuple[str, str]]
    #: The same for cards of a suplente, which open the seat only when its titular has not come; empty where there are none.
    deputies: Sequence[tuple[str, str]] = ()
    #: A PNG, empty where the process has none; its colour as '#rrggbb', or nothing.
    logo: bytes = b""
    colour: str = ""
    #: Where codes are typed in: "q" for a survey.
    path: str = "e"
    #: Who asks, of a survey; '' where the process says it.
    asking: str = ""


def cards(
    printed: Sequence[Card],
    words: CardWords,
    *,
    gettext: Gettext,
    ngettext: Ngettext,
    language: str,
) -> bytes:
    """Return the cards as a PDF."""
    pages = [printed[i : i + PER_PAGE] for i in range(0, len(printed), PER_PAGE)]
    html = _html("cards.html", words, gettext, ngettext, language, pages=pages)
    title = gettext("Cards")
    return pdf(html, title=f"{title}: {words.process}", language=language, logo=words.logo)


def poster(
    card: Card, words: CardWords, *, gettext: Gettext, ngettext: Ngettext, language: str
) -> bytes:
    """Return one sheet to hang up, as a PDF: a card that is for anybody, with a square to be read from afar."""
    html = _html("poster.html", words, gettext, ngettext, language, card=card)
    title = gettext("Poster")
    return pdf(html, title=f"{title}: {words.process}", language=language, logo=words.logo)


def _html(
    template: str,
    words: CardWords,
    gettext: Gettext,
    ngettext: Ngettext,
    language: str,
    **more: Any,
) -> str:
    return render(
        template, gettext=gettext, ngettext=ngettext, language=language, words=words, **more,
        square=lambda card: square(f"{words.address}/{words.path}/{card.code}"),
        logo=words.logo and LOGO, shown_address=f"{words.address}/{words.path}".split("://", maxsplit=1)[-1],
    )  # fmt: skip


def square(text: str) -> Markup:
    """Return a QR code as an SVG path: dark on white, medium error correction, quiet zone included."""
    import segno  # noqa: PLC0415 - only who prints pays

    code = segno.make(text, error="m", micro=False)
    return Markup(  # noqa: S704 - numbers only: the text is in the pattern
        code.svg_inline(
            border=4, dark="#000", light="#fff", omitsize=True, svgclass="qr", lineclass=None
        )
    )
