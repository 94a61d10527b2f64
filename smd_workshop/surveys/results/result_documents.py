"""The figures of a closed wave that may be shown, as a document to compute with: for staff, and for anybody."""

from typing import Any

from smd_workshop.core.errors import NotFound
from smd_workshop.models import Wave
from smd_workshop.surveys.figures import dataset, expectations, question_facts, rates


def document(wave: Wave, *, public: bool = False) -> dict[str, Any]:
    """Return what may be shown of a wave; in public without pairs that would tell what few people said of one half alone.

    Raises NotFound before the figures are computed.
    """
    shown = dataset.shown(wave)
    if shown is None:
        raise NotFound
    pairs = expectations.public(wave) if public else expectations.shown(wave)
    return {
        **shown.figures,
        **question_facts.documents(wave),
        **({expectations.KEY: pairs} if pairs else {}),
        **({} if shown.nothing else rates.document(wave)),
        **({"simulated": True} if wave.survey.shown_as_simulated else {}),
    }
