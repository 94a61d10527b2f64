"""What scores are to other rounds, on the way back to the notes, on a chart and in a demonstration."""

from smd_workshop.library.charts.spec import DotRow, Dots
from smd_workshop.library.facets import SHORTLIST, Classifying, Drawn, Following, Offer, Tracing


def _enough(_part, shown):
    return [code for code, row in shown["options"].items() if row["verdict"] == "enough"]


FOLLOWING = Following(
    takes=(SHORTLIST,),
    offers=(Offer(SHORTLIST, "Those that scored enough in «%(title)s»", _enough),),
)
TRACING = Tracing(classifies=Classifying(lambda shown, code: shown["options"][code]["verdict"]))


def charts(result, labels):
    rows = tuple(
        DotRow(labels.option(code), row["balanced"])
        for code, row in result["options"].items()
        if row["balanced"] is not None
    )
    return (Dots(title="Mean score", unit="0 to 10", rows=rows, domain=(0, 10)),) if rows else ()


def simulate(round_, chance):
    def draw(_sector):
        answer = {code: chance.choice([*range(11), "ns"]) for code in round_.options}
        low = [code for code, mark in answer.items() if mark in (0, 1, 2, 3)]
        return Drawn(answer, dict.fromkeys(low[:1], "Razón simulada: falta acordarlo."))

    return draw
