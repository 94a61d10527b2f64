"""An attacker with the program, the roll, the other rounds, one answer of their own and a computer.

Every world of small rooms is enumerated: all answers that all sectors could have given. What is published of a world
must determine no sector, and no option of a sector, that the decision and the sectors that are shown do not determine
by themselves. Every truth of every room is tried, so ordinary agreement and the extremes are among them; what is drawn
by chance are the sizes of the rooms. Scales are reduced so that worlds can be counted; the code is the product's.
"""

import json
import random
from itertools import combinations_with_replacement as multisets
from itertools import product

import numpy as np
from depth import DEEP
from seeded_files import drawn

from smd_workshop.library.ballots import DONT_KNOW
from smd_workshop.library.chances import chances_of
from smd_workshop.library.disclosure import NO_PAST, merged, plan, redact
from smd_workshop.library.method import counting, fill, grouped
from smd_workshop.library.methods import METHODS
from smd_workshop.library.profile import Profile, SectorInfo


def best_worst(best, times):
    """One of two options weighs so many times the other."""
    worst = "G" if best == "F" else "F"
    return {
        "best": best,
        "worst": worst,
        "best_to_others": {code: 1 if code == best else times for code in "FG"},
        "others_to_worst": {code: 1 if code == worst else times for code in "FG"},
    }


ANSWERS = {
    "rating": [{"F": mark} for mark in ((1, 3, 5, 7, 9) if DEEP else (1, 4, 6, 9))],
    "points": [{"F": points, "G": 100 - points} for points in range(0, 101, 25)],
    "approval": [[], ["F"], ["G"], ["F", "G"]],
    "approval-budget": [[], ["F"], ["G"], ["F", "G"]],
    "ratify": ["yes", "no", "abstain"],
    "estimate": [{"F": number} for number in (0, 10, 20, 30)],
    "ahp": [{"pairs": [["F", "G", times]]} for times in (9, 3, 1, "1/3", "1/9")],
    "ranking": [[], [["F"]], [["G"]], [["F", "G"]], [["G"], ["F"]]],
    "cross": [{"F|O": one, "F|A": other} for one in (0, 3) for other in (1, 2)],
    "majority-judgment": [{"F": 5, "G": 1}, {"F": 3, "G": 3}, {"F": 1, "G": 5}, {"G": 2}],
    "bwm": [best_worst(*pair) for pair in (("F", 2), ("F", 9), ("G", 3), ("G", 9), ("F", 1))],
}
#: What says nothing: somebody may know that nobody answered so.
NOTHING = {"ratify": "abstain", "rating": {"F": DONT_KNOW}, "estimate": {}, "cross": {}}
OPTIONS = {
    "rating": ["F"],
    "points": ["F", "G"],
    "approval": ["F", "G"],
    "approval-budget": ["F", "G"],
    "ratify": [],
    "estimate": ["F"],
    "majority-judgment": ["F", "G"],
    "ranking": ["F", "G"],
    "cross": ["F", "O", "A"],
    "bwm": ["F", "G"],
    "ahp": ["F", "G"],
}


def options_of(method_id):
    """The options of its rooms: one, where nobody chose others for a method."""
    return OPTIONS.get(method_id, [] if METHODS[method_id].single_question else ["F"])


def answers_of(method_id):
    """What may be answered in its rooms; of a method for which nobody chose it, four answers as its ballots are drawn."""
    if method_id in ANSWERS:
        return ANSWERS[method_id]
    chance, found = random.Random(method_id), []
    for _ in range(100):
        answer = drawn(METHODS[method_id], options_of(method_id), chance)
        if answer not in found and len(found) < 4:
            found.append(answer)
    return found


SETTINGS = {
    "approval": {"k": 1},
    "points": {"resamples": 100},
    "approval-budget": {"budget": 10, "costs": {"F": 6, "G": 7}},
    "cross": {"resamples": 100, "sides": {"F": ["F"], "O": ["O"], "A": ["A"]}},
}


def decision_of(method_id, result, profile, threshold):
    """What was decided: the least that is published of any room. A method that nobody knows here says it by its decider.

    Of estimates nothing is decided where fewer than the threshold gave a number.
    """
    decider = METHODS[method_id].decider
    if method_id == "rating":
        return {code: row["class"] for code, row in result["options"].items()}
    if method_id == "estimate":
        medians = {
            code: row["balanced_median"] if row["n"] >= threshold else None
            for code, row in result["options"].items()
        }
        return medians | {"status": result["status"]}
    if method_id == "majority-judgment":
        kept = ("majority_grade", "sufficient")
        rows = {code: [row[key] for key in kept] for code, row in result["options"].items()}
        return {"rows": rows, "order": result["order"], "status": result["status"]}
    if method_id == "approval-budget":
        sets = ("winners", "winners_completed")
        return {key: sorted(result[key]) for key in sets} | {
            "reason": result.get("winners_reason"),
            "status": result["status"],
        }
    keys = {
        "ratify": ("outcome",),
        "approval": ("winners", "winners_reason", "tied_sets", "common", "ladder"),
        "points": ("order",),
        "ranking": ("order",),
        "cross": ("leading", "leading_reason", "tied"),
        "bwm": ("order",),
        "ahp": ("order",),
    }.get(method_id)
    if keys is None:
        assert decider, f"{method_id} must say what it decides, or it must be said here"
        return [decider(profile, result["settings"])(profile), result.get("status")]
    return {key: result.get(key) for key in keys} | {"status": result["status"]}


def of_shown(method_id, document, shown):
    """What the published document says of each shown sector."""
    if method_id == "ratify":
        return [document["sectors"][sector] for sector in shown]
    if method_id in {"approval", "approval-budget"}:
        return [
            [row["support"]["sectors"][sector] for row in document["options"].values()]
            for sector in shown
        ]
    rows = document["pairs"] if method_id == "cross" else document["options"].values()
    return [[row["sectors"][sector] for row in rows] for sector in shown]


class Counted:
    """Rounds of one method in one room: what they decide with what shown sectors say, and all that is published."""

    def __init__(
        self, method_id, sectors, plan_, options=None
    ):  # the rule is the same for all answers
        method = METHODS[method_id]
        self.method_id, self.sectors, self.plan = method_id, sectors, plan_
        self.options = options_of(method_id) if options is None else options
        self.how, self.counting = method.disclosing, counting(method)
        self.settings = fill(method, self.asked(), self.options, self.counting.settings)
        self.groups = {name: tuple(own) for name, own in grouped(self.settings).items()}

    def asked(self):
        """The settings of a method; of a crossing its options stand on the sides that their letters name."""
        asked = SETTINGS.get(self.method_id, {})
        if "costs" in asked:
            return asked | {"costs": {code: 6 + at for at, code in enumerate(self.options)}}
        if "sides" not in asked:
            return asked
        sides = {side: [code for code in self.options if code[0] == side] for side in "FDOA"}
        return asked | {"sides": sides}

    def told(self, world):
        """Tell a world, given as the answers of each sector; both parts can be written as JSON."""
        ballots = [(code, answer, 1) for code, own in world.items() for answer in own]
        profile = Profile.of(self.sectors, self.options, ballots, self.groups)
        result = self._result(profile)
        together = self.plan.together
        as_one = self._result(merged(profile, together)) if together else None
        shown = redact(self.how, result, self.plan, as_one)
        codes = [*sorted(self.plan.shown), *(each.code for each in together)]
        if (
            "disclosure" not in shown
        ):  # as rounds.results.chances: only where everybody has the ballots
            chances = METHODS[self.method_id].chances
            shown["chances"] = chances_of(chances, profile, self.settings, "0")
        decided = [
            decision_of(self.method_id, result, profile, self.plan.threshold),
            of_shown(self.method_id, shown, codes),
        ]
        return decided, shown

    def _result(self, profile):
        seats = {
            s.code: {"eligible": s.eligible, "voted": voted}
            for s, voted in zip(profile.sectors, profile.voted().values(), strict=True)
        }
        figures = self.counting.compute(profile, self.settings)
        return {"seats": seats, "settings": self.settings} | figures


class Room:
    """All worlds of a room, each with what would be published of it and what it decides."""

    def __init__(
        self,
        method_id,
        sizes,
        *,
        answers=None,
        figure=None,
        threshold=5,
        past=NO_PAST,
        names=(),
    ):
        self.method_id, self.sizes = method_id, sizes
        self.answers = answers_of(method_id) if answers is None else answers
        self.sectors = [SectorInfo("abcdef"[place], many) for place, many in enumerate(sizes)]
        codes = [sector.code for sector in self.sectors]
        voted = dict(zip(codes, sizes, strict=True))
        self.plan = plan(voted, threshold, past=past, names=dict(names))
        self.as_one = [p for p, code in enumerate(codes) if self._is_joined(code)]
        self.hidden = [p for p, code in enumerate(codes) if code in self.plan.suppressed]
        self.known = [p for p, code in enumerate(codes) if code in past.known]
        self.worlds = list(
            product(*(list(multisets(range(len(self.answers)), many)) for many in sizes))
        )
        self.figure = figure
        self.counted = Counted(method_id, self.sectors, self.plan)
        told = [self._told(world) for world in self.worlds]
        self.published = numbered(published for published, _, _ in told)
        self.decided = numbered(decided for _, decided, _ in told)
        #: What would be told if those that are shown as one were shown apart, down to each answer.
        self.apart = numbered(apart for _, _, apart in told)

    def _is_joined(self, code):
        return any(code in each.sectors for each in self.plan.together)

    def _told(self, world):
        given = {
            sector.code: [self.answers[answer] for answer in own]
            for sector, own in zip(self.sectors, world, strict=True)
        }
        decided, shown = self.counted.told(given)
        known = [world[place] for place in self.known]
        apart = [decided, known, [world[place] for place in self.as_one]]
        published = json.dumps([shown, known, self._figure(world)])
        return published, json.dumps([decided, known]), json.dumps(apart)

    def _figure(self, world):
        """What would be told of the hidden sectors as a group besides, in a trial of some bands."""
        if self.figure is None:
            return None
        return self.figure(
            [self.answers[answer] for place in self.hidden for answer in world[place]]
        )

    def secrets(self):
        """Yield, by hidden sector, what an attacker would like to know: all its answers, and those to one option."""
        for place in self.hidden:
            if place in self.known:
                continue
            yield place, np.array(numbered(world[place] for world in self.worlds))
            if self.method_id in {"approval", "approval-budget"}:
                for option in options_of(self.method_id):
                    marked = [option in answer for answer in self.answers]
                    yield (
                        place,
                        np.array([sum(marked[a] for a in world[place]) for world in self.worlds]),
                    )

    def attackers(self):
        """Yield who tries: nobody of the room, or one with an own answer, which leaves fewer worlds possible."""
        silent = self._silent()
        for knows in [np.ones(len(self.worlds), bool), *([silent] if silent is not None else [])]:
            yield None, knows
            for place in range(len(self.sizes)):
                for answer in range(len(self.answers)):
                    own = np.array([answer in world[place] for world in self.worlds])
                    if (own & knows).any():
                        yield place, own & knows

    def _silent(self):
        """The worlds in which nobody said what says nothing; None where nobody can."""
        nothing = NOTHING.get(self.method_id)
        if nothing not in self.answers:
            return None
        unsaid = self.answers.index(nothing)
        return np.array([all(unsaid not in own for own in world) for world in self.worlds])

    def determined(self):
        """Count what the decision determines, and what is published does: over all truths, secrets and attackers."""
        by_decision = by_publication = 0
        for attacker, possible in self.attackers():
            for place, secret in self.secrets():
                if place == attacker and self.sizes[place] == 1:
                    continue
                by_decision += alone(self.decided[possible], secret[possible])
                by_publication += alone(self.published[possible], secret[possible])
        return by_decision, by_publication


def numbered(values):
    """Give equal values equal numbers."""
    numbers = {}
    return np.array([numbers.setdefault(value, len(numbers)) for value in values])


def alone(told, secret):
    """Count the worlds in which what is told leaves one possibility of a secret."""
    order = np.lexsort((secret, told))
    told, secret = told[order], secret[order]
    begins = np.flatnonzero(np.r_[True, told[1:] != told[:-1]])
    ends = np.r_[begins[1:], len(told)] - 1
    return int((ends - begins + 1)[secret[begins] == secret[ends]].sum())
