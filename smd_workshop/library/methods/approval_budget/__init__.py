"""Approval of options that cost something, within a budget: the Method of Equal Shares with cost utilities."""

from smd_workshop.core.messages import N_
from smd_workshop.library.ballots import Approval
from smd_workshop.library.chances import drawn_by
from smd_workshop.library.method import Claim, Family, Method, computed_by, decided_by
from smd_workshop.library.methods.approval_budget.charts import charts
from smd_workshop.library.methods.approval_budget.checks import UNIT, beside, check
from smd_workshop.library.methods.approval_budget.disclosing import DISCLOSING
from smd_workshop.library.methods.approval_budget.elections import ELECTIONS
from smd_workshop.library.methods.approval_budget.finding import FINDING
from smd_workshop.library.methods.approval_budget.order import in_file_order
from smd_workshop.library.methods.approval_budget.publishing import PUBLISHING
from smd_workshop.library.methods.approval_budget.tracing import FOLLOWING, TRACING
from smd_workshop.library.settings import BALANCE, QUORUM, Setting
from smd_workshop.library.simulations import approvals
from smd_workshop.library.two_rounds import NOT_COMPARED

METHOD = Method(
    id="approval-budget",
    version=1,
    family=Family.VOTE,
    name=N_("Choice within a budget by equal shares"),
    summary=N_(
        "Mark all you support. Each costs something, and every sector has the same purse to pay for what its people marked."
    ),
    place=35,
    ballot=Approval(),
    compute=computed_by("smd_workshop.library.methods.approval_budget.compute"),
    decider=decided_by("smd_workshop.library.methods.approval_budget.compute"),
    charts=charts,
    finding=FINDING,
    chances=drawn_by("smd_workshop.library.methods.approval_budget.chances"),
    disclosing=DISCLOSING,
    publishing=PUBLISHING,
    following=FOLLOWING,
    tracing=TRACING,
    stability=NOT_COMPARED,
    simulate=approvals,
    without_quorum=N_("What would be funded would be provisional."),
    settings=(
        Setting(
            "budget",
            "amount",
            None,
            N_("Budget"),
            N_("What all that is funded may cost together, in the same unit as the costs."),
        ),
        Setting(
            UNIT,
            "unit",
            "",
            N_("Unit of budget and costs"),
            N_("It stands beside every amount, such as S/; at most 10 signs."),
        ),
        Setting(
            "costs",
            "costs",
            None,
            N_("Costs"),
            N_("What each option costs: one line for each, its code and its cost, like OE1 3500."),
        ),
        BALANCE,
        QUORUM,
    ),
    fixes={"quorum_share": "quorum_more_than"},
    check=check,
    beside=beside,
    in_file_order=in_file_order,
    elections=ELECTIONS,
    claims=frozenset({Claim.ANONYMOUS, Claim.BALANCED, Claim.UNANIMOUS}),
)
