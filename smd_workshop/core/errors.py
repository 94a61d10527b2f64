"""What can go wrong, in words a participant can read.

A refusal is an answer, not a defect: it carries a sentence for its reader and an HTTP status.
The sentence is an English source string with named parameters; the web translates it.
"""

from collections.abc import Iterable
from typing import Any

from smd_workshop.core.messages import N_


class Refusal(Exception):  # noqa: N818 - it names what happened to the reader, not a Python error
    """Something asked for is not done, and the reader is told why."""

    status = 409
    message = N_("This cannot be done now.")

    def __init__(self, message: str | None = None, **params: Any) -> None:
        self.message = message or type(self).message
        self.params = params
        super().__init__(self.message % params if params else self.message)


class NotFound(Refusal):
    """There is no such thing, or not under this parent, or not for this reader."""

    status = 404
    message = N_("This page does not exist.")


class NotAllowed(Refusal):
    """The reader may not do this."""

    status = 403
    message = N_("You may not do this.")


class Invalid(Refusal):
    """What was sent does not have the right form."""

    status = 422
    message = N_("Please correct what is marked.")


class Several(Invalid):
    """More than one thing of what was sent does not have the right form: each is said."""

    def __init__(self, faults: Iterable[Invalid]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ".join(str(each) for each in self.faults))


class RoundNotOpen(Refusal):
    """A ballot arrived before the round opened."""

    message = N_("This round is not open yet. Wait for the facilitator to open it.")


class RoundClosed(Refusal):
    """A ballot arrived after the round closed."""

    message = N_("The round closed before this ballot arrived. It does not count.")


class RoundAnnulled(Refusal):
    """A ballot arrived for a round that was annulled."""

    message = N_("This round was annulled. Nothing in it counts; the reason is in the acta.")


class WrongSector(NotAllowed):
    """The round asks other sectors."""

    message = N_("This round asks other sectors. Your sector does not vote in it.")


class SeatAddedLater(NotAllowed):
    """The seat was added while the round was open, and the protocol lets it vote from the next on."""

    message = N_("This seat was added after the round had opened. It votes from the next round on.")


class PaperOut(Refusal):
    """The seat has a paper for this round."""

    message = N_(
        "You answer this round on paper, so no phone counts for you. To answer by phone, give the "
        "paper back to the people who run the workshop."
    )


class NoPaper(Refusal):
    """No paper of this seat is out."""

    message = N_("This seat has no paper for this round. Hand one out first.")


class CardReplaced(NotAllowed):
    """The card was replaced by a newer one."""

    message = N_("This card was replaced by a newer one. Ask the facilitator for it.")


class SeatWithdrawn(NotAllowed):
    """The seat has left the process."""

    message = N_("This seat no longer takes part. Ask the facilitator why.")


class SeatHandedOver(NotAllowed):
    """The other holder of the seat has taken over."""

    message = N_("The card of the other delegate speaks for this seat now. One seat has one voice.")


class Frozen(Refusal):
    """Something is fixed and cannot be changed any more."""

    message = N_("This was fixed when the first round opened and cannot change any more.")


class KeptOnRecord(Frozen):
    """The database itself refused to change what is on record: the program should have known."""

    message = N_("This is on record and cannot be changed or deleted. Nothing was changed.")


class WrongState(Refusal):
    """A transition that the state table does not know."""

    message = N_("This round cannot do that in its present state.")
