"""The protocol in plain words: one entry per rule, the same on the page, in print and for the public."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from smd_workshop.core.messages import N_
from smd_workshop.core.numbers import share_said
from smd_workshop.models import Process
from smd_workshop.processes import protocols

#: Words for values that are not numbers.
WORDS = {
    "secret": N_("by secret ballot"),
    "nominal": N_("with names"),
    "publication": N_("when the facilitator publishes it"),
    "after_vote": N_("after one's own vote"),
    "live": N_("live, while people vote"),
    "yes": N_("in that round already; the roll says so"),
    "no": N_("from the next round on"),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: which numbers it fixes, its name, and sentences in which %(key)s stands for them."""

    keys: tuple[str, ...]
    title: str
    sentence: str


RULES = (
    Rule(
        (),
        N_("Every sector weighs the same"),
        N_("First each sector is counted by itself; then all sectors that answered are averaged "
           "with the same weight, however many seats each has."),
    ),
    Rule(
        ("sector_weights", "weights_reason"),
        N_("How much each sector weighs"),
        N_("First each sector is counted by itself; then the sectors that answered are averaged, each "
           "with its weight, however many seats it has: %(sector_weights)s; the others 1. The reason: "
           "%(weights_reason)s"),
    ),
    Rule(
        ("quorum_share",),
        N_("Quorum"),
        N_("A sector has quorum when more than %(quorum_share)s of its seats answer. Where a "
           "sector lacks quorum, the result is provisional and says so."),
    ),
    Rule(
        ("adopt_share",),
        N_("How an objective is adopted"),
        N_("It needs quorum and more votes in favour than against in each sector, and at least "
           "%(adopt_share)s in favour overall: in each sector the share of yes among yes and no, "
           "then the mean of the sectors. Abstaining is an answer: it counts for the quorum and "
           "for no side."),
    ),
    Rule(
        ("agree_from", "reject_to", "agree_share", "reject_share", "each_sector_share"),
        N_("When there is consensus about a factor"),
        N_("On the scale from 1 to 9, %(agree_from)s to 9 means that the factor matters and 1 to "
           "%(reject_to)s that it does not. A factor is in when, in the mean of the sectors, at least "
           "%(agree_share)s say that it matters and fewer than %(reject_share)s that it does not, "
           "more than %(each_sector_share)s of each sector that answered agree, and opinions do not "
           "fall apart. The same the other way round leaves it "
           "out. «I don't know» is published and counted on neither side."),
    ),
    Rule(
        ("coverage_share",),
        N_("What too few answered"),
        N_("What a person leaves blank is not counted against an option, and is never filled in. Where fewer than "
           "%(coverage_share)s of the ballots of a sector say something of an option, the result calls it insufficient. "
           "Its figures stay, and it does not come first among grades."),
    ),
    Rule(
        ("secrecy",),
        N_("Who knows how I voted"),
        N_("Unless a round says otherwise before its first answer, voting is %(secrecy)s. When a "
           "secret round closes, the link between seat and ballot is destroyed; where a rule below pairs rounds "
           "that repeat, when these end. What each sector "
           "answered is published, and its ballots without names, so that anybody can recount, as far as "
           "small sectors stay protected: if all of a sector answer alike, it is known what they answered."),
    ),
    Rule(
        ("visibility",),
        N_("When the result is seen"),
        N_("Unless a round says otherwise, the result is shown %(visibility)s."),
    ),
    Rule(
        ("grace_seconds",),
        N_("Closing a round"),
        N_("When the facilitator closes a round, phones count down %(grace_seconds)s seconds. "
           "The last ballot of a seat before the end counts; later ones do not."),
    ),
    Rule(
        ("repeat_at_least", "repeat_at_most"),
        N_("When a question is no longer asked again"),
        N_("A question that is repeated is asked at least %(repeat_at_least)s and at most %(repeat_at_most)s times, the "
           "first time included. Between the two it stops when opinions stand still, whether they agree or not; what is "
           "stable is not asked again. A rating is stable where at most 15 %% of the same people changed side, half moved "
           "by 1 or less, and who agrees by 10 points; a ratification, by 10 points with the same outcome; a grade, "
           "where it is the same word; an estimate, by 10 %%; an order, where 0.8 of it and of its first three stay."),
    ),
    Rule(
        ("pairs",),
        N_("Secret rounds that ask the same again"),
        N_("To count how many change their mind in a secret rating, the program keeps each answer sealed, under a number "
           "that only a key leads to, until the next round closes. The key is destroyed when the rule says stop, at the "
           "latest with the acta. Until then whoever holds the server and its secret could lead an answer back."),
    ),
    Rule(
        ("no_thread",),
        N_("Secret rounds that ask the same again"),
        N_("Nothing pairs the answers of a seat over two secret rounds: of a rating the least change that explains both "
           "rounds is said."),
    ),
    Rule(
        ("late_seats",),
        N_("Who joins while a round is open"),
        N_("A seat that is added while a round is open votes %(late_seats)s."),
    ),
    Rule(
        ("small_cell",),
        N_("Protection of small sectors"),
        N_("Of a secret round, a sector with fewer than %(small_cell)s answers is not shown apart. The smallest of the "
           "others are hidden with it, until they are at least two and together at least %(small_cell)s people: one "
           "group. What is hidden depends on numbers of people alone, never on what they answered. Totals, and the "
           "ballots, are then not shown either. What was decided is always shown, also where it tells how such a "
           "sector voted: what is adopted has a majority in every sector, and who knows the other numbers can work out "
           "from an estimate the one of a sector's only person. In a sector that is shown, one answer may stand alone "
           "where the others do not know or leave it blank."),
    ),
    Rule(
        ("decision_alone",),
        N_("Protection of small sectors"),
        N_("Of a secret round only what was decided is shown: no figure of a sector, no total and no ballot. What was "
           "decided is always shown, also where it tells how a small sector voted: what is adopted has a majority in "
           "every sector."),
    ),
    Rule(
        ("shown_together", "small_cell"),
        N_("Sectors that are shown together"),
        N_("Where one of them has fewer than %(small_cell)s answers in a secret round, these are shown as one: "
           "%(shown_together)s. Each still weighs the same and counts alone, so that nothing that is decided changes. "
           "They are shown as one only if each has at least 3 answers and all of them at least %(small_cell)s; beside "
           "what was decided this can tell as much as showing sectors from 3 answers on would."),
    ),
    Rule(
        ("small_cell",),
        N_("When a round asks the same again"),
        N_("A sector that was hidden stays hidden until at least %(small_cell)s of its voters are others, who were absent "
           "or were added. A sector that was shown is shown again: where only few of its people are others and nobody "
           "else changed an answer, the difference between both results is theirs."),
    ),
    Rule(
        ("guard_repeats", "small_cell"),
        N_("When a round asks the same again"),
        N_("A sector that was hidden stays hidden until at least %(small_cell)s of its voters are others, who were absent "
           "or were added. A sector that was shown is shown again only if all of its voters are the same or at least "
           "%(small_cell)s are others: else the difference between both results could be the answer of one person. "
           "Rounds are compared two by two: three together may still tell an answer, and so may a round by name "
           "that is held after a secret one."),
    ),
    Rule(
        (),
        N_("Ties and chance"),
        N_("A tie is always published. A ladder of rules decides it, and only at the very end a "
           "draw. Nobody chooses its seed: the program draws a number when the round opens and "
           "publishes its digest; when it closes, that number and the ballots together give the "
           "seed, so that anyone can check it and repeat the draw."),
    ),
)  # fmt: skip


#: Of these two a protocol has one.
EQUAL, WEIGHED = RULES[:2]


def _by_key(key: str) -> Rule:
    return next(rule for rule in RULES if rule.keys[:1] == (key,))


#: What some protocols say and others do not.
APART, DECISION_ALONE, TOGETHER, GUARDED = map(
    _by_key, ("small_cell", "decision_alone", "shown_together", "guard_repeats")
)
STOP, PAIRED, UNPAIRED = map(_by_key, ("repeat_at_least", "pairs", "no_thread"))
UNGUARDED = RULES[RULES.index(GUARDED) - 1]


@dataclass(frozen=True, slots=True)
class Explained:
    """A rule with its numbers as a reader writes them."""

    title: str
    sentence: str
    params: dict[str, Any]


def explained(process: Process, say: Callable[[str], str]) -> list[Explained]:
    """Return the rules of a process in the language that `say` speaks."""
    names = {sector.code: sector.name for sector in process.sectors}
    weights = {names.get(c, c): w for c, w in protocols.weights(process).items()}
    together = {names.get(c, c): name for c, name in protocols.shown_together(process).items()}
    named = {"sector_weights": weights, "shown_together": together}
    rules = (
        process.protocol if process.protocol_frozen_at else protocols.DEFAULTS | process.protocol
    )
    return explained_in(rules | named, say)


def explained_in(protocol: dict[str, Any], say: Callable[[str], str]) -> list[Explained]:
    """Return the rules of a protocol as it was stored; what it does not fix is the default."""
    left_out = {EQUAL if protocol.get("sector_weights") else WEIGHED}
    left_out |= {UNGUARDED} if protocol.get("guard_repeats") else {GUARDED}
    alone = {APART, TOGETHER, UNGUARDED, GUARDED}
    left_out |= alone if protocol.get("decision_alone") else {DECISION_ALONE}
    left_out |= set() if protocol.get("shown_together") else {TOGETHER}
    left_out |= _of_repeating(protocol)
    return [
        Explained(
            say(rule.title),
            say(rule.sentence) % params
            if (params := _params(protocol, rule, say))
            else say(rule.sentence),
            params,
        )
        for rule in RULES
        if rule not in left_out
    ]


def _of_repeating(protocol: Mapping[str, Any]) -> set[Rule]:
    """Return what is not said of repeating: a protocol that was fixed before there was a rule has none."""
    if not protocol.keys() >= protocols.SINCE_REPEATING:
        return {STOP, PAIRED, UNPAIRED}
    if int(protocol["repeat_at_most"]) == 1:
        return {PAIRED, UNPAIRED}
    return {PAIRED} if protocol["no_thread"] else {UNPAIRED}


def sentence(process: Process, key: str, say: Callable[[str], str]) -> str:
    """Return the sentence of the rule that fixes this number, in the language that `say` speaks."""
    rule = next(each for each in RULES if key in each.keys)
    return say(rule.sentence) % _params(process.protocol, rule, say)


def _params(protocol: dict[str, Any], rule: Rule, say: Callable[[str], str]) -> dict[str, Any]:
    stored = protocols.DEFAULTS | protocol
    return {key: shown(key, stored.get(key), say) for key in rule.keys}


def shown(key: str, value: Any, say: Callable[[str], str]) -> str:
    """Write a value: 2/3 stays 2/3, 0.75 becomes 75 %, a word is translated, weights are listed."""
    if key == "sector_weights":
        return ", ".join(f"{sector} {weight}" for sector, weight in (value or {}).items())
    if key == "shown_together":
        return _groups(value or {})
    if key in protocols.SHARES:
        return share_said(str(value), say)
    return say(WORDS[value]) if value in WORDS else str(value)


def _groups(together: Mapping[str, str]) -> str:
    """Write each group with its sectors: «Sociedad» (Comunidad, ONG)."""
    groups: dict[str, list[str]] = {}
    for sector, name in together.items():
        groups.setdefault(name, []).append(sector)
    return "; ".join(f"“{name}” ({', '.join(sectors)})" for name, sectors in groups.items())
