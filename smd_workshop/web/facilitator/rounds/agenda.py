"""Drafting rounds: add, edit, order, copy, discard, and choose what is put to the vote."""

from typing import Any

from flask import flash, redirect, request
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from forms.workshops.round import given_settings, round_form, setting_fields
from smd_workshop.core.clock import now
from smd_workshop.core.errors import NotFound, Refusal
from smd_workshop.core.input_text import within
from smd_workshop.database import transaction
from smd_workshop.library.methods import METHODS
from smd_workshop.library.settings import OF_OPTIONS, Setting
from smd_workshop.models import Round, Workshop
from smd_workshop.processes import protocols, vocabulary
from smd_workshop.rounds import drafting, option_sources, store
from smd_workshop.rounds.results import results
from smd_workshop.rounds.series import repeating
from smd_workshop.web.errors import sentence
from smd_workshop.web.facilitator import bp
from smd_workshop.web.facilitator.accounts import me
from smd_workshop.web.facilitator.workshop.workshop_helpers import (
    address,
    attempt,
    attempt_once,
    kind_summary,
    page,
    round_for,
    round_in,
    workshop_for,
)
from smd_workshop.web.staff.sent import once

#: Before the code of a settled item: the name of the field for why it is asked again.
WHY = "why-"
LONGEST_WHY = 500


def kinds() -> list[str]:
    """Return the kinds of round on offer: what is not counted first, then the methods by their place."""
    offered = sorted((m.place, m.id) for m in METHODS.values() if not m.retired)
    return [*store.UNCOUNTED, *(method_id for _, method_id in offered)]


@bp.get("/<process>/w/<workshop>/rounds/new")
def new_round(process: str, workshop: str) -> str:
    """Ask for the kind of round first, then for its words."""
    found = workshop_for("run round", process, workshop)
    kind = request.args.get("kind", "")
    if kind not in kinds():
        return page("round/kind.html", found, kinds=kinds(), kind_summary=kind_summary)
    form = _form(found, kind, about=request.args.get("subject", ""))
    return _ask(found, kind, form)


@bp.post("/<process>/w/<workshop>/rounds/new")
def create_round(process: str, workshop: str) -> Any:
    """Add the round to the end of the agenda."""
    found = workshop_for("run round", process, workshop)
    kind = request.form.get("kind", "")
    if kind not in kinds():
        raise NotFound
    form = _form(found, kind, request.form)
    if not form.validate():
        return _ask(found, kind, form), 422

    def act() -> str:
        asked = {**store.asking(kind), **_fields(found, kind, form)}
        made = drafting.add(found, now(), me().user_id, **asked)
        if before := _before():
            drafting.move(made, before, now(), me().user_id)
        return address(found) + "/"

    try:
        with transaction(of=found.process_id):
            leads_to = once(act)
    except Refusal as refusal:
        form.form_errors.append(sentence(refusal))
        return _ask(found, kind, form), 422
    flash(
        _("The round stands on the agenda before the one that needs it, as a draft.") if _before()
        else _("The round is at the end of the agenda, as a draft.")
    )  # fmt: skip
    return redirect(leads_to, 303)


def _before() -> int:
    """Return the number of the draft before which a new round is to stand; 0 for the end of the agenda."""
    text = request.values.get("before", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


@bp.get("/<process>/w/<workshop>/rounds/<int:number>/edit")
def edit_round(process: str, workshop: str, number: int) -> Any:
    """Show a draft's words and settings."""
    round_ = round_for("run round", process, workshop, number)
    if round_.state != "draft":
        flash(_("This round has opened. Its wording, method and secrecy are fixed."))
        return redirect(address(round_.workshop) + "/", 303)
    form = _form(round_.workshop, store.asks(round_), None, round_)
    form.offer(round_.subject)
    return _ask(round_.workshop, store.asks(round_), form, round_)


@bp.post("/<process>/w/<workshop>/rounds/<int:number>/edit")
def change_round(process: str, workshop: str, number: int) -> Any:
    """Change a draft."""
    round_ = round_for("run round", process, workshop, number)
    form = _form(round_.workshop, store.asks(round_), request.form)
    form.offer(round_.subject)
    if not form.validate():
        return _ask(round_.workshop, store.asks(round_), form, round_), 422
    fields = _fields(round_.workshop, store.asks(round_), form)
    if attempt(lambda: drafting.edit(round_, now(), me().user_id, **fields)):
        flash(_("Saved."))
    return redirect(address(round_.workshop) + "/", 303)


def _settings(workshop: Workshop, kind: str) -> tuple[Setting, ...] | None:
    """Return the settings that this round may choose: not the protocol's, the groups, or the count's own."""
    method = METHODS.get(kind)
    if method is None:
        return None
    fixed = protocols.method_settings(workshop.process, method)
    open_ = (s for s in method.settings if s.kind not in OF_OPTIONS and not s.quiet)
    return tuple(s for s in open_ if s.key not in fixed)


def _form(
    workshop: Workshop, kind: str, data: Any = None, round_: Round | None = None, about: str = ""
) -> Any:
    settings = _settings(workshop, kind)
    sectors = workshop.process.sectors
    everybody = [s.code for s in sectors]
    begin: dict[str, Any] = {"electorate": everybody} | ({"subject": about} if about else {})
    if round_ is not None:
        begin = {name: getattr(round_, name) for name in drafting.FROZEN_FIELDS}
        begin["electorate"] = round_.electorate or everybody
        # What a form suggests for a new round is not what one that stands has left open.
        begin |= {f"setting_{s.key}": "" for s in settings or () if s.kind == "unit"}
        begin |= {f"setting_{key}": value for key, value in round_.settings.items()}
    elif settings is not None:
        begin |= {k: protocols.value(workshop.process, k) for k in ("secrecy", "visibility")}
    form = round_form(settings)(data, data=begin)
    form.electorate.choices = [SelectChoice(s.code, s.name) for s in sectors]
    return form


def _fields(workshop: Workshop, kind: str, form: Any) -> dict[str, Any]:
    settings = _settings(workshop, kind)
    chosen = list(form.electorate.data)
    fields = {
        "title": form.title.data, "question": form.question.data, "help": form.help.data or "",
        "subject": form.subject.data,
        "electorate": [] if len(chosen) == len(workshop.process.sectors) else chosen,
    }  # fmt: skip
    if settings is None:
        # Notes keep their author: who merged a note must be able to ask, and authors may object.
        return fields | {"secrecy": "nominal", "visibility": "publication", "settings": {}}
    return fields | {
        "secrecy": form.secrecy.data, "visibility": form.visibility.data,
        "settings": given_settings(form, settings),
    }  # fmt: skip


def _ask(workshop: Workshop, kind: str, form: Any, round_: Round | None = None) -> str:
    settings = _settings(workshop, kind)
    return page(
        "round/edit.html", workshop, form=form, kind=kind, round=round_,
        summary=kind_summary(kind), own=setting_fields(form, settings or ()),
        counted=settings is not None, before=_before(),
    )  # fmt: skip


@bp.post("/<process>/w/<workshop>/rounds/<int:number>/move")
def move_round(process: str, workshop: str, number: int) -> Any:
    """Move a draft one place up or down among the drafts."""
    round_ = round_for("run round", process, workshop, number)
    step = -1 if request.form.get("to") == "up" else 1
    attempt(lambda: drafting.shift(round_, step, now(), me().user_id))
    return redirect(f"{address(round_.workshop)}/#r{round_.number}", 303)


@bp.get("/<process>/w/<workshop>/rounds/<int:number>/again")
def confirm_again(process: str, workshop: str, number: int) -> Any:
    """Say what would be asked again, for which time, and what the rule says, before it is."""
    round_ = round_for("run round", process, workshop, number)
    if round_.step != "vote" or round_.state not in {"closed", "published"}:
        return redirect(f"{address(round_.workshop)}/console?round={number}", 303)
    if (by := store.asked_again_by(round_)) is not None:
        return redirect(f"{address(by.workshop)}/console?round={by.number}", 303)
    asked = repeating.asked_next(round_)
    return page(
        "round/again.html", round_.workshop, round=round_, asked=asked,
        left=[each for each in round_.options if each not in asked],
        moved=repeating.shown(round_), labels=results.labels(round_),
        time=repeating.held(round_) + 1, rule=protocols.stop_rule(round_.workshop.process),
    )  # fmt: skip


@bp.post("/<process>/w/<workshop>/rounds/<int:number>/copy")
def copy_round(process: str, workshop: str, number: int) -> Any:
    """Ask the same again, as a draft; of what was counted the console shows it, ready to be opened."""
    round_ = round_for("run round", process, workshop, number)
    here = address(round_.workshop)

    def act() -> str:
        twin = drafting.copy(round_, now(), me().user_id)
        return f"{here}/console?round={twin.number}" if twin.previous_id else f"{here}/"

    leads_to = attempt_once(act)
    if leads_to:
        flash(_("The copy is on the agenda, as a draft without answers."))
    return redirect(leads_to or f"{here}/", 303)


@bp.get("/<process>/w/<workshop>/rounds/<int:number>/discard")
def confirm_discard(process: str, workshop: str, number: int) -> Any:
    """Ask before a draft leaves the agenda."""
    round_ = round_for("run round", process, workshop, number)
    if round_.state != "draft":
        return redirect(address(round_.workshop) + "/", 303)
    return page("round/discard.html", round_.workshop, round=round_)


@bp.post("/<process>/w/<workshop>/rounds/<int:number>/discard")
def discard_round(process: str, workshop: str, number: int) -> Any:
    """Take a draft off the agenda; it can be put back."""
    found = workshop_for("run round", process, workshop)

    def act() -> str:
        kept = drafting.discard(round_in(found, number), now(), me().user_id)
        flash(_("«%(title)s» is off the agenda. You can put it back below.",
                title=kept.fields["title"]))  # fmt: skip
        return f"{address(found)}/#off{kept.id}"

    return redirect(attempt_once(act) or address(found) + "/", 303)


@bp.post("/<process>/w/<workshop>/discarded/<int:discarded>/restore")
def restore_round(process: str, workshop: str, discarded: int) -> Any:
    """Put a discarded draft back on the agenda."""
    found = workshop_for("run round", process, workshop)

    def act() -> str:
        kept = drafting.find_discarded(found, discarded)
        round_ = drafting.restore(found, kept, now(), me().user_id)
        flash(_("«%(title)s» is on the agenda again.", title=round_.title))
        return f"{address(found)}/#r{round_.number}"

    return redirect(attempt_once(act) or address(found) + "/", 303)


@bp.get("/<process>/w/<workshop>/rounds/<int:number>/options")
def round_options(process: str, workshop: str, number: int) -> str:
    """Show what can be put to the vote, with what an earlier result proposes."""
    return _options(round_for("run round", process, workshop, number))


@bp.post("/<process>/w/<workshop>/rounds/<int:number>/options")
def choose_options(process: str, workshop: str, number: int) -> Any:
    """Put what is marked to the vote."""
    round_ = round_for("run round", process, workshop, number)
    codes = set(request.form.getlist("code"))
    proposed = {p.key: p for p in option_sources.proposals(round_)}.get(
        request.form.get("from", "")
    )
    source = proposed.source if proposed is not None and codes <= proposed.codes else None
    source_id = source.id if source is not None else None
    try:
        with transaction(of=round_.workshop.process_id):
            store.lock(round_)
            option_sources.choose(round_, codes, source_id, _reasons())
            store.touch(round_)
    except Refusal as refusal:
        return _options(round_, codes, sentence(refusal)), 422
    flash(_("Saved."))
    return redirect(f"{address(round_.workshop)}/console?round={number}", 303)


def _reasons() -> dict[str, str]:
    """Return why settled items are asked again, by code."""
    given = request.form.items()
    return {
        name.removeprefix(WHY): within(text, LONGEST_WHY)
        for name, text in given if name.startswith(WHY)
    }  # fmt: skip


def _options(round_: Round, codes: set[str] | None = None, error: str = "") -> str:
    if round_.step != "vote":
        raise NotFound
    offered = option_sources.from_items(round_)
    proposals = option_sources.proposals(round_)
    asked = next((p for p in proposals if p.key == request.args.get("propose")), None)
    if codes is None and asked is not None:
        codes = set(asked.codes)
    if codes is None:
        codes = {code for _id, code, _wording, _group in option_sources.pending(round_)}
    groups: dict[str, list[option_sources.OptionRow]] = {}
    for choice in offered:
        groups.setdefault(choice[3], []).append(choice)
    marked = [choice for choice in offered if choice[1] in codes]
    return page(
        "round/options.html", round_.workshop, round=round_, groups=groups, codes=codes,
        alone=option_sources.alone(round_, marked),
        proposals=proposals, asked=asked or (None if round_.options else proposals[0]),
        lost=option_sources.lost(round_), error=error, group_names=vocabulary.grouping_of(round_.workshop.process).names,
        kind=vocabulary.item_kind(round_.subject), settled=repeating.settled_before(round_),
        adopted=option_sources.adopted_before(round_), kept=_reasons() if error else repeating.kept(round_), why=WHY,
    )  # fmt: skip
