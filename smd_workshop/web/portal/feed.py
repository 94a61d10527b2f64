"""What was published, as an Atom feed (RFC 4287)."""

from datetime import datetime
from xml.etree import ElementTree as ET

from flask import Response
from flask_babel import gettext as _

from smd_workshop.models import Process, Round
from smd_workshop.publishing import portal_queries
from smd_workshop.web.addresses import public_address
from smd_workshop.web.language import current_language
from smd_workshop.web.portal import bp
from smd_workshop.web.portal.public_process import process_of

ATOM = "http://www.w3.org/2005/Atom"
MOST = 50


@bp.get("/p/<code>/feed.atom")
def feed(code: str) -> Response:
    """Give the latest publications of a process."""
    process = process_of(code)
    root = ET.Element("feed", {"xmlns": ATOM, "xml:lang": current_language()})
    _text(root, "id", portal_queries.feed_id(process))
    _text(root, "title", process.name)
    if process.simulated:
        _text(root, "subtitle", _("Simulated votes: a demonstration, nobody said this"))
    _text(root, "updated", _moment(portal_queries.last_change(process)))
    author = ET.SubElement(root, "author")
    _text(author, "name", process.name)
    here = public_address("portal.feed", code=code)
    ET.SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": here})
    page = public_address("portal.process", code=code)
    ET.SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": page})
    for round_ in portal_queries.latest(process, MOST):
        _entry(root, process, round_)
    body = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return Response(body, mimetype="application/atom+xml")


def _entry(root: ET.Element, process: Process, round_: Round) -> None:
    entry = ET.SubElement(root, "entry")
    published = _moment(round_.published_at or process.created_at)
    _text(entry, "id", portal_queries.feed_id(process, round_))
    _text(entry, "title", _("Result published: %(title)s", title=round_.title))
    _text(entry, "updated", published)
    _text(entry, "published", published)
    address = public_address(
        "portal.result", code=process.code, workshop=round_.workshop.code, number=round_.number
    )  # fmt: skip
    ET.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": address})
    _text(entry, "summary", round_.question)


def _text(parent: ET.Element, name: str, text: str) -> None:
    # XML knows no control characters, not even escaped.
    ET.SubElement(parent, name).text = "".join(c for c in text if c >= " " or c in "\n\t")


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
