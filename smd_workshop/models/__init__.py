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
from smd_workshop.models.surveys import (
    Answer,
    Comment,
    Envelope,
    Instrument,
    Invitation,
    Respondent,
    Response,
    Survey,
    SurveyDraft,
    SurveyParticipation,
    SurveyResult,
    Wave,
)

__all__ = [
    "GUARDS",
    "Acta",
    "Actor",
    "Agreement",
    "Answer",
    "Attendance",
    "Ballot",
    "Base",
    "Comment",
    "Commitment",
    "CommitmentUpdate",
    "Contribution",
    "Correction",
    "CorrectionWindow",
    "Credential",
    "DiscardedRound",
    "Envelope",
    "Identity",
    "IndicatorSlot",
    "Instrument",
    "Invitation",
    "Item",
    "Journal",
    "KeptApart",
    "Link",
    "Membership",
    "Merge",
    "Objection",
    "Objective",
    "Option",
    "PaperBallot",
    "Participation",
    "Perspective",
    "Process",
    "Projection",
    "PublishedFigure",
    "Reason",
    "Respondent",
    "Response",
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
    "Survey",
    "SurveyDraft",
    "SurveyParticipation",
    "SurveyResult",
    "Territory",
    "TypedPaper",
    "User",
    "Wave",
    "WebAuthn",
    "Wording",
    "Workshop",
]
