"""Who may do what: the only permission table. Views call require(); tests read the table whole."""

from smd_workshop.core.errors import NotAllowed
from smd_workshop.models import Process
from smd_workshop.web.security.actor import Actor, Public, Staff

ADMIN = "administrator"
FACILITATOR = "facilitator"
PLANNER = "planner"
SURVEYS = "survey_manager"
OBSERVER = "observer"
SEAT = "seat"
ANYONE = "anyone"


#: verb → roles that may. An administrator may do all that others of the staff may.
MAY: dict[str, frozenset[str]] = {
    # the installation
    "create process": frozenset({ADMIN}),
    "manage accounts": frozenset({ADMIN}),
    # a process, seen from inside
    "see process": frozenset({ADMIN, FACILITATOR, PLANNER, SURVEYS, OBSERVER}),
    "change process": frozenset({ADMIN, FACILITATOR}),
    "manage people": frozenset({ADMIN, FACILITATOR}),
    "issue cards": frozenset({ADMIN, FACILITATOR}),
    "manage team": frozenset({ADMIN}),
    "connect programs": frozenset({ADMIN, SURVEYS}),
    # a workshop and its rounds
    "see workshop": frozenset({ADMIN, FACILITATOR, PLANNER, OBSERVER}),
    "run workshop": frozenset({ADMIN, FACILITATOR}),
    "run round": frozenset({ADMIN, FACILITATOR}),
    "see result first": frozenset({ADMIN, FACILITATOR}),
    "see board": frozenset({ADMIN, FACILITATOR, OBSERVER}),
    "arrange board": frozenset({ADMIN, FACILITATOR}),
    "moderate reasons": frozenset({ADMIN, FACILITATOR}),
    # what comes out
    "write acta": frozenset({ADMIN, FACILITATOR}),
    "arrange scorecard": frozenset({ADMIN, FACILITATOR, PLANNER}),
    "follow commitments": frozenset({ADMIN, FACILITATOR, PLANNER}),
    "edit plan": frozenset({ADMIN, FACILITATOR, PLANNER}),
    # surveys
    "see surveys": frozenset({ADMIN, FACILITATOR, PLANNER, SURVEYS, OBSERVER}),
    "run surveys": frozenset({ADMIN, SURVEYS}),
    "publish survey figures": frozenset({ADMIN, SURVEYS}),
    # seats
    "vote": frozenset({SEAT}),
    "contribute": frozenset({SEAT}),
    "object": frozenset({SEAT}),
    "propose correction": frozenset({SEAT}),
    "attend": frozenset({SEAT}),
    # anyone
    "read portal": frozenset({ANYONE}),
    "join": frozenset({ANYONE}),
    "answer survey": frozenset({ANYONE}),
}


def may(actor: Actor, verb: str, process: Process | None = None) -> bool:
    """Say whether the actor may do this, in this process. An unknown verb is a KeyError."""
    allowed = MAY[verb]
    return bool(allowed & roles(actor, process))


def roles(actor: Actor, process: Process | None) -> frozenset[str]:
    """Return what the actor is, in this process."""
    match actor:
        case Staff():
            mine = {r for p, r in actor.roles if process is not None and p == process.id}
            return frozenset(mine | {ANYONE} | ({ADMIN} if actor.administrator else set()))
        case Public():
            return frozenset({ANYONE})


def require(allowed: bool) -> None:  # noqa: FBT001 - reads as a sentence: require(may(…))
    """Go on only if allowed."""
    if not allowed:
        raise NotAllowed
