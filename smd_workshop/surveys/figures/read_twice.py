"""Of answers that were read from a file twice the public sees one reading: the difference of two would be single answers."""

from sqlalchemy import select

from smd_workshop.core.errors import WrongState
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.library.survey.disclosure import FEW
from smd_workshop.models import PublishedFigure, Wave, WaveSummary
from smd_workshop.surveys.figures import dataset


def require_read_once(wave: Wave) -> None:
    """Refuse to show a wave whose people are all but a few those of another one that the public knows.

    Asked are those of the same survey and year, of which one was read from a file. Raises WrongState.
    """
    known = select(PublishedFigure.wave_id).where(PublishedFigure.wave_id.is_not(None))
    shown = select(WaveSummary.wave_id)
    others = select(Wave).where(
        Wave.survey_id == wave.survey_id,
        Wave.year == wave.year,
        Wave.id != wave.id,
        Wave.id.in_(known) | Wave.id.in_(shown),
    )
    many = dataset.people(wave)
    for other in db.session.scalars(others):
        read = wave.imported is not None or other.imported is not None
        if read and abs(dataset.people(other) - many) < FEW:
            raise WrongState(
                N_("The public knows wave %(number)s of %(year)s, with nearly as many people, and one of the two was read "
                   "from a file. Side by side they could tell single answers, so only one of them is shown."),
                number=other.number, year=other.year,
            )  # fmt: skip
