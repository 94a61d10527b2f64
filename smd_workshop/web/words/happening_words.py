"""What became public, in words, and where it stands: the same in feeds and in letters."""

from flask_babel import gettext as _

from smd_workshop.core.messages import N_
from smd_workshop.core.numbers import number
from smd_workshop.following.happenings import Edition, Happening, Step
from smd_workshop.following.things import Thing
from smd_workshop.library.plan.periods import period_of
from smd_workshop.models import Measurement, PlanReport, Round
from smd_workshop.plans import plans, simulated, values
from smd_workshop.web.addresses import public_address
from smd_workshop.web.words.plan_words import period_words, report_words

#: How a commitment stands, as on its page.
STATES = {
    "pending": N_("not begun"), "in_progress": N_("under way"), "done": N_("kept"),
    "cancelled": N_("cancelled"),
}  # fmt: skip


def title(happening: Happening) -> str:
    """Return what happened, in one line."""
    match happening.what:
        case Round() as round_:
            return str(_("Result published: %(title)s", title=round_.title))
        case Measurement() as row:
            name = row.indicator.name or row.indicator.code
            return str(_("Value published: %(name)s", name=name))
        case Step() as step:
            state = _(STATES[step.update.state])
            return str(_("Commitment, %(state)s: %(text)s", state=state, text=step.commitment.text))
        case PlanReport() as report:
            name = report.plan.name or report.plan.code
            words = report_words(report.period)
            return str(_("Report sealed: %(report)s · %(plan)s", report=words, plan=name))
        case Edition() as card:
            return str(_("Scorecard published: %(name)s", name=card.scorecard.name))


def summary(happening: Happening) -> str:
    """Return what else can be said of it in a line; '' where nothing is."""
    match happening.what:
        case Round() as round_:
            return round_.question
        case Measurement() as row:
            value = str(_("n/a")) if row.value is None else number(row.value)
            told = f"{period_words(period_of(row.period))}: {value} {row.indicator.measure}".strip()
            told = str(_("%(value)s (corrected)", value=told)) if values.former(row) else told
            if not simulated.is_simulated(row):
                return told
            words = _("Simulated answers: a demonstration, nobody said this")
            return f"{told} · {words}"
        case Step() as step:
            return str(_("Responsible")) + f": {step.commitment.owner}"
        case PlanReport() as report:
            return report.reason
        case Edition() as card:
            return card.edition.reason


def address(happening: Happening, thing: Thing) -> str:
    """Return where anybody reads it, with the beginning that readers elsewhere need."""
    code = thing.process.code
    match happening.what:
        case Round() as round_:
            return public_address(
                "portal.result", code=code, workshop=round_.workshop.code, number=round_.number
            )
        case Measurement() as row:
            plan = plans.address_of(row.indicator.plan.code)
            return public_address(
                "portal.plan_indicator", code=code, plan=plan, indicator=row.indicator.code
            )
        case Step() as step:
            return public_address("portal.commitment", code=code, commitment=step.commitment.id)
        case PlanReport() as report:
            plan = plans.address_of(report.plan.code)
            return public_address(
                "portal.plan_report", code=code, plan=plan, period=report.period,
                edition=report.edition,
            )  # fmt: skip
        case Edition() as card:
            return public_address(
                "portal.scorecard_edition", code=code, scorecard=card.scorecard.code,
                card_edition=card.edition.number,
            )  # fmt: skip


def page_of(thing: Thing) -> str:
    """Return where a thing itself stands."""
    code = thing.process.code
    match thing.kind:
        case "objective":
            return public_address("portal.objective", code=code, objective=thing.code)
        case "commitment":
            return public_address("portal.commitment", code=code, commitment=thing.id)
        case "plan":
            return public_address("portal.plan", code=code, plan=thing.code)
        case "indicator":
            plan, _slash, own = thing.code.partition("/")
            return public_address("portal.plan_indicator", code=code, plan=plan, indicator=own)
    return public_address("portal.process", code=code)
