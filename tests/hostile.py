"""Texts that break pages, papers and spreadsheets which are not careful."""

from crawler import Page

MARK = "<script>alert('uno')</script>\"'><img src=x onerror=alert(2)>"
TEXTS = {
    "markup": MARK,
    "right to left": "\u202eMoquegua 12\u202c \u200fאבג\u200e ﷽ \u2067שלום",
    "emoji and marks": "😀👩‍👩‍👧‍👦 a\u0301\u0327 \ufeff",
    "long": "x" * 100_000,
    "controls": "a\x00b\x1b[31m\x7f\r\n\tc",
    "a number": str(2**63),
    "nothing": "",
}


def runs(text):
    """Whether a page would run what was typed."""
    page = Page("/", text)
    return any("onerror" in tag or tag.startswith("<script ") for tag in page.forbidden) or (
        "<script>alert" in text
    )
