"""What was published, as an Atom feed (RFC 4287)."""

from datetime import datetime
from xml.etree import ElementTree as ET

from flask import Response
from flask_babel import gettext as _

from smd_workshop.core.clock import now
from smd_workshop.following import happenings
from smd_workshop.following.happenings import Happening
from smd_workshop.following.things import PROCESS, Thing
from smd_workshop.publishing import portal_queries
from smd_workshop.web.addresses import public_address
from smd_workshop.web.language import current_language
from smd_workshop.web.portal import bp
from smd_workshop.web.portal.subscriptions import thing_of
from smd_workshop.web.words.happening_words import address, page_of, summary, title

ATOM = "http://www.w3.org/2005/Atom"
MOST = 50


@bp.get("/p/<code>/feed.atom")
def feed(code: str) -> Response:
    """Give what became public last of a process, or of the thing in it that the address names."""
    thing = thing_of(code)
    process, told = thing.process, happenings.of_thing(thing, now(), most=MOST)
    root = ET.Element("feed", {"xmlns": ATOM, "xml:lang": current_language()})
    _text(root, "id", _id(thing))
    _text(root, "title", thing.name)
    if process.simulated:
        _text(root, "subtitle", _("Simulated votes: a demonstration, nobody said this"))
    _text(root, "updated", _moment(told[0].at if told else process.created_at))
    author = ET.SubElement(root, "author")
    _text(author, "name", process.name)
    asked = {} if thing.kind == PROCESS else {"kind": thing.kind, "of": thing.code}
    here = public_address("portal.feed", code=code, **asked)
    ET.SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": here})
    ET.SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": page_of(thing)})
    for happening in told:
        _entry(root, thing, happening)
    body = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return Response(body, mimetype="application/atom+xml")


def _id(thing: Thing) -> str:
    """Return the id of a feed; that of a process stays as it was before there were others."""
    if thing.kind == PROCESS:
        return portal_queries.feed_id(thing.process)
    return portal_queries.urn(f"{thing.process.code}/+{thing.kind}/{thing.id}")


def _entry(root: ET.Element, thing: Thing, happening: Happening) -> None:
    entry = ET.SubElement(root, "entry")
    _text(entry, "id", happening.urn)
    _text(entry, "title", title(happening))
    _text(entry, "updated", _moment(happening.at))
    _text(entry, "published", _moment(happening.at))
    link = {"rel": "alternate", "type": "text/html", "href": address(happening, thing)}
    ET.SubElement(entry, "link", link)
    _text(entry, "summary", summary(happening))


def _text(parent: ET.Element, name: str, text: str) -> None:
    # XML knows no control characters, not even escaped.
    ET.SubElement(parent, name).text = "".join(c for c in text if c >= " " or c in "\n\t")


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
