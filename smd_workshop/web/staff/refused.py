"""A form of staff that is refused comes back on the page where it stood, as it was sent, with all that is wrong with it.

Each form says where it stands (`sent_from`, written with its key). Whatever refuses it – attempt(), a Refusal that a
view lets through – the answer is that page, read anew, with the form filled in: no view keeps anything for it.
A view that shows its form again by itself, as forms of WTForms do, answers with it and is left alone.
"""

import io
from html import escape
from urllib.parse import quote, urlsplit

from flask import (
    Flask,
    Response,
    current_app,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
)
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from smd_workshop.core.errors import NotAllowed, NotFound, Refusal
from smd_workshop.database import abandon
from smd_workshop.web.errors import page, sentence
from smd_workshop.web.staff import BLUEPRINTS
from smd_workshop.web.staff.refilling import Lines, is_of_another, refilled
from smd_workshop.web.staff.sent import FROM

#: Headers that another page is not asked with.
_OWN = (
    "HTTP_IF_NONE_MATCH",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_RANGE",
    "HTTP_ACCEPT_ENCODING",
    "CONTENT_TYPE",
)
#: What stands in a query as it is; other letters are spelled out, as browsers send them.
_SIGNS = "!$%&'()*+,-./:;=?@[]_~"


def init_app(app: Flask) -> None:
    """Put it behind all pages of staff; after what compresses them."""
    app.add_template_global(shown_at)
    app.after_request(_shown_again)


def shown_at() -> str:
    """Return the address of the page that is read: where its forms are shown again."""
    if request.method == "POST":  # a form that its view shows again still stands where it did
        return request.form.get(FROM, "")
    if str(request.endpoint).endswith("_live"):
        # A part that is read by itself is no page: its forms stand on the one that it is a part of.
        query = request.query_string.decode(errors="replace")
        return request.path.removesuffix("/live") + (f"?{query}" if query else "")
    return request.full_path if request.query_string else request.path


def remember(refusal: Refusal, words: str = "", said: dict[str, str] | None = None) -> None:
    """Keep why the form of this request was refused; `words` say it better, `said` by the name of a field."""
    g.refused, g.refused_words, g.refused_fields = refusal, words, said or {}


def leads_on() -> None:
    """Let the refusal be said on the page that the answer leads to, because more is asked there."""
    flash(_words(g.pop("refused")))


def refusal_words() -> str:
    """Return why the form was refused, for a view that shows it again by itself."""
    return _words(g.refused)


def _words(refusal: Refusal) -> str:
    return g.get("refused_words") or sentence(refusal)


def refused_page() -> Response:
    """Answer a form that attempt() refused."""
    refusal: Refusal = g.refused
    g.refusal_page = True
    return page(_words(refusal), refusal.status)


def lead(leads_to: str, said: str = "") -> Response:
    """Answer a form: lead to where its act led, and say so there; '' is what was refused, which comes back."""
    if not leads_to:
        return refused_page()
    flash(said or _("Saved."))
    return make_response(redirect(leads_to, 303))


def _shown_again(response: Response) -> Response:
    refusal: Refusal | None = g.get("refused")
    if refusal is None or request.method != "POST" or request.blueprint not in BLUEPRINTS:
        return response
    leads_away = 300 <= response.status_code < 400
    if not leads_away and not g.get("refusal_page"):
        return response
    known = isinstance(refusal, (NotFound, NotAllowed))
    again = None if known else _page_again(refusal, leads_away=leads_away)
    if again is None and leads_away:
        flash(_words(refusal))
    return again or response


def _page_again(refusal: Refusal, *, leads_away: bool) -> Response | None:
    """Return the page where the form stood, with the form as it was sent; None where there is no such page."""
    action = request.full_path if request.query_string else request.path
    # Who sends no such field may still send to where the form stands.
    shown = _read(request.form.get(FROM, "") or ("" if leads_away else action))
    if shown is None:
        return None
    asks_here = urlsplit(request.form.get(FROM, "") or action).path == request.path
    if asks_here and is_of_another(shown, action, request.form):
        return (
            refused_page()
        )  # that page asks it of what stands at its address by now: nobody asked for that
    why, files = _words(refusal), [name for name, sent in request.files.items() if sent.filename]

    def summary(lines: Lines, texts: list[str]) -> str:
        whole = [] if why in {words for *_field, words in lines} else [why]
        return render_template("parts/refused.html", said=whole, lines=lines, texts=texts)

    said = _quoted(refusal, why) | (g.get("refused_fields") or {})
    text = refilled(shown, action, request.form, summary, said, files)
    error = escape(_("Error"))
    text = text.replace("<title>", f"<title>{error}: ", 1)
    return Response(text, refusal.status, mimetype="text/html")


def _quoted(refusal: Refusal, why: str) -> dict[str, str]:
    """Return the field that a refusal is about, if it quotes what stands in just one."""
    quoted = {str(value).strip() for value in refusal.params.values()} - {""}
    names = [name for name, text in request.form.items(multi=True) if text.strip() in quoted]
    return {names[0]: why} if len(names) == 1 else {}


def _read(where: str) -> str | None:
    """Return the page at this address as the reader of this request sees it; None if it is no page of staff.

    It is asked for as a browser would that was led there: who may see it, and as what, is checked again.
    """
    try:
        parts = urlsplit(where)
        adapter = current_app.create_url_adapter(request)
        here = adapter is not None and not parts.netloc and parts.path.startswith("/")
        endpoint = adapter.match(parts.path, "GET")[0] if adapter and here else ""
    except (HTTPException, RequestRedirect, ValueError):  # nothing that a browser would ask for
        return None
    if endpoint.partition(".")[0] not in BLUEPRINTS:
        return None
    environ = {name: value for name, value in request.environ.items() if name not in _OWN}
    environ = {name: value for name, value in environ.items() if not name.startswith("werkzeug.")}
    environ |= {
        "REQUEST_METHOD": "GET", "PATH_INFO": parts.path.encode().decode("latin-1"),
        "QUERY_STRING": quote(parts[3], safe=_SIGNS), "CONTENT_LENGTH": "0", "wsgi.input": io.BytesIO(),
    }  # fmt: skip
    abandon()
    with current_app.request_context(environ):
        answer = current_app.full_dispatch_request()
        is_page = answer.status_code == 200 and answer.mimetype == "text/html"
        text = answer.get_data(as_text=True) if is_page else ""
        return text if "<main" in text else None  # a part that is read by itself is no page
