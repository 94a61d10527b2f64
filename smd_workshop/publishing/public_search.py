"""Search in what the public may read of the workshops of a process."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from smd_workshop.core import names
from smd_workshop.models import Process
from smd_workshop.publishing.portal_queries import agreed, commitments, latest, public_items

MOST_FOUND = 50
LONGEST_QUERY = 200
#: Characters of a snippet on each side of the word.
_AROUND = 60


@dataclass(frozen=True, slots=True)
class SearchHit:
    """What a search found: its kind, code, words and where in the process it stands."""

    kind: str
    code: str
    text: str
    workshop: str = ""
    number: int = 0
    #: What else holds the words, where `text` does not.
    why: str = ""


def search(process: Process, query: str) -> list[SearchHit]:
    """Return what holds every word of the query, without regard to accents or capitals."""
    words = query[:LONGEST_QUERY]
    if not names.folded(words):
        return []
    everything = (*_rounds_found(process), *_items_found(process), *_commitments_found(process))
    hits = [
        replace(found, why=snippet(words, texts, f"{found.code} {found.text}"))
        for found, texts in everything
        if names.holds(words, texts)
    ]
    return hits[:MOST_FOUND]


def snippet(words: str, texts: Iterable[str], shown: str) -> str:
    """Return the first text with a word that is not in what is shown of a hit, cut around it; '' where all are."""
    inside = names.folded(shown)
    for word in names.folded(words).split():
        found = next((text for text in texts if word in names.folded(text)), "")
        if word not in inside and found:
            at = max(0, names.folded(found).find(word) - _AROUND)
            cut = found[at : at + len(word) + 2 * _AROUND].strip()
            return f"{'… ' if at else ''}{cut}{' …' if at + len(cut) < len(found) else ''}"
    return ""


Searched = Iterable[tuple[SearchHit, Sequence[str]]]


def _rounds_found(process: Process) -> Searched:
    for round_ in latest(process, 1000):
        options = [f"{o.code} {o.wording}" for o in round_.options]
        found = SearchHit(
            "round", str(round_.number), round_.title, round_.workshop.code, round_.number
        )
        yield found, (round_.title, round_.question, *options)


def _items_found(process: Process) -> Searched:
    adopted = {each.objective.item.id for each in agreed(process)}
    for kind in ("objective", "factor"):
        for item in public_items(process, kind):
            named = "agreed" if item.id in adopted else kind
            yield (
                SearchHit(named, str(item.code), item.wording),
                (str(item.code), item.wording, item.evidence),
            )


def _commitments_found(process: Process) -> Searched:
    for commitment in commitments(process).all:
        yield (
            SearchHit("commitment", str(commitment.id), commitment.text),
            (commitment.text, commitment.owner),
        )
