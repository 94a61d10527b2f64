"""The words of a Spanish text that carry content, as they are compared: bare of case, accents and plural."""

import re
import unicodedata

_STOP = (
    "a al algo ante aqui asi aun cada como con contra cual cuando de del desde donde dos e el "
    "ella ellas ellos en entre era eran es esa ese eso esta estan estas este esto estos etc fue "
    "ha hacia han hasta hay la las le les lo los mas me mi mucha muchas mucho muchos muy ni no "
    "nos nuestra nuestras nuestro nuestros o otra otro para pero poca poco por porque que se ser "
    "si sin sobre son su sus tambien tan te tiene tienen toda todas todo todos tu un una unas "
    "uno unos y ya region moquegua"
)
#: Words that carry no content; the last two are in half of all notes.
STOP_WORDS = frozenset(_STOP.split())


def words(text: str) -> list[str]:
    """Return the words with content of a Spanish text, bare of case, accents and plural."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    found = re.findall(r"[a-z0-9ñ]+", plain)
    return [_singular(word) for word in found if word not in STOP_WORDS]


def _singular(word: str) -> str:
    if len(word) > 5 and word.endswith("es"):
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") else word
