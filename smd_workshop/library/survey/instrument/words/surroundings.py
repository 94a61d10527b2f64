"""What stands around a questionnaire: buttons, consent, thanks and errors, in languages that the house does not speak.

The pages of who answers are in Spanish and English. In any other language of a questionnaire its writers may say these
phrases too; what they leave out is read in Spanish. Numbers and days are put into a phrase where a word in braces stands.
"""

import re
from collections.abc import Mapping
from typing import Final

from smd_workshop.core.messages import N_
from smd_workshop.library.survey.instrument.answering import CONSENT, MISSING, REFUSED
from smd_workshop.library.survey.instrument.model import Instrument

#: Languages in which the pages are written anyway.
HOUSE: Final = frozenset({"es", "en"})
#: A place in a sentence of ours, and in the words of who writes a questionnaire.
_OURS: Final = re.compile(r"%\((\w+)\)s")
_THEIRS: Final = re.compile(r"\{(\w+)\}")
#: code → the sentence as the pages write it. Of a sentence that counts there are two: for one, and for any other number.
PHRASES: Final[Mapping[str, str]] = {
    "said": N_("You said, we did"),
    "you_said": N_("You said"),
    "we_did": N_("We did"),
    "anonymous": N_("Your answers are anonymous"),
    "anonymous_how": N_(
        "We keep that you took part, and apart from it what was answered. Nothing joins the two: no name, no time, no order. "
        "After you send, nobody can find your answers, not even you, so they cannot be changed."
    ),
    "anonymous_unknown": N_(
        "We do not know who you are. We keep that somebody took part, and apart from it what was answered. Nothing joins the two: no name, "
        "no time, no order. After you send, nobody can find your answers, not even you, so they cannot be changed."
    ),
    "draft_locked": N_(
        "Until you send, what you have written is kept locked with your link, so that you can go on later."
    ),
    "confidential": N_("Your answers are confidential"),
    "confidential_how": N_(
        "We keep your answers together with who you are, so that you can change them until the survey closes and what you say can "
        "be followed up. Only the people who run the survey may see them; what is published never names anybody."
    ),
    "for_name": N_("This link is for %(name)s."),
    "not_you": N_("If that is not you, do not answer by it and tell who gave it to you."),
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
    "fresh": N_("What you answered brings more questions on this page:"),
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
    "page_of": N_("Page %(place)s of %(all)s"),
    "page": N_("Page %(number)s"),
    "answered": N_("%(many)s of %(all)s answered"),
    "answered_so_far": N_("You have answered %(many)s of %(all)s."),
    "question": N_("%(num)s question"),
    "questions": N_("%(num)s questions"),
    "minute": N_("about %(num)s minute"),
    "minutes": N_("about %(num)s minutes"),
    "cannot_do": N_("We will not do it: %(why)s"),
    "at_it": N_("We are at it, until %(day)s."),
    "not_begun": N_("Not begun yet; it is due on %(day)s."),
    "late": N_("It is late: it was due on %(day)s."),
    "unknown": N_(
        "We do not know who you are unless you write it. Only the people who run the survey may see your answers; what is published "
        "never names anybody."
    ),
    "can_change": N_("You can change them until the survey closes."),
    "anybody": N_(
        "Anybody may answer here: once each, please. These answers are counted apart from those of the people who were invited."
    ),
    "few_one": N_(
        "Few are asked: %(num)s person. Who knows you well may guess what you said, above all from what you write in words."
    ),
    "few": N_(
        "Few are asked: %(num)s people. Who knows you well may guess what you said, above all from what you write in words."
    ),
    "links_until": N_("Links and addresses of letters are kept until %(day)s; then they are removed."),
    "open_until": N_(
        "Until %(day)s what you wrote stays with the link by which you came; then that is removed."
    ),
    "name_until": N_(
        "Until %(day)s we keep your name with your answers. Then it is removed, and nothing leads from you to them any more."
    ),
    "rights_nobody": N_(
        "Nobody can show you your answers, put them right or remove them, because nobody can find them."
    ),
    "rights_list": N_(
        "What the list of who is asked says of you, you can ask to see, to have put right or to have removed. It is free (Ley 29733)."
    ),
    "rights_named": N_(
        "As long as your name is kept with your answers you can ask to see them, to have them put right or to have them removed. "
        "It is free (Ley 29733)."
    ),
    "rights_open": N_(
        "Nobody knows which answers are yours: once the survey is closed, nobody can show them to you, put them right or remove them."
    ),
    "rights_whom": N_("Ask for it here: %(contact)s"),
    "rights_where": N_("Ask for it where you got this link."),
    "questions_most": N_("up to %(num)s questions, depending on what you answer"),
    "begin_until": N_("You can begin until the end of %(day)s."),
    "contact": N_("Questions: %(contact)s"),
    "arrived_change": N_("Your answers arrived. You may change them until the survey closes."),
    "another": N_("Begin as another person"),
    "unsent_gone": N_(
        "If you had begun and not sent, what you wrote did not arrive, was not counted, and was erased when the survey closed."
    ),
    "same_link": N_("You may change them until the survey closes: open the same link."),
    "places_all": N_("Please give every option a place of its own."),
    "places_twice": N_("Two options have the same place."),
    "at_least": N_("Please choose at least %(limit)s."),
    "at_most": N_("Please choose at most %(limit)s."),
    "whole": N_("Please write a whole number."),
    "steps": N_("Please write a number in steps of %(step)s."),
    "or_more": N_("Please write %(low)s or more."),
    "or_less": N_("Please write %(high)s or less."),
    "between": N_("Please write something between %(low)s and %(high)s."),
    "a_day": N_("Please write a day like 31/12/2023."),
    "long": N_("This is %(many)s signs long; %(limit)s are possible."),
    "ready": N_("In 10 seconds this screen is ready for the next person."),
    "next_person": N_("Next person"),
}  # fmt: skip

#: Of these, what somebody agrees to: by the first page, and before they send.
PROMISES: Final = (
    "anonymous", "anonymous_how", "anonymous_unknown", "draft_locked", "confidential", "confidential_how", "free", "no_way_back", "change_until",
    "nothing_leads", "rights_nobody", "rights_list", "rights_named", "rights_open", "unknown", "can_change", "links_until", "open_until", "name_until",
)  # fmt: skip


def braced(sentence: str) -> str:
    """Return a sentence of ours as the writers of a questionnaire read it: with a word in braces for what differs."""
    return _OURS.sub(r"{\1}", sentence)


def places(words: str) -> frozenset[str]:
    """Return the words in braces, for which pages put in a number, a day or a name."""
    return frozenset(_THEIRS.findall(words))


def has_places(code: str, words: str) -> bool:
    """Say whether the words of a phrase leave room for just what its sentence tells."""
    return places(words) == places(braced(PHRASES.get(code, "")))


def as_pattern(words: str) -> str:
    """Return words in braces as a pattern for the operator %, in which nothing else is one."""
    return _THEIRS.sub(r"%(\1)s", words.replace("%", "%%"))


def is_asked(language: str) -> bool:
    """Say whether phrases are asked for in a language: the house does not speak it."""
    return language.partition("-")[0] not in HOUSE


def said_in(instrument: Instrument, language: str) -> dict[str, str]:
    """Return what pages say in a language in place of their own sentences, as patterns; nothing where the house speaks it.

    Words that leave no room for what their sentence tells are left out: nobody would learn how many are missing.
    """
    if not is_asked(language):
        return {}
    found = ((code, text.own(language)) for code, text in instrument.surroundings)
    return {
        PHRASES[code]: as_pattern(words)
        for code, words in found
        if code in PHRASES and words and has_places(code, words)
    }


def promised_in(instrument: Instrument) -> dict[str, dict[str, str]]:
    """Return by language and code what people agree to where its writers said it: {} where all read the house's words."""
    found: dict[str, dict[str, str]] = {}
    for code, text in instrument.surroundings:
        for language in filter(is_asked, instrument.languages if code in PROMISES else ()):
            words = text.own(language)
            if words and has_places(code, words):
                found.setdefault(language, {})[code] = words
    return found
