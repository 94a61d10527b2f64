"""The next step of a workshop whose rounds have ended, as a button: its acta, until it is sealed."""

from flask import current_app, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from smd_workshop.web.facilitator.workshop.offer import Offer, Place


def draft_acta(p: Place) -> Offer:
    """Offer the draft of the acta."""
    return Offer(
        "acta", _("Prepare the draft"), _("Every round has ended. It takes a few seconds."),
        post=f"{p.here}/acta/draft",
    )  # fmt: skip


def open_corrections(p: Place) -> Offer:
    """Offer the window in which those who attended propose corrections."""
    hours = int(current_app.config["SMD_CORRECTION_HOURS"])
    return Offer(
        "open-corrections",
        ngettext("Open corrections for %(num)s hour", "Open corrections for %(num)s hours", hours),
        _("The draft is ready. Those who attended read it on their phones and say what is wrong "
          "or missing."),
        post=f"{p.here}/acta/corrections", fields={"hours": str(hours)},
        aside=(f"{p.here}/acta", _("Read the acta first")),
    )  # fmt: skip


def answer_corrections(p: Place) -> Offer:
    """Offer what was proposed and has no answer."""
    return Offer(
        "read-corrections", _("Read and answer"),
        ngettext("%(num)s proposed correction has no answer yet.",
                 "%(num)s proposed corrections have no answer yet.", p.standing.acta.unanswered),
        href=f"{p.here}/acta#corrections",
    )  # fmt: skip


def end_corrections(p: Place) -> Offer:
    """Offer to end the window early; else it is waited for."""
    return Offer(
        "end-corrections", _("End the window early…"),
        _("The window for corrections is open. Wait until it ends, or end it early with a reason."),
        href=f"{p.here}/acta?end=1#end-early",
    )  # fmt: skip


def seal(p: Place) -> Offer:
    """Offer the page on which the acta is sealed."""
    return Offer(
        "seal-acta", _("Seal the acta…"), _("The next page says what becomes final, and asks."),
        href=f"{p.here}/acta/seal",
    )  # fmt: skip


def done(p: Place) -> Offer:
    """Offer what there is to read: the public page, or the acta."""
    process = p.workshop.process
    return Offer(
        "done", _("See the public page") if process.public else _("See the acta"),
        _("The acta is sealed: this workshop has ended."),
        href=url_for("portal.process", code=process.code) if process.public else f"{p.here}/acta",
    )  # fmt: skip
