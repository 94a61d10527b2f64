"""What stays of plans and scorecards: what was asked, measured, decided and published."""

from smd_workshop.models.guards.conditions import ALWAYS, any_of, append_only, changed, differ
from smd_workshop.models.plans.measurements import Measurement, MeasurementInput
from smd_workshop.models.plans.plan_reports import PlanPassage, PlanReport
from smd_workshop.models.plans.plan_reviews import PlanDecision, PlanQuestion, PlanReview
from smd_workshop.models.plans.plans import PlanFinance, PlanProgress, PlanTarget
from smd_workshop.models.plans.variables import VariableInput, VariableQuestion
from smd_workshop.models.publishing import (
    FodaEdition,
    InitiativeProgress,
    PublishedFigure,
    ScorecardEdition,
    Statement,
)
from smd_workshop.models.strategy.effects import (
    ComponentBaseline,
    EffectContribution,
    EffectDecision,
    EffectQuestion,
    EffectRefusal,
)
from smd_workshop.models.strategy.shared_value import (
    HybridComparison,
    HybridMetric,
    SharedValueStep,
)
from smd_workshop.models.triggers import Guard


def _measurement() -> Guard:
    """Keep what was measured; it only becomes validated, then published, and not once it is corrected."""
    validated, published = ("validated_at", "validated_by_id"), ("published_at", "published_by_id")
    return Guard(
        "measurement",
        "a measurement stays; a correction is a new row",
        insert=any_of(
            "NEW.state <> 'draft'",
            "(NEW.corrects_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM measurement AS former "
            "WHERE former.id = NEW.corrects_id AND former.indicator_id = NEW.indicator_id "
            "AND former.period = NEW.period))",
        ),
        update=any_of(
            changed(Measurement, ("state", *validated, *published)),
            f"({differ('state', *validated)} AND NOT (OLD.state = 'draft' "
            "AND NEW.state = 'validated') AND NOT (OLD.state = 'validated' "
            f"AND NEW.state = 'published' AND NOT {differ(*validated)}))",
            f"({differ(*published)} AND NEW.state <> 'published')",
            "OLD.state = 'published'",
            "EXISTS (SELECT 1 FROM measurement AS later WHERE later.corrects_id = OLD.id)",
        ),
        delete=ALWAYS,
    )


def _variable_value() -> Guard:
    """Keep what was said of a variable; a correction is of the same variable and period."""
    return Guard(
        "variable_value",
        "what was said of a variable stays; a correction is a new row",
        insert="NEW.corrects_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM variable_value AS former "
        "WHERE former.id = NEW.corrects_id AND former.variable_id = NEW.variable_id "
        "AND former.period = NEW.period)",
        update=ALWAYS,
        delete=ALWAYS,
    )


GUARDS: tuple[Guard, ...] = (
    append_only(PublishedFigure, "a published figure stays; a correction is a new row"),
    append_only(PlanTarget, "what was asked of a year stays; said anew, it is a new row"),
    append_only(PlanProgress, "what was said of a year stays; said anew, it is a new row"),
    append_only(Statement, "a vision that was said stays; said anew, it is a new row"),
    append_only(InitiativeProgress, "what was said of a year stays; said anew, it is a new row"),
    append_only(PlanFinance, "what was said of a year stays; said anew, it is a new row"),
    append_only(PlanPassage, "what was written for a report stays; said anew, it is a new row"),
    append_only(FodaEdition, "an edition of a FODA report stays; a correction is another one"),
    append_only(ScorecardEdition, "an edition of a scorecard stays; a correction is another one"),
    append_only(MeasurementInput, "from what a value was computed stays"),
    Guard(
        "measurement_place",
        "what was measured of a place stays with its value",
        insert="(SELECT state FROM measurement WHERE id = NEW.measurement_id) <> 'draft'",
        update=ALWAYS,
        delete=ALWAYS,
    ),
    append_only(PlanReview, "that a workshop evaluates a plan stays on record"),
    append_only(PlanQuestion, "what a workshop was asked of a plan stays on record"),
    append_only(PlanDecision, "what was decided on a proposal stays"),
    append_only(PlanReport, "a sealed report stays; a correction is another edition"),
    append_only(VariableInput, "from what a value was computed stays"),
    append_only(VariableQuestion, "what a workshop was asked of a variable stays on record"),
    append_only(SharedValueStep, "how far a step was stays; said anew, it is a new row"),
    append_only(HybridMetric, "a lag that was looked at stays: each one widens the interval"),
    append_only(HybridComparison, "what a comparison found stays; said anew, it is a new row"),
    append_only(ComponentBaseline, "what was said of a baseline stays; said anew, it is a new row"),
    append_only(EffectContribution, "what was said of an effect stays; said anew, it is a new row"),
    append_only(EffectDecision, "what was decided on an effect stays; decided anew, it is a new row"),
    append_only(EffectRefusal, "why a proposal of an effect was refused stays"),
    append_only(EffectQuestion, "what a workshop was asked of an effect stays on record"),
    _measurement(),
    _variable_value(),
)  # fmt: skip
