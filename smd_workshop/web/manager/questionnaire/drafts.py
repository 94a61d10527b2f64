"""What the pages on which a questionnaire is written share: the draft, its address, what is wrong in words."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask import abort, flash, redirect, request
from flask_babel import gettext as _

from smd_workshop.core.clock import now
from smd_workshop.core.errors import Refusal, WrongState
from smd_workshop.core.messages import N_
from smd_workshop.core.zones import day_of
from smd_workshop.database import transaction
from smd_workshop.library.survey.instrument.drafts import locating
from smd_workshop.models import Instrument
from smd_workshop.surveys import instruments
from smd_workshop.surveys.instruments import Changed, Faulty, Seen
from smd_workshop.web.errors import sentence
from smd_workshop.web.manager.survey_pages import address, page, survey_for
from smd_workshop.web.staff.process_access import my_id
from smd_workshop.web.staff.refused import remember
from smd_workshop.web.staff.sent import once

Change = Callable[[Mapping[str, Any]], Mapping[str, Any]]


def draft_for(verb: str, process: str, survey: str, version: int) -> Instrument:
    """Return the version if it may still change and the reader may do this.

    Who asks to see the draft of a published one is led to it; who acts on it meets WrongState.
    """
    found = instruments.find(survey_for(verb, process, survey), version)
    if found.state != "draft":
        if request.method == "GET":
            abort(redirect(of_draft(found), 303))
        raise WrongState(N_("A published version does not change. Make a new version of it."))
    return found


def of_draft(version: Instrument, *parts: object) -> str:
    """Return where a page about a version is."""
    return address(version.survey, "versions", version.number, *parts)


def draft_page(template: str, version: Instrument, **context: Any) -> str:
    """Render a page about a version."""
    return page(template, version.survey, version=version, at=of_draft(version), **context)


def today_of(version: Instrument) -> date:
    """Return the day that it is where the survey is."""
    return day_of(now(), version.survey.process.time_zone)


def arranged(version: Instrument, change: Change, seen: Seen | None = None) -> bool:
    """Change a draft; where that is refused the next page says why. Return whether it was done."""
    try:
        with transaction(of=version.survey.process_id):
            instruments.edit(version, change, now(), my_id(), seen=seen)
    except Refusal as refusal:
        remember(refusal, fault_in_words(refusal) if isinstance(refusal, Faulty) else "")
        return False
    return True


def keep_mark(form: Any, version: Instrument, kind: str, code: str = "") -> None:
    """Let a form hold the mark of what its writer had before them: shown again, the one that it was sent with.

    With a fresh one a form refused for another reason would overwrite, sent again, what somebody changed meanwhile.
    """
    form.seen.data = form.seen.data or instruments.marked(version.document, kind, code)


def tried(
    version: Instrument, change: Change, seen: Seen | None, form: Any, code: str = ""
) -> tuple[str, int]:
    """Change a draft by a form that was sent; return what is wrong, or '', and the status of the page that says it.

    What is wrong with the part of this code is said at its field as well. Of a change meanwhile the page that says it
    tells, and its form holds the mark of what stands there now (`keep_mark`).
    """

    def act() -> str:
        instruments.edit(version, change, now(), my_id(), seen=seen)
        return of_draft(version, "build")

    try:
        with transaction(of=version.survey.process_id):
            once(act)
    except Faulty as fault:
        place = locating.place_of(fault.document, fault.steps)
        if place.code == code and place.attribute in form:
            form[place.attribute].errors = [sentence(fault)]
        return fault_in_words(fault), 422
    except Changed as refusal:
        form.seen.data = ""
        return sentence(refusal), 409
    except Refusal as refusal:
        return sentence(refusal), 422
    flash(_("Saved."))
    return "", 303


def fault_in_words(fault: Faulty) -> str:
    """Return what would be wrong with the questionnaire, and at which question."""
    place = locating.place_of(fault.document, fault.steps)
    words, said = sentence(fault), locating.ATTRIBUTES.get(place.attribute)
    what = ", ".join(part for part in (place.code, str(_(said)) if said else "") if part)
    return str(
        _("Not saved. %(what)s: %(words)s", what=what, words=words)
        if what
        else _("Not saved: %(words)s", words=words)
    )
