"""Who reads “1 hojas pasadas” takes a page for a machine's: a noun behind a number follows it."""

import re
import sys

import pytest
from source import ROOT

sys.path.insert(0, str(ROOT / "scripts"))

import messages

#: What is never one: limits and days of the program, thresholds of two and more, the ends of a range, parts of a whole
#: in per cent, times of a ratio, marks that every point scale gives out.
NEVER_ONE = frozenset({
    "most", "limit", "days", "least", "lowest", "threshold", "small_cell", "length", "tries", "low", "high", "share",
    "coverage_share", "ratio", "times", "to", "from", "without", "with_key", "points_of", "total",
})  # fmt: skip
#: Sentences whose number is several wherever they are said, by how they begin, and why.
SEVERAL = {
    "%(many)s of %(all)s answers are one way": "257 of 280 and the like",
    "%(many)s options would make": "said of too many options",
    "%(num)s pairs are tied": "a tie is of two or more",
    "%(num)s sets were tied": "a tie is of two or more",
    "%(num)s questions": "beside “question”, for a language that staff write",
    "about %(num)s minutes": "beside “minute”, for a language that staff write",
    "Few are asked: %(num)s people": "beside its “person”, for a language that staff write",
    "%(value)s ": "said of more than a limit",
    "%(k)s is more than the %(options)s options": "stands in results on record; in Spanish a number in brackets",
    "%(yes)s of %(eligible)s seats said yes": "stands in results on record; in Spanish without the noun",
    "Only %(n)s people answered": "stands in results on record; fewer than two have a sentence of their own",
    "A question that is repeated is asked": "a protocol says from two times on",
    "Among the first %(top)s in": "several are chosen",
    "Partial result: the round is open": "its subject are those who voted",
    "A sector stands apart (frame)": "two words, or more than a point",
    "Each person could choose several": "five people or more, or it is not shown",
    "It is asked at least %(num)s times": "said once two rounds can be compared",
    "The rule says stop: it was asked": "said once two rounds can be compared",
    "Of %(ways)s ways of sharing": "hundreds",
    "Of what fewer than %(num)s people": "a threshold",
    "Out of %(num)s repetitions": "hundreds",
    "Shown are %(shown)s of %(all)s rows": "said of more rows than are shown",
    "The figures were computed before": "five people or more, or nothing was computed",
    "The latest %(num)s results": "a limit",
    "The sectors differ in size": "people of several sectors",
    "These factors make %(pairs)s pairs": "said of too many",
    "This is %(many)s signs": "said of too many",
    "We show no figure of %(sectors)s": "two sectors or more",
    "%(texts)s names nobody": "cells of a list, no number",
    "up to %(num)s questions": "said where more may be asked than one",
    "When the facilitator closes": "seconds that a hand needs",
}
#: What is a name, a number of something, a time or a day: no verb behind it is its own.
NAMES = frozenset({
    "code", "cell", "name", "one", "other", "sectors", "sector", "method", "number", "time", "day", "value", "fewest",
    "needed", "found",
})  # fmt: skip
_PLACE = r"(?:%\((\w+)\)s|\{(\w+)\})"
_ENGLISH = re.compile(
    _PLACE
    + r" (?:more |other |such |of the |of them )?((?:[a-z-]{3,}(?<!s)s|people|are|were|have)\b)"
)
_SPANISH = re.compile(_PLACE + r" (?:otr[oa]s |más )?([a-záéíóúñ]{3,}[aeo]s|personas|meses)\b")
_VERBS = frozenset({
    "asks", "contributes", "leads", "offers", "appears", "begins", "wins", "costs", "rests", "requires", "weighs", "yes",
    "kept", "times",
})  # fmt: skip
_SPANISH_OTHER = frozenset(
    {"antes", "menos", "además", "entonces", "dos", "los", "las", "tres", "veces"}
)


def _said_in(pattern, text, others):
    """Yield the names of places that a noun or verb in the plural stands behind."""
    for found in pattern.finditer(text):
        name = found[1] or found[2]
        if found[3] not in others and name not in NEVER_ONE | NAMES:
            yield name


@pytest.fixture(scope="module")
def catalogue():
    return messages.read(ROOT / "translations/es/LC_MESSAGES/messages.po", "es")


def test_a_number_that_may_be_one_has_a_sentence_for_one(catalogue):
    wrong = {
        message.id: {*_said_in(_ENGLISH, message.id, _VERBS), *_said_in(_SPANISH, message.string, _SPANISH_OTHER)}
        for message in catalogue
        if isinstance(message.id, str) and message.id and not message.id.startswith(tuple(SEVERAL))
    }  # fmt: skip
    assert {text: names for text, names in wrong.items() if names} == {}


def test_each_sentence_that_is_always_said_of_several_is_still_said(catalogue):
    said = [message.id for message in catalogue if isinstance(message.id, str)]
    assert [start for start in SEVERAL if not any(text.startswith(start) for text in said)] == []
