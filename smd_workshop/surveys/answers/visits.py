"""Who comes by a link, how far they are, and why they may not answer."""

from dataclasses import dataclass
from datetime import datetime

from smd_workshop.core.errors import NotAllowed, Refusal
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.library.survey.instrument.model import Instrument as Questionnaire
from smd_workshop.models import (
    Wave,
)
from smd_workshop.surveys import instruments, waves
from smd_workshop.surveys.answers import drafts, standing
from smd_workshop.surveys.answers.drafts import Stored
from smd_workshop.surveys.answers.standing import Standing


class Revoked(NotAllowed):
    """The link was replaced or taken back."""

    message = N_(
        "This link no longer works: it was replaced by a newer one. Ask who sent it to you."
    )


class Over(Refusal):
    """The wave takes no answers, or nobody may begin any more."""

    message = N_("This survey is over. It takes no more answers.")


class NotYet(Refusal):
    """The wave has not opened."""

    message = N_("This survey has not begun yet. Keep the link and come back.")


class Used(Refusal):
    """Answers have come by this link, or from this person, already."""

    message = N_("This link was used: your answers arrived. Thank you. A person answers once.")


class NotBegun(Refusal):
    """There is no draft under this link."""

    message = N_("Begin on the first page, please. Nothing was saved here yet.")


@dataclass(frozen=True, slots=True)
class Visit:
    """Who comes by a link, and how far they are."""

    code: str
    of: Standing
    #: The draft as it lies in the database, and what is in it; None if there is none.
    kept: drafts.Draft | None = None
    draft: Stored | None = None

    @property
    def wave(self) -> Wave:
        """The wave with all that is written of it; what most pages ask stands in `of`."""
        return db.session.get_one(Wave, self.of.wave_id)

    @property
    def questions(self) -> Questionnaire:
        """What is asked."""
        return instruments.known(self.of.instrument_id, self.of.instrument_sha256)

    @property
    def simulated(self) -> bool:
        """Whether pages say that nobody said this."""
        return self.of.simulated

    @property
    def used(self) -> bool:
        """Whether answers were sent."""
        return self.of.used

    @property
    def changeable(self) -> bool:
        """Whether answers of this person can be changed after they were sent, while the wave takes any."""
        return self.of.mode == waves.CONFIDENTIAL and not self.at_counter

    @property
    def may_change(self) -> bool:
        """Whether answers that were sent can still be changed."""
        return self.used and self.changeable and waves.takes(self.of)

    @property
    def open(self) -> bool:
        """Whether they began by a link for anybody, so that nobody knows who they are."""
        return self.of.open_link_id is not None

    @property
    def at_counter(self) -> bool:
        """Whether they answer on a device that others use after them."""
        return self.of.kind == "kiosk"

    def refusal(self, at: datetime) -> Refusal | None:
        """Return why nobody can answer by this link now; None if somebody can."""
        if self.of.revoked_at is not None:
            return Revoked()
        if self.of.state == "draft":
            return NotYet()
        if self.used and not self.may_change:
            return Used()
        if not waves.takes(self.of):
            return Over()
        begun = self.draft is not None or self.used
        expired = self.of.expires_at is not None and at >= self.of.expires_at
        return None if begun or (waves.begins(self.of, at) and not expired) else Over()


def visit(code: str, secret: str) -> Visit:
    """Return who comes by a link; raises NotFound. Changes nothing."""
    of = standing.find(code, secret)
    # Whoever holds a link that was taken back reads nothing any more, above all not what its person wrote by a newer one.
    kept = None if of.revoked_at is not None else drafts.find(of, code, secret)
    return Visit(code, of, kept, None if kept is None else kept.words)


def held(code: str, secret: str, at: datetime, *, resent: bool = False) -> Visit:
    """Return who comes by a link, with the wave held so that it cannot close meanwhile; raises why not.

    `resent`: what was sent before is no refusal.
    """
    db.session.flush()
    waves.hold(db.session.get_one(Wave, standing.find(code, secret).wave_id))
    here = visit(code, secret)
    refusal = here.refusal(at)
    if refusal is not None and not (resent and isinstance(refusal, Used)):
        raise refusal
    return here
