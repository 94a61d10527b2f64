"""Tables: columns, constraints and relationships, and nothing else."""

from smd_workshop.models.accounts import Membership, Role, User, WebAuthn
from smd_workshop.models.ballots import (
    Ballot,
    PaperBallot,
    Participation,
    Reason,
    Roll,
    Submission,
    TypedPaper,
)
from smd_workshop.models.base import Base
from smd_workshop.models.board import (
    Contribution,
    Item,
    KeptApart,
    Link,
    Merge,
    Objection,
    Wording,
)
from smd_workshop.models.guards import GUARDS
from smd_workshop.models.journal import Journal, SentForm
from smd_workshop.models.minutes import (
    Acta,
    Agreement,
    Commitment,
    CommitmentUpdate,
    Correction,
    CorrectionWindow,
)
from smd_workshop.models.people import Actor, Credential, Seat
from smd_workshop.models.plans import (
    Measurement,
    Plan,
    PlanAction,
    PlanActivity,
    PlanFinance,
    PlanIndicator,
    PlanObjective,
    PlanProgress,
    PlanTarget,
)
from smd_workshop.models.processes import Identity, Process, Sector, Territory
from smd_workshop.models.publishing import (
    IndicatorSlot,
    Objective,
    Perspective,
    PublishedFigure,
    Scorecard,
)
from smd_workshop.models.results import Result
from smd_workshop.models.rounds import (
    Attendance,
    DiscardedRound,
    Option,
    Projection,
    Round,
    Workshop,
)
from smd_workshop.models.sessions import StaffSession

__all__ = [
    "GUARDS",
    "Acta",
    "Actor",
    "Agreement",
    "Attendance",
    "Ballot",
    "Base",
    "Commitment",
    "CommitmentUpdate",
    "Contribution",
    "Correction",
    "CorrectionWindow",
    "Credential",
    "DiscardedRound",
    "Identity",
    "IndicatorSlot",
    "Item",
    "Journal",
    "KeptApart",
    "Link",
    "Measurement",
    "Membership",
    "Merge",
    "Objection",
    "Objective",
    "Option",
    "PaperBallot",
    "Participation",
    "Perspective",
    "Plan",
    "PlanAction",
    "PlanActivity",
    "PlanFinance",
    "PlanIndicator",
    "PlanObjective",
    "PlanProgress",
    "PlanTarget",
    "Process",
    "Projection",
    "PublishedFigure",
    "Reason",
    "Result",
    "Role",
    "Roll",
    "Round",
    "Scorecard",
    "Seat",
    "Sector",
    "SentForm",
    "StaffSession",
    "Submission",
    "Territory",
    "TypedPaper",
    "User",
    "WebAuthn",
    "Wording",
    "Workshop",
]
