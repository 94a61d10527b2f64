"""Answers that came by a link for anybody: what they are called in a file, in a result, and of whom they speak.

Whoever found the link chose to answer, perhaps twice: no population is known of which these people are a part.
"""

from typing import Final

#: In an smd-survey/1 document: the responses of who was asked, and those by a link for anybody.
RESPONSES: Final = "responses"
OPEN_RESPONSES: Final = "open_responses"
#: In a result: the same figures of those who came by a link for anybody.
OPEN: Final = "open"
#: How much of a population they speak of.
SELF_SELECTED: Final = "who chose to answer"
