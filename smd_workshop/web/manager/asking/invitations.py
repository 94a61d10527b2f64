"""Links: made, shown once as addresses and as words for WhatsApp, or printed as cards with a square."""

from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from flask import Response, current_app, flash, make_response, redirect, request
from flask_babel import force_locale, gettext, ngettext
from flask_babel import gettext as _

from forms.surveys.survey import UnnamedForm
from reports import tables
from reports.workshops import cards as paper
from smd_workshop.config import secret_key
from smd_workshop.core.clock import now
from smd_workshop.core.codes import grouped
from smd_workshop.core.names import capitalised
from smd_workshop.models import Respondent, Wave
from smd_workshop.processes import identity
from smd_workshop.surveys import waves
from smd_workshop.surveys.answers import drafts
from smd_workshop.surveys.respondents import invitations, letters, population
from smd_workshop.surveys.respondents.invitations import Link
from smd_workshop.web.addresses import public_address
from smd_workshop.web.files.documents import PDF, attachment
from smd_workshop.web.language import current_language
from smd_workshop.web.manager import bp
from smd_workshop.web.manager.survey_pages import of_wave, wave_for, wave_page
from smd_workshop.web.staff.acts import attempt, id_of
from smd_workshop.web.staff.process_access import my_id

#: Addresses that are longer look like fraud in a message.
LONGEST = 40


@dataclass(frozen=True, slots=True)
class Row:
    """A link as staff hand it out."""

    link: Link
    address: str
    words: str
    #: Opens WhatsApp with these words, for the number of the person if there is one.
    whatsapp: str


def _reminds() -> bool:
    """Say whether links are made for reminders by hand: those of before go on working."""
    return request.form.get("who") == "remind"


def _wanted(wave: Wave) -> list[Respondent]:
    """Return whom the form means: one person, who has no link yet, or all who have not answered."""
    if _reminds():
        return letters.without_address(wave, letters.REMINDER)
    people = waves.eligible(wave)
    if chosen := request.form.get("person", ""):
        return [population.find(wave.survey, id_of(chosen))]
    if request.form.get("who") == "all":
        return people
    linked = invitations.linked(wave)
    return [person for person in people if person.id not in linked]


@bp.get("/<survey>/waves/<int:wave>/links")
def confirm_links(process: str, survey: str, wave: int) -> Any:
    """Say what making all links again does before it is done."""
    found = wave_for("run surveys", process, survey, wave)
    answered = invitations.answered_by(found)
    return _again(found, None, [p for p in waves.eligible(found) if p.id not in answered])


@bp.get("/<survey>/waves/<int:wave>/links/<int:person>")
def confirm_link(process: str, survey: str, wave: int, person: int) -> Any:
    """Say what a new link does before it is made, or taken back."""
    found = wave_for("run surveys", process, survey, wave)
    somebody = population.find(found.survey, person)
    if invitations.has_answered(found, somebody):
        return redirect(of_wave(found), 303)
    return _again(found, somebody, [somebody])


def _again(wave: Wave, person: Respondent | None, people: Sequence[Respondent]) -> Any:
    if wave.state == "closed" or not people:
        return redirect(of_wave(wave), 303)
    begun = drafts.unsent(wave, secret_key()).people
    return wave_page(
        "links_again.html", wave, person=person, many=len(people),
        begun=sum(each.id in begun for each in people),
    )  # fmt: skip


@bp.post("/<survey>/waves/<int:wave>/links")
def make_links(process: str, survey: str, wave: int) -> Any:
    """Make links and show them, once: they are not stored."""
    found = wave_for("run surveys", process, survey, wave)
    links = _issued(found)
    if not links:
        return redirect(of_wave(found), 303)
    rows = [_row(found, link) for link in links]
    answer = make_response(
        wave_page(
            "links.html",
            found,
            rows=rows,
            files=_files(found, rows),
            reminds=_reminds(),
            too_long=max(len(r.address) for r in rows) > LONGEST,
        )
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.post("/<survey>/waves/<int:wave>/cards")
def print_links(process: str, survey: str, wave: int) -> Any:
    """Make links and answer with cards to print."""
    found = wave_for("run surveys", process, survey, wave)
    links = _issued(found)
    return _printed(found, links) if links else redirect(of_wave(found), 303)


def _issued(wave: Wave) -> list[Link]:
    links: list[Link] = []
    make = invitations.remind if _reminds() else invitations.issue
    attempt(lambda: links.extend(make(wave, _wanted(wave), now(), my_id(), secret_key())))
    if not links:
        flash(_("There is nobody to make a link for: all have one, or have answered."))
    return links


@bp.post("/<survey>/waves/<int:wave>/unnamed")
def print_unnamed(process: str, survey: str, wave: int) -> Any:
    """Make cards that are handed out without a name."""
    found = wave_for("run surveys", process, survey, wave)
    form = UnnamedForm(request.form)
    if not form.validate():
        flash(" ".join(str(e) for errors in form.errors.values() for e in errors))
        return redirect(of_wave(found), 303)
    links: list[Link] = []
    attempt(
        lambda: links.extend(
            invitations.issue_unnamed(found, int(form.many.data or 0), now(), my_id(), secret_key())
        )
    )
    return _printed(found, links) if links else redirect(of_wave(found), 303)


@bp.post("/<survey>/waves/<int:wave>/links/<int:person>/revoke")
def revoke_link(process: str, survey: str, wave: int, person: int) -> Any:
    """Let the link of somebody stop working."""
    found = wave_for("run surveys", process, survey, wave)
    if attempt(
        lambda: invitations.revoke(found, population.find(found.survey, person), now(), my_id())
    ):
        flash(_("The link no longer works."))
    return redirect(of_wave(found), 303)


def asking_words(wave: Wave, where: str) -> str:
    """Return the words of a message with a link."""
    return capitalised(
        _(
            "%(organisation)s asks you to answer “%(survey)s”. It takes some minutes, on this phone: %(link)s",
            organisation=asking(wave), survey=waves.called(wave), link=where,
        )
    )  # fmt: skip


def reminding_words(wave: Wave, where: str) -> str:
    """Return the words of a reminder with one more link."""
    return str(
        _(
            "“%(survey)s” of %(organisation)s still waits for your answer. If you have begun, your first link goes on where you stopped. "
            "This one works too: %(link)s",
            organisation=asking(wave), survey=waves.called(wave), link=where,
        )
    )  # fmt: skip


def _row(wave: Wave, link: Link) -> Row:
    where = public_address("respondent.start", link=link.code)
    words = reminding_words(wave, where) if _reminds() else asking_words(wave, where)
    number = link.respondent.phone if link.respondent else ""
    return Row(link, where, words, f"https://wa.me/{number}?text={quote(words)}")


def _files(wave: Wave, rows: Sequence[Row]) -> list[tuple[str, str, str]]:
    """Return all links as files for a mail merge: the name of each, the file itself as an address, and what its button says."""
    heads = [_("Name"), _("Code"), _("Mobile"), _("Mail"), _("Link"), _("Message")]
    cells = [
        (p.name, p.code, p.phone, p.email, row.address, row.words)
        for row in rows if (p := row.link.respondent)
    ]  # fmt: skip
    name = _("links-%(survey)s", survey=f"{wave.survey.code}-{wave.number}")
    made = (
        ("xlsx", tables.XLSX, tables.to_xlsx(tables.Sheet(_("Links"), heads, cells)), _("All links as a file (XLSX)")),
        ("csv", tables.CSV, tables.to_csv(heads, cells, bom=True), _("All links as a file (CSV)")),
    )  # fmt: skip
    return [
        (f"{name}.{end}", f"data:{kind};base64,{b64encode(data).decode()}", label)
        for end, kind, data, label in made
    ]


def _printed(wave: Wave, links: Sequence[Link]) -> Response:
    words = words_of_cards(wave, _once if wave.mode == waves.ANONYMOUS else _until_the_close)
    made = [_card(wave, link) for link in links]
    data = paper.cards(made, words, gettext=gettext, ngettext=ngettext, language=current_language())
    return handed_out(data, _("cards-%(process)s.pdf", process=wave.survey.code))


def words_of_cards(wave: Wave, how: Callable[[], str]) -> paper.CardWords:
    """Return what cards of a wave share; `how` says in the language of the moment what to do with one."""
    process = wave.survey.process
    return paper.CardWords(
        process=waves.called(wave),
        simulated=wave.survey.shown_as_simulated,
        address=str(current_app.config["SMD_PUBLIC_URL"] or request.url_root).rstrip("/"),
        instructions=_instructions(process.languages, how),
        logo=identity.logo_of(process),
        colour=identity.colour_of(process),
        path="q",
        asking=asking(wave),
    )


def handed_out(data: bytes, name: str) -> Response:
    """Answer with a paper on which links stand: no browser keeps it."""
    response = attachment(data, PDF, name)
    response.headers["Cache-Control"] = "no-store"
    return response


def asking(wave: Wave) -> str:
    """Return who asks, which stands on a card that is nobody's: the name of the survey is below on each."""
    return wave.survey.organisation or wave.survey.process.name


def _card(wave: Wave, link: Link) -> paper.Card:
    person = link.respondent
    return paper.Card(
        code=link.code,
        grouped=grouped(link.code),
        seat=person.code if person else "",
        actor=person.name if person else asking(wave),
        sector="",
        place=0,
        holder="",
        person="",
    )


def _instructions(languages: list[str], how: Callable[[], str]) -> tuple[tuple[str, str], ...]:
    lines = []
    for language in languages:
        with force_locale(language):
            lines.append((language, how()))
    return tuple(lines)


def _once() -> str:
    return str(
        _(
            "Scan the square with the camera, or go to the address and type the code. It works once: do not lend it."
        )
    )


def _until_the_close() -> str:
    return str(
        _(
            "Scan the square with the camera, or go to the address and type the code. With it you can change your answers until "
            "the survey closes: do not lend it."
        )
    )
