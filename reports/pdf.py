"""The only door to WeasyPrint: HTML in, PDF/UA bytes out, and nothing fetched from anywhere.

The same HTML and logo give the same bytes, in any process on any day, with the same versions of WeasyPrint, Pango and the
fonts: no dates are written, the identifier is the digest of the HTML, and all fonts are the shipped ones. Another
Pango may break lines elsewhere; therefore a document is kept as bytes, never made again to be compared.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from smd_workshop.library.charts.text import FONTS

_STATIC = Path(__file__).resolve().parent / "static"
_FILES = {
    "report:print.css": (_STATIC / "print.css", "text/css"),
    "report:NotoSans-Regular.ttf": (FONTS / "NotoSans-Regular.ttf", "font/ttf"),
    "report:NotoSans-Bold.ttf": (FONTS / "NotoSans-Bold.ttf", "font/ttf"),
    "report:NotoSansSigns-Regular.ttf": (FONTS / "NotoSansSigns-Regular.ttf", "font/ttf"),
    "report:NotoEmoji-Regular.ttf": (FONTS / "NotoEmoji-Regular.ttf", "font/ttf"),
}

#: Under which address a document shows the logo of its process.
LOGO = "report:logo.png"

log = logging.getLogger(__name__)


class Refused(ValueError):  # noqa: N818 - the name says what happened
    """A document asked for an address outside the closed list."""


@contextlib.contextmanager
def telling(tell: Callable[[int], None]) -> Iterator[None]:
    """Tell of each page that this thread lays out; what `tell` raises ends the printing."""
    logger = logging.getLogger("weasyprint.progress")
    handler = _Pages(tell, threading.get_ident())
    logger.setLevel(logging.INFO)
    logger.propagate = False
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)


class _Pages(logging.Handler):
    """Hears from WeasyPrint which page it is at: it says so in its log alone."""

    def __init__(self, tell: Callable[[int], None], thread: int) -> None:
        super().__init__()
        self._tell, self._thread = tell, thread

    def emit(self, record: logging.LogRecord) -> None:
        """Pass the number of a page on."""
        if record.thread == self._thread and "Page %d" in str(record.msg) and record.args:
            self._tell(int(record.args[0]))  # type: ignore[call-overload, index]


def pdf(html: str, *, title: str, language: str, logo: bytes = b"") -> bytes:
    """Return a PDF/UA-1 document with this title and language (a code such as es).

    `logo` is a PNG that the HTML may show as report:logo.png.
    """
    import weasyprint  # noqa: PLC0415 - most of a second: only who prints pays

    source = weasyprint.HTML(string=html, url_fetcher=_fetcher(logo), base_url="report:/")
    document = source.render(pdf_variant="pdf/ua-1", pdf_tags=True)
    document.metadata.title = title
    document.metadata.lang = language
    document.metadata.created = document.metadata.modified = None
    identifier = hashlib.sha256(
        f"{language}\n{title}\n{html}".encode("utf-8", "replace") + logo
    ).hexdigest()[:32]
    made: bytes = document.write_pdf(
        pdf_variant="pdf/ua-1", pdf_tags=True, pdf_identifier=identifier.encode()
    )
    return made


def _fetcher(logo: bytes) -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415 - as above

    class PackageFiles(URLFetcher):  # type: ignore[misc]
        """Gives the files of the closed list and refuses every other address, without opening it."""

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:  # noqa: ARG002 - WeasyPrint's signature
            if url == LOGO and logo:
                return URLFetcherResponse(url, logo, {"Content-Type": "image/png"})
            if url not in _FILES:
                log.warning("a document asked for an address that is not in the list: %.80s", url)
                raise Refused(url[:80])
            file, media_type = _FILES[url]
            return URLFetcherResponse(url, file.read_bytes(), {"Content-Type": media_type})

    return PackageFiles()
