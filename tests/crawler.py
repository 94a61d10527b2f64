"""A reader that follows every link and sees every form, as a browser without scripts would."""

import re
from collections import Counter
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urljoin, urlsplit

from depth import cases
from werkzeug.exceptions import NotFound
from werkzeug.routing import RequestRedirect

#: Addresses visited per route: enough to see its states, few enough to come to an end.
PER_ROUTE, PER_PAPER = cases(2, 6), 1
#: What says the same to whoever asks, which test_every_link shows of staff and test_hidden of seats.
FOR_ALL = ("portal.", "api.")
#: So of each of its routes who is not the public need ask for none, but with `make test-deep`.
OF_THE_PUBLIC = cases(0, PER_ROUTE)

TYPED = {
    "text",
    "textarea",
    "search",
    "email",
    "url",
    "number",
    "date",
    "datetime-local",
    "time",
    "tel",
}
#: These end the walk: they sign the reader out.
LEAVES = ("/account/logout", "/s/leave", "/reset")
#: So does who lets the device stand at a counter.
STANDS = "/kiosk/"


@dataclass
class Form:
    """A form as it stands on a page: where it goes, and its fields as (name, kind, value)."""

    page: str
    action: str
    method: str
    files: bool = False
    fields: list[tuple[str, str, str]] = field(default_factory=list)


#: A tag, with what stands in it, or a comment. Python's own reader of HTML takes five times as long, which is more
#: than to make many a page.
TAG = re.compile(
    r"""<(?:!--.*?-->|(/?[a-z][^\s/>]*)((?:[^>"']|"[^"]*"|'[^']*')*)>)""", re.DOTALL | re.IGNORECASE
)
ATTRIBUTE = re.compile(r"""([^\s"'>/=]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+))?""")


class Page:
    """Links, forms, what the page loads, and what a strict policy forbids in it."""

    def __init__(self, address, text):
        self.address, self.links, self.forms = address, [], []
        self.loads, self.forbidden = [], []
        self._select = None
        for tag, inside in TAG.findall(text):
            if tag == "/select":
                self._select = None
            elif inside or tag.lower() in {"form", "style", "script"}:
                self._tag(tag.lower(), attributes_of(inside))

    def _tag(self, tag, attributes):
        self._forbid(tag, attributes)
        if tag == "a" and "href" in attributes:
            self.links.append(joined(self.address, attributes["href"]))
        if "src" in attributes:
            self.loads.append(attributes["src"])
        if tag == "link" and "href" in attributes:
            self.loads.append(attributes["href"])
        if tag == "form":
            action = joined(self.address, attributes.get("action", ""))
            self.forms.append(
                Form(
                    self.address,
                    action or self.address,
                    attributes.get("method", "get").lower(),
                    "multipart" in attributes.get("enctype", ""),
                )
            )
        elif self.forms and "name" in attributes:
            self._field(tag, attributes)
        if tag == "option" and self._select:
            self._option(attributes)

    def _field(self, tag, attributes):
        name = attributes["name"]
        if tag == "select":
            self._select = name
            self.forms[-1].fields.append((name, "select", ""))
        elif tag == "textarea":
            self.forms[-1].fields.append((name, "textarea", ""))
        elif tag in {"input", "button"}:
            kind = attributes.get("type", "text" if tag == "input" else "submit")
            self.forms[-1].fields.append((name, kind, attributes.get("value", "")))

    def _option(self, attributes):
        fields = self.forms[-1].fields
        name, kind, value = fields[-1]
        if name == self._select and (not value or "selected" in attributes):
            fields[-1] = (name, kind, attributes.get("value", ""))

    def _forbid(self, tag, attributes):
        inline = [a for a in attributes if a == "style" or a.startswith("on")]
        if tag == "style" or (tag == "script" and "src" not in attributes) or inline:
            self.forbidden.append(f"<{tag} {' '.join(inline)}>")


def attributes_of(inside):
    """What stands in a tag: the value of each name, the first where one stands twice."""
    found = {}
    for name, value in ATTRIBUTE.findall(inside):
        plain = value[1:-1] if value[:1] in {'"', "'"} else value
        found.setdefault(name.lower(), unescape(plain) if "&" in plain else plain)
    return found


def joined(address, link):
    """Where a link on the page of an address leads."""
    whole = link.startswith("/") and link[1:2] != "/" and "/." not in link
    return link if whole else urljoin(address, link)


def walk(app, browser, *starts, most=PER_ROUTE, twice=(), papers=True, for_all=None):
    """Follow links from the starts; yield (address, answer, page), page None for what is not HTML.

    Of each route `most` addresses, of these routes `twice` as many; `for_all`: so many of what says the same to all.
    """
    limits = dict.fromkeys(twice, 2 * most)
    if for_all is not None:
        limits |= {r.endpoint: for_all for r in app.url_map.iter_rules() if is_for_all(r.endpoint)}
    router = app.url_map.bind("localhost")
    waiting, known, visits = list(starts), set(starts), Counter()
    while waiting:
        address = waiting.pop(0)
        route = _route(router, address)
        is_paper = address.partition("?")[0].endswith((".pdf", ".xlsx"))
        enough = limits.get(route, most)
        if visits[route] >= (min(PER_PAPER * papers, enough) if is_paper else enough):
            continue
        visits[route] += 1
        answer = browser.get(address, buffered=True)  # a file that is sent is closed as well
        page = None
        if answer.mimetype == "text/html":
            page = Page(address, answer.text)
            found = [_own(link) for link in page.links]
        else:
            found = []
        if 300 <= answer.status_code < 400:
            found.append(_own(urljoin(address, answer.location)))
        for link in found:
            if link and link not in known:
                known.add(link)
                waiting.append(link)
        yield address, answer, page


def is_for_all(endpoint):
    """Whether it is of the portal, or for programs: there nobody is known."""
    return endpoint.startswith(FOR_ALL)


def _route(router, address):
    try:
        return router.match(urlsplit(address).path, "GET")[0]
    except RequestRedirect:
        return "redirect"
    except NotFound:
        return "nowhere"


def _own(link):
    """The path of a link of ours, without its fragment; None for another site's."""
    parts = urlsplit(link)
    if parts.scheme not in {"", "http"} or parts.netloc not in {"", "localhost"}:
        return None
    return parts.path + (f"?{parts.query}" if parts.query else "")


def takes(form):
    """The names of the fields that one types into."""
    return {name for name, kind, _ in form.fields if kind in TYPED}


def forms_of(app, pages):
    """Each form once: the same fields at the same route are the same form. What is typed into comes
    first, for a round that is annulled takes no more texts."""
    router, seen = app.url_map.bind("localhost"), {}
    for page in pages:
        for form in page.forms:
            path = form.action.partition("?")[0]
            if form.method == "post" and not (path.endswith(LEAVES) or path.startswith(STANDS)):
                route = router.match(path, "POST")[0]
                seen.setdefault((route, frozenset(n for n, *_ in form.fields)), form)
    return sorted(seen.values(), key=lambda form: -len(takes(form)))
