"""Cumulative effects in public: the matrix, each component with its six steps, and all of it on paper."""

from flask import Response, render_template
from flask_babel import gettext, ngettext
from flask_babel import gettext as _

from reports.plans import effects as paper
from smd_workshop.models import Process
from smd_workshop.plans import plans
from smd_workshop.strategy.territory import components, effect_ratings, effects
from smd_workshop.web.files.documents import PDF, attachment, called, printed_folder
from smd_workshop.web.language import current_language
from smd_workshop.web.portal import bp
from smd_workshop.web.portal.process.public_process import process_of
from smd_workshop.web.words.effect_words import WORDS

HERE = "/p/<code>/effects"


def _shown(process: Process) -> list[effects.Shown]:
    return [effects.shown(each) for each in components.of_process(process, public=True)]


@bp.get(HERE)
def effects_matrix(code: str) -> str:
    """Show what acts on what people value, good and bad."""
    process = process_of(code)
    return render_template(
        "portal/effects/list.html", process=process, shown=_shown(process),
        stressors=components.stressors(process),
    )  # fmt: skip


@bp.get(f"{HERE}/<int:component>")
def effects_component(code: str, component: int) -> str:
    """Show one component with its six steps."""
    process = process_of(code)
    row = components.find(process, component, public=True)
    return render_template(
        "portal/effects/page.html", process=process, shown=effects.shown(row),
        stressors=components.stressors(process), plan_address=plans.address_of,
        is_public=plans.is_public, refused=effect_ratings.refusals(process).get(row.id, []),
    )  # fmt: skip


@bp.get(f"{HERE}.pdf")
def effects_pdf(code: str) -> Response:
    """Give the section on paper."""
    process = process_of(code)
    shown, refused = _shown(process), effect_ratings.refusals(process)
    section = paper.Section(
        process, shown, components.stressors(process), refused,
        effect_ratings.last_said(shown, refused), WORDS,
    )  # fmt: skip
    data = paper.document(
        section,
        printed_folder(), gettext=gettext, ngettext=ngettext, language=current_language(),
    )  # fmt: skip
    return attachment(
        data, PDF, called(process, code, _("Cumulative effects"), ending="pdf"), inline=True
    )
