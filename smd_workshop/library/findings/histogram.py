"""A histogram as small as a word, for a line of text: a bar for each step, and a sign under the median.

Drawn in few characters, for a ballot that is asked again has one for every option and sector.
"""

from smd_workshop.library.sectors.distributions import Distribution

STEP, HIGH, UNDER = 8, 16, 5


def histogram(found: Distribution, colour: str = "currentColor") -> str:
    """Return a distribution as SVG; the highest bar is as high as the drawing, and a step with anybody is seen.

    What it shows stands beside it in words.
    """
    most, width = max(found.counts), STEP * len(found.counts)
    bars = "".join(
        f"M{place * STEP + 1} {HIGH}v-{max(2, round(many * HIGH / most))}h{STEP - 2}V{HIGH}z"
        for place, many in enumerate(found.counts)
        if many
    )
    sign = ""
    if found.middle is not None:
        x = f"{float(found.middle + 1 / 2) * STEP:.1f}".removesuffix(".0")
        sign = f"M{x} {HIGH + 1}l3 {UNDER - 1}h-6z"
    return (
        f'<svg class="histogram" width="{width}" height="{HIGH + UNDER}" aria-hidden="true">'
        f'<path fill="{colour}" d="{bars}M0 {HIGH}h{width}v.7H0z{sign}"/></svg>'
    )
