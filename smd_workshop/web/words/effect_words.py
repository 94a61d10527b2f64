"""The words of cumulative effects, the same on pages and on paper."""

from typing import Final

from flask import Flask

from smd_workshop.core.messages import N_
from smd_workshop.library.strategy.effects import Band, Lack

#: IFC's six steps, each with what is asked.
STEPS: Final = (
    (N_("What people value"), N_("Where it begins and ends, over which years, and its threshold.")),
    (N_("What acts on it"), N_("Activities past, present and planned, and drivers of nature.")),
    (N_("Where it stands"), N_("Its baseline and its trend.")),
    (N_("What each adds or takes"), N_("With sign, size and how sure one is.")),
    (N_("Whether that is significant"), N_("Who decided it, and why.")),
    (N_("What is done about it"), N_("By whom, and by which indicator one sees whether it helps.")),
)
KINDS: Final = {
    "environmental": N_("Environmental"),
    "social": N_("Social"),
    "economic": N_("Economic"),
}
BETTER: Final = {
    "more": N_("More is better: the threshold is the least there may be"),
    "less": N_("Less is better: the threshold is the most there may be"),
}
STATES: Final = {
    "past": N_("Past activity"),
    "present": N_("Present activity"),
    "planned": N_("Planned activity"),
    "natural": N_("Driver of nature"),
}
TRENDS: Final = {
    "improving": N_("It gets better"),
    "stable": N_("It stays as it is"),
    "worsening": N_("It gets worse"),
    "unknown": N_("Nobody knows"),
}
SIGNS: Final = {
    "plus": N_("It adds"),
    "minus": N_("It takes"),
    "no effect": N_("No effect"),
    "unknown": N_("Nobody knows"),
}
MARKS: Final = {"plus": "+", "minus": "−", "no effect": "0", "unknown": "?"}
MODES: Final = {
    "additive": N_("It adds up with the others"),
    "synergistic": N_("Together they do more than their sum"),
    "compensating": N_("They partly cancel each other"),
}
CONFIDENCES: Final = {
    "low": N_("Low confidence"),
    "medium": N_("Medium confidence"),
    "high": N_("High confidence"),
}
#: How strong an effect is, as a workshop rated it.
STRENGTHS: Final = {
    "slight": N_("a little"), "clear": N_("noticeably"), "strong": N_("very much"),
}  # fmt: skip
DECISIONS: Final = {
    "significant": N_("Significant"),
    "not significant": N_("Not significant"),
    "not decided": N_("Not decided yet"),
}
MEASURES: Final = {
    "avoid": N_("Avoid"),
    "reduce": N_("Reduce"),
    "mitigate": N_("Mitigate"),
    "enhance": N_("Enhance what is good"),
}
#: The band of a threshold: its word, its sign, and how the style sheet calls it.
BANDS: Final = {
    Band.WITHIN: (N_("With room to spare: under 75 %%"), "✓", "good"),
    Band.NEAR: (N_("Near the threshold: 75 %% to 100 %%"), "◐", "mid"),
    Band.BEYOND: (N_("Beyond the threshold"), "✕", "bad"),
}
LACKS: Final = {
    Lack.NO_BASELINE: N_("Nobody knows where it stands."),
    Lack.NO_CONTRIBUTION: N_("Nobody has said yet what acts on it."),
    Lack.UNKNOWN_SIGN: N_("Of one of them nobody knows whether it adds or takes: no sum."),
    Lack.NO_MAGNITUDE: N_("Of one of them nobody knows how much: no sum, only signs."),
    Lack.UNITS: N_("They are measured in different units: no sum, only signs."),
    Lack.MODE: N_("They do not simply add up: no sum, only signs."),
    Lack.NO_THRESHOLD: N_("No threshold was set."),
    Lack.NOT_ABOVE_ZERO: N_("A threshold must be above zero to be compared with."),
}
WORDS: Final = {
    "steps": STEPS, "kinds": KINDS, "better": BETTER, "states": STATES, "trends": TRENDS,
    "signs": SIGNS, "marks": MARKS, "modes": MODES, "confidences": CONFIDENCES,
    "strengths": STRENGTHS, "decisions": DECISIONS, "measures": MEASURES, "bands": BANDS, "lacks": LACKS,
}  # fmt: skip


def init_app(app: Flask) -> None:
    """Let templates say them."""
    app.jinja_env.globals["effect_words"] = WORDS
