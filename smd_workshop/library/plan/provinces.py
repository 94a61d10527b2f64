"""The three provinces of Moquegua: their borders, simplified, and where their names stand.

Source: Instituto Nacional de Estadística e Informática (INEI), provincial limits, IDE-INEI, update of 2023, as published
in the data set peru-geojson under CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/), thinned there to 0.006°.
Changed for this program: only the provinces 1801 to 1803, one border where two of them meet, corners nearer than 1.6
units (0.8 km) to the line between their neighbours left out (Douglas and Peucker 1973), degrees to scale at 17° south,
whole units of 0.48 km. It shows which province lies where; it decides no border.
"""

from dataclasses import dataclass
from typing import Final

from smd_workshop.core.names import folded

#: Of the drawing, in its own units.
WIDTH: Final = 340
HEIGHT: Final = 437


@dataclass(frozen=True, slots=True)
class Province:
    """A province: its corners as SVG writes them, and where its name stands."""

    name: str
    points: str
    at: tuple[int, int]

    @property
    def corners(self) -> tuple[tuple[int, int], ...]:
        """Return the corners as pairs of numbers."""
        pairs = (pair.split(",") for pair in self.points.split())
        return tuple((int(x), int(y)) for x, y in pairs)


#: Inland from the north: Sánchez Cerro above, Mariscal Nieto in the middle, Ilo at the sea.
PROVINCES: Final = (
    Province(
        "General Sánchez Cerro",
        "46,232 50,228 64,224 70,219 76,220 79,212 99,186 105,185 110,188 114,187 123,190 152,187 162,177 165,157 "
        "169,154 173,155 179,149 173,143 180,142 184,136 194,139 201,137 207,141 216,138 231,139 239,132 247,131 "
        "255,120 266,117 267,113 265,113 263,107 255,105 256,103 250,99 258,90 258,69 263,60 261,56 255,58 252,50 "
        "246,44 245,30 239,24 237,18 232,21 222,18 210,6 196,10 193,7 187,13 175,18 170,13 163,13 157,4 156,7 "
        "153,5 151,9 154,10 153,16 156,22 145,23 143,28 140,28 141,32 136,34 142,39 140,48 144,50 145,55 143,62 "
        "148,64 139,76 132,75 126,83 116,82 120,95 119,100 121,102 118,107 123,119 110,125 109,123 105,122 "
        "102,115 97,118 95,116 85,117 82,120 59,117 58,122 60,129 55,145 55,150 51,153 50,168 47,174 49,178 "
        "40,184 31,177 18,182 14,199 19,223 11,227 11,232 22,231 26,237 34,237 37,229 ",
        (190, 80),
    ),
    Province(
        "Mariscal Nieto",
        "266,117 255,120 247,131 239,132 231,139 216,138 207,141 201,137 194,139 184,136 180,142 173,143 179,149 "
        "173,155 169,154 165,157 162,177 152,187 123,190 114,187 110,188 105,185 99,186 79,212 76,220 70,219 "
        "64,224 50,228 46,232 37,229 34,237 29,236 25,240 27,247 32,245 34,247 38,247 42,251 41,256 46,264 41,273 "
        "34,277 15,300 17,302 27,303 24,307 25,312 32,315 29,323 36,332 42,333 40,334 44,346 52,341 56,344 65,343 "
        "74,347 78,347 81,343 87,352 97,355 97,364 105,371 108,381 114,386 133,392 140,371 162,346 167,343 "
        "171,337 168,330 169,323 178,309 176,305 183,294 190,290 200,292 208,287 212,288 219,278 226,263 235,260 "
        "238,253 232,243 237,233 232,229 237,217 235,210 237,205 266,189 270,191 276,189 280,196 295,199 294,203 "
        "281,209 277,219 280,231 285,232 287,229 292,228 296,221 302,224 302,228 309,224 314,216 315,198 322,192 "
        "322,188 328,184 327,182 336,179 332,169 335,166 335,162 330,156 324,155 316,162 298,152 294,134 291,135 "
        "284,127 268,121 ",
        (130, 262),
    ),
    Province(
        "Ilo",
        "15,300 10,301 4,308 8,311 7,317 14,319 17,327 25,332 32,355 32,368 37,390 28,406 35,403 71,422 76,430 "
        "82,433 86,428 91,413 95,412 95,408 109,406 115,399 132,401 133,392 114,386 108,381 105,371 97,364 97,355 "
        "87,352 81,343 78,347 74,347 65,343 56,344 52,341 44,346 40,334 42,333 36,332 29,323 32,315 25,312 24,307 "
        "27,303 17,302 ",
        (72, 360),
    ),
)  # fmt: skip


def find(name: str) -> Province | None:
    """Return the province that people call so, with or without “Province of”, accents and capitals aside."""
    words = folded(name).removeprefix("provincia de ").removeprefix("provincia ")
    for each in PROVINCES:
        if folded(each.name) == words:
            return each
    return None
