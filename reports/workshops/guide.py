"""A first workshop in ten steps: the page of help and the sheet of paper say the same."""

from dataclasses import dataclass

from reports.environment import render
from reports.pdf import pdf
from reports.spoken import Gettext, Ngettext
from smd_workshop.core.messages import N_


@dataclass(frozen=True, slots=True)
class Step:
    """What to do, how, and the name of the picture that shows it."""

    title: str
    text: str
    picture: str
    shows: str


STEPS = (
    Step(
        N_("Create the process and its sectors"),
        N_(
            "A process is the whole effort. Give it a name, then its sectors: the sides of the table. "
            "All weigh the same, however many people each has."
        ),
        "sectors", N_("The page of sectors, each with its colour and shape"),
    ),
    Step(
        N_("Bring the list of participants"),
        N_(
            "Import your own spreadsheet. You see what becomes of each row before anything is written, "
            "and can put rows right there."
        ),
        "import", N_("What the list would change, row by row"),
    ),
    Step(
        N_("Read the rules aloud"),
        N_(
            "The protocol says how answers are counted. Change it now if the table agrees: it is fixed "
            "when the first round opens."
        ),
        "protocol", N_("The protocol of the process"),
    ),
    Step(
        N_("Print the cards"),
        N_(
            "One card per organisation, with a QR code. The page says which address the codes lead to: try one with a phone "
            "before you print all. Whoever has no phone can answer on paper or on a borrowed one."
        ),
        "cards", N_("Where cards are printed"),
    ),
    Step(
        N_("Prepare the workshop"),
        N_(
            "Create it from the template: its agenda has all rounds, with their questions written. "
            "Take out what you do not need, and rehearse it: its page makes a copy for that."
        ),
        "agenda", N_("The agenda of a workshop"),
    ),
    Step(
        N_("Open the room"),
        N_(
            "Put the projector's page on the wall: people scan the code on their card, or type it. "
            "On the page of attendance you note who has no phone."
        ),
        "door", N_("Who is here, by sector"),
    ),
    Step(
        N_("Open a round and watch who is missing"),
        N_(
            "The console has one button for what comes next. It shows how many of each sector have "
            "answered, never what they answered."
        ),
        "console", N_("The console while a round is open"),
    ),
    Step(
        N_("Put the notes in order"),
        N_(
            "On the board you merge notes that say the same. Their authors may object; answer every "
            "objection before the vote opens."
        ),
        "board", N_("The board with the notes of the room"),
    ),
    Step(
        N_("Close, look and publish"),
        N_(
            "Phones count down and the round closes. You see the count first; when you publish it, "
            "phones, projector and public page show it."
        ),
        "result", N_("A published result"),
    ),
    Step(
        N_("Finish with the acta"),
        N_(
            "Prepare the draft, let those who were there read and correct it, then seal it. Nothing "
            "changes it afterwards, and everybody can read it."
        ),
        "acta", N_("The acta before it is sealed"),
    ),
)  # fmt: skip
#: What to have at hand on the day.
BRING = (
    N_("A laptop with its charger, and the projector."),
    N_("A Wi-Fi network that phones can join; its name and password on the wall."),
    N_("The cards, cut; some paper ballots; pens."),
    N_("Two phones to lend."),
    N_("This sheet."),
)
#: What people ask, and what to say.
TROUBLES = (
    (N_("“My card does not work.”"), N_("Issue it again under Seats: the old one stops working.")),
    (
        N_("“There is no signal.”"),
        N_("What they chose stays in the phone. When the signal is back they press the button again. Or give them paper."),
    ),
    (N_("“I made a mistake.”"), N_("Until the close everybody can change their answer; the last one counts.")),
    (N_("“Who sees what I answered?”"), N_("In a secret round nobody: the link is destroyed at the close.")),
)  # fmt: skip


def guide(*, gettext: Gettext, ngettext: Ngettext, language: str) -> bytes:
    """Return the guide as a PDF of one page."""
    title = gettext("A first workshop in ten steps")
    html = render(
        "guide.html", gettext=gettext, ngettext=ngettext, language=language, title=title,
        process="SMD Workshop", simulated=False, digest="", steps=STEPS, bring=BRING, troubles=TROUBLES,
    )  # fmt: skip
    return pdf(html, title=title, language=language)
