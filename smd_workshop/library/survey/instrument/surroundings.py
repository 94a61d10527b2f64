"""What stands around a questionnaire: buttons, consent, thanks and errors, in languages that the house does not speak.

The pages of who answers are in Spanish and English. In any other language of a questionnaire its writers may say these
phrases too; what they leave out is read in Spanish.
"""

from collections.abc import Mapping
from typing import Final

from smd_workshop.core.messages import N_
from smd_workshop.library.survey.instrument.answering import CONSENT, MISSING, REFUSED
from smd_workshop.library.survey.instrument.model import Instrument

#: Languages in which the pages are written anyway.
HOUSE: Final = frozenset({"es", "en"})
#: code → the sentence as the pages write it; none has a place for something else.
PHRASES: Final[Mapping[str, str]] = {
    "said": N_("You said, we did"),
    "you_said": N_("You said"),
    "we_did": N_("We did"),
    "anonymous": N_("Your answers are anonymous"),
    "anonymous_how": N_(
        "We keep that you took part, and apart from it what was answered. Nothing joins the two: no name, no time, no order. "
        "After you send, nobody can find your answers, not even you, so they cannot be changed."
    ),
    "draft_locked": N_(
        "Until you send, what you have written is kept locked with your link, so that you can go on later."
    ),
    "confidential": N_("Your answers are confidential"),
    "confidential_how": N_(
        "We keep your answers together with who you are, so that you can change them until the survey closes and what you say can "
        "be followed up. Only the people who run the survey may see them; what is published never names anybody."
    ),
    "free": N_("To take part is free. By going on you agree to what stands above."),
    "begin": N_("Begin"),
    "go_on": N_("Go on where I was"),
    "next": N_("Save and go on"),
    "last": N_("Save and see what I answered"),
    "back": N_("Back"),
    "later": N_("Save and go on another day"),
    "saved": N_("Saved. Open this same link when you want to go on."),
    "optional": N_("(you may leave it empty)"),
    "places": N_("Give each one its place: 1 for the first."),
    "again": N_("Please look at this again. All else is saved:"),
    "missing": MISSING,
    "tick": CONSENT,
    "refused": REFUSED,
    "check": N_("Send your answers"),
    "empty": N_("What is empty counts as not answered."),
    "no_way_back": N_("After sending nothing can be changed."),
    "change_until": N_("You may change them until the survey closes."),
    "send": N_("Send my answers"),
    "change": N_("Change"),
    "not_answered": N_("not answered"),
    "yes": N_("Yes"),
    "thanks": N_("Your answers arrived. Thank you."),
    "nothing_leads": N_("Nothing in our records leads from you to what you answered."),
    "close_page": N_("You can close this page now."),
    "look": N_("Look at my answers and change them"),
    "over": N_("This survey is over. It takes no more answers."),
    "not_yet": N_("This survey has not begun yet. Keep the link and come back."),
}  # fmt: skip

#: Of these, what somebody agrees to: by the first page, and before they send.
PROMISES: Final = (
    "anonymous", "anonymous_how", "draft_locked", "confidential", "confidential_how", "free", "no_way_back", "change_until",
    "nothing_leads",
)  # fmt: skip


def is_asked(language: str) -> bool:
    """Say whether phrases are asked for in a language: the house does not speak it."""
    return language.partition("-")[0] not in HOUSE


def said_in(instrument: Instrument, language: str) -> dict[str, str]:
    """Return what pages say in a language in place of their own sentences; nothing where the house speaks it."""
    if not is_asked(language):
        return {}
    found = ((PHRASES.get(code), text.own(language)) for code, text in instrument.surroundings)
    return {sentence: words for sentence, words in found if sentence and words}


def promised_in(instrument: Instrument) -> dict[str, dict[str, str]]:
    """Return by language and code what people agree to where its writers said it: {} where all read the house's words."""
    found: dict[str, dict[str, str]] = {}
    for code, text in instrument.surroundings:
        for language in filter(is_asked, instrument.languages if code in PROMISES else ()):
            if words := text.own(language):
                found.setdefault(language, {})[code] = words
    return found
