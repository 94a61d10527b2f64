"""Links for anybody of a wave: made, shown as a square and as words for WhatsApp, printed, taken back; a device at a counter."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from flask import Response, flash, redirect, request
from flask_babel import gettext, ngettext
from flask_babel import gettext as _
from markupsafe import Markup

from forms.surveys.survey import OpenLinkForm
from reports.workshops import cards as paper
from smd_workshop.core.clock import now
from smd_workshop.core.codes import grouped
from smd_workshop.core.zones import end_of_day
from smd_workshop.models import OpenLink, Wave
from smd_workshop.surveys.answers import open_links
from smd_workshop.web.addresses import public_address
from smd_workshop.web.language import current_language
from smd_workshop.web.manager import bp
from smd_workshop.web.manager.asking.invitations import asking_words, handed_out, words_of_cards
from smd_workshop.web.manager.survey_pages import of_wave, wave_for, wave_page
from smd_workshop.web.staff.acts import attempt, attempt_once
from smd_workshop.web.staff.process_access import my_id


@dataclass(frozen=True, slots=True)
class Row:
    """A link for anybody as staff see it."""

    link: OpenLink
    #: Answers that came by it.
    arrived: int
    #: Why nobody can begin by it; '' if anybody can.
    why_not: str
    address: str
    words: str
    whatsapp: str
    square: Markup


@bp.get("/<survey>/waves/<int:wave>/open-links")
def list_open_links(process: str, survey: str, wave: int) -> str:
    """Show the links of a wave for anybody, and how many answers came by each."""
    return _page(wave_for("run surveys", process, survey, wave), OpenLinkForm())


def _page(wave: Wave, form: OpenLinkForm) -> str:
    arrived = open_links.arrived(wave)
    rows = [_row(wave, link, arrived.get(link.id, 0)) for link in open_links.of_wave(wave)]
    return wave_page(
        "open_links.html", wave, form=form,
        phones=[row for row in rows if row.link.kind == open_links.PUBLIC],
        counters=[row for row in rows if row.link.kind == open_links.KIOSK],
    )  # fmt: skip


def _row(wave: Wave, link: OpenLink, arrived: int) -> Row:
    kiosk = link.kind == open_links.KIOSK
    where = (
        public_address("respondent.offer_kiosk", counter=link.code)
        if kiosk
        else public_address("respondent.start", link=link.code)
    )
    words = asking_words(wave, where)
    why = open_links.refusal(link, now())
    return Row(
        link, arrived, "" if why is None else _state(link, why.message), where, words,
        f"https://wa.me/?text={quote(words)}", paper.square(where),
    )  # fmt: skip


def _state(link: OpenLink, message: str) -> str:
    return str(_("taken back")) if link.revoked_at is not None else str(_(message))


@bp.post("/<survey>/waves/<int:wave>/open-links")
def make_open_link(process: str, survey: str, wave: int) -> Any:
    """Make a link for anybody, or for a device at a counter."""
    found = wave_for("run surveys", process, survey, wave)
    form = OpenLinkForm(request.form)
    if not form.validate():
        return _page(found, form), 422
    day, zone = form.ends_on.data, found.survey.process.time_zone
    here = of_wave(found, "open-links")

    def act() -> str:
        # Without a last day of its own it ends with the wave, also where that is moved.
        end = None if day is None else end_of_day(day, zone)
        kind = open_links.KIOSK if request.form.get("kind") == "kiosk" else open_links.PUBLIC
        open_links.make(found, kind, form.name.data, end, now(), my_id())
        return here

    if attempt_once(act):
        flash(_("The link is ready."))
    return redirect(here, 303)


@bp.post("/<survey>/waves/<int:wave>/open-links/<int:open_link>/revoke")
def revoke_open_link(process: str, survey: str, wave: int, open_link: int) -> Any:
    """Let nobody begin by a link any more; end a device at a counter."""
    found = wave_for("run surveys", process, survey, wave)
    link = open_links.find(found, open_link)
    if attempt(lambda: open_links.revoke(link, now(), my_id())):
        flash(_("The link no longer works."))
    return redirect(of_wave(found, "open-links"), 303)


@bp.get("/<survey>/waves/<int:wave>/open-links/<int:open_link>/poster.pdf")
def print_open_link(process: str, survey: str, wave: int, open_link: int) -> Response:
    """Give a poster with the square of a link, to hang up."""
    found = wave_for("run surveys", process, survey, wave)
    link = open_links.find(found, open_link)
    card = paper.Card(
        code=link.code, grouped=grouped(link.code), seat="", actor="", sector="", place=0, holder="", person="",
    )  # fmt: skip
    words = words_of_cards(found, _for_anybody)
    data = paper.poster(
        card, words, gettext=gettext, ngettext=ngettext, language=current_language()
    )
    return handed_out(data, _("poster-%(survey)s.pdf", survey=found.survey.code))


def _for_anybody() -> str:
    return str(
        _(
            "Scan the square with the camera, or go to the address and type the code. Anybody may answer here: once each, please."
        )
    )
