"""Computing the figures of a wave: outside of the transaction that stores them, for it takes longer than others should wait."""

from collections.abc import Callable
from typing import Final

from smd_workshop.core.clock import now
from smd_workshop.core.errors import WrongState
from smd_workshop.core.messages import N_
from smd_workshop.database import transaction
from smd_workshop.models import Wave
from smd_workshop.surveys import closing

#: How often they are computed where answers go meanwhile.
MOST: Final = 3


def count(wave: Wave, then: Callable[[], object] = lambda: None) -> None:
    """Compute and store the figures of a closed wave, once; `then` is done in the transaction that stores.

    Computed again where somebody's answers were removed meanwhile: no figure holds what its page says is gone. Raises
    WrongState for a wave that is not closed, and Invalid as dataset.counted.
    """
    for _again in range(MOST):
        counted = closing.count(wave, now())
        with transaction(of=wave.survey.process_id):
            if counted is None or closing.store(counted):
                then()
                return
    raise WrongState(
        N_("Answers were removed while the figures were computed. Compute them again.")
    )
