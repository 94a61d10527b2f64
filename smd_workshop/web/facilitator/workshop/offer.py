"""What the next step is as a page shows it, and where it is made."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from smd_workshop.models import Round, Workshop
from smd_workshop.rounds import store
from smd_workshop.rounds.next_step import Standing, Step
from smd_workshop.web.facilitator.workshop.workshop_helpers import address


@dataclass(frozen=True, slots=True)
class Offer:
    """The next step as a page shows it: a link to a page, or a form that posts to the act itself."""

    #: Of the button, so that focus survives a refresh.
    id: str
    #: What the button says; '' where there is nothing to do but wait.
    text: str
    #: Why this is next, and what it blocks.
    words: str = ""
    href: str = ""
    post: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    #: Another way on, for those who know why: where it leads and what it says.
    aside: tuple[str, str] | None = None
    step: Step = Step.DONE
    #: The round in hand, if one is left to be led.
    round: Round | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where an offer is made."""

    workshop: Workshop
    standing: Standing
    round: Round | None

    @property
    def here(self) -> str:
        """The address of the workshop."""
        return address(self.workshop)

    @property
    def at_round(self) -> str:
        """The address of the round in hand."""
        return f"{self.here}/rounds/{self.round.number if self.round else 0}"

    @property
    def title(self) -> str:
        """The title of the round in hand."""
        return self.round.title if self.round else ""

    @property
    def board(self) -> str:
        """Where items of the round's subject are arranged; '' where no round of the process has a board for them."""
        found = store.board_of(self.workshop, self.round.subject) if self.round else None
        return f"{address(found.workshop)}/rounds/{found.number}/board" if found else ""
