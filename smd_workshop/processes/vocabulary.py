"""What a process talks about: kinds of items, the groups they are sorted into, what ties them.

A new kind, grouping or tie is a line here; the columns that hold their codes are open.
"""

from dataclasses import dataclass

from smd_workshop.core.errors import Invalid
from smd_workshop.core.messages import N_
from smd_workshop.models import Process


@dataclass(frozen=True, slots=True)
class Group:
    """One of the groups that items are sorted into; its code begins the codes of its items."""

    code: str
    one: str
    many: str
    meaning: str = ""
    #: Whether it lies within or comes from outside, and whether it helps or harms: what its sign is drawn from.
    within: bool = True
    helps: bool = True


@dataclass(frozen=True, slots=True)
class Grouping:
    """A way of sorting: its groups in the order of every page, and how a person is asked for one."""

    code: str
    question: str
    #: What is said to who chose none.
    choose: str
    groups: tuple[Group, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the groups in their order."""
        return tuple(group.code for group in self.groups)

    @property
    def names(self) -> dict[str, str]:
        """What stands over the items of each group, by its code; to be translated."""
        return {group.code: group.many for group in self.groups}


@dataclass(frozen=True, slots=True)
class ItemKind:
    """A kind of item; one that is grouped takes the first letters of its codes from the group."""

    code: str
    #: What stands over several of them.
    many: str
    prefix: str = ""
    grouped: bool = False


@dataclass(frozen=True, slots=True)
class LinkKind:
    """A way in which one item is tied to another, and which (kind, kind) it may tie; ANY is every kind."""

    code: str
    ties: tuple[tuple[str, str], ...]


ANY = "*"

#: SWOT; in Spanish FODA, whose order of the letters it keeps: in two columns what helps stands over what harms, and
#: what lies within beside what comes from outside. Lists of factors take their order from here, and from nowhere else.
SWOT = Grouping(
    "swot",
    N_("What is it?"),
    N_("Choose one: strength, opportunity, weakness or threat."),
    (
        Group("F", N_("Strength"), N_("Strengths"), N_("we have it and it helps")),
        Group(
            "O",
            N_("Opportunity"),
            N_("Opportunities"),
            N_("it comes from outside and helps"),
            within=False,
        ),
        Group(
            "D", N_("Weakness"), N_("Weaknesses"), N_("we lack it or it holds us back"), helps=False
        ),
        Group(
            "A",
            N_("Threat"),
            N_("Threats"),
            N_("it comes from outside and harms"),
            within=False,
            helps=False,
        ),
    ),
)
GROUPINGS: dict[str, Grouping] = {each.code: each for each in (SWOT,)}

ITEM_KINDS: dict[str, ItemKind] = {
    each.code: each
    for each in (
        ItemKind("factor", N_("Factors"), grouped=True),
        ItemKind("theme", N_("Themes"), "T"),
        ItemKind("objective", N_("Objectives"), "OE"),
        ItemKind("perspective", N_("Perspectives"), "P"),
        ItemKind("indicator", N_("Indicators"), "I"),
        ItemKind("target", N_("Targets"), "M"),
        ItemKind("link", N_("Links"), "R"),
        ItemKind("statement", N_("Statements"), "E"),
        # What a workshop says of a plan: how its actions advance, what stands in their way, who does what.
        ItemKind("action", N_("Progress of actions"), "AE"),
        ItemKind("obstacle", N_("Obstacles of actions"), "OB"),
        ItemKind("commitment", N_("Commitments"), "C"),
        # What a workshop says of a variable of the repository: how good it is.
        ItemKind("variable", N_("Variables"), "V"),
        # What a workshop says of what acts on what people value: whether it adds or takes, and how strongly.
        ItemKind("effect", N_("Effects"), "EF"),
    )
}

LINK_KINDS: dict[str, LinkKind] = {
    each.code: each
    for each in (
        # What something is about.
        LinkKind("theme", ((ANY, "theme"),)),
        # What something answers to: it was made because of the other.
        LinkKind(
            "from", (("objective", "factor"), ("indicator", "objective"), ("target", "indicator"))
        ),
        # An arrow of a strategy map: from the cause to its effect.
        LinkKind("cause", (("objective", "objective"),)),
    )
}


def item_kind(code: str) -> ItemKind:
    """Return the kind of item with this code, or raise Invalid."""
    if code not in ITEM_KINDS:
        raise Invalid(N_("There is no kind of item called %(kind)s."), kind=code)
    return ITEM_KINDS[code]


def grouping_of(process: Process) -> Grouping:
    """Return how a process sorts its items."""
    return GROUPINGS[process.grouping]


def groups_of(process: Process, kind: str) -> tuple[str, ...]:
    """Return the codes of the groups that items of this kind stand in; none where it has no groups."""
    return grouping_of(process).codes if item_kind(kind).grouped else ()


def check_group(grouping: Grouping, kind: str, group: str) -> str:
    """Return the group of an item of this kind, '' where the kind has none; raises Invalid."""
    if not item_kind(kind).grouped:
        return ""
    if group not in grouping.codes:
        raise Invalid(grouping.choose)
    return group


def may_tie(link: str, kind: str, target: str) -> bool:
    """Say whether a link of this kind may go from an item of one kind to one of another."""
    ties = LINK_KINDS[link].ties if link in LINK_KINDS else ()
    return kind in ITEM_KINDS and any(
        from_ in {ANY, kind} and to in {ANY, target} for from_, to in ties
    )
