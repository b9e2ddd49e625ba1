"""Disguise: characters that are not what they look like: those that nobody sees, and letters of another script that look Latin.

Unicode, chapters 6.2 (spaces), 23.1 and 23.2 (controls, layout). They come into values, names and pointers by copying.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

#: Spaces that are none to XML, and marks without a width.
UNSEEN = re.compile(
    "[\x80-\xa0\xad\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u2064\u2066-\u206f\u3000\ufeff]"
)

#: Those of them that may stand in an id, as some scripts need.
_JOINERS = "\u200c\u200d"

#: Letters of Cyrillic and Greek, and the Latin ones that look the same.
_LATIN = str.maketrans(
    "аеорсухіјѕһАВЕКМНОРСТХІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "aeopcyxijshABEKMHOPCTXIJSABEZHIKMNOPTYXo"
)


def unseen(text: str) -> list[str]:
    """Return the characters of a text that nobody sees, or takes for a plain space, but for those that an id may have."""
    return [one for one in UNSEEN.findall(text) if one not in _JOINERS]


def seen(text: str, instead: str = "") -> str:
    """Return a text without its `unseen` characters, or with something instead of each."""
    return UNSEEN.sub(lambda found: found[0] if found[0] in _JOINERS else instead, text)


def disguised(text: str) -> str:
    """Return in words the first character of a text that is not what it looks like, or "" where there is none."""
    if text.isascii():
        return ""
    if found := UNSEEN.search(text):
        return f"a character that nobody sees: {in_unicode(found[0])}"
    letter = next((one for one in text if ord(one) in _LATIN), "")
    return letter and f"a letter that only looks like a Latin one: {in_unicode(letter)}"


def as_seen(text: str) -> Iterator[str]:
    """Yield a text as it looks: with plain spaces and without what has no width, or without either; then all in Latin, if it looks so."""
    latin = text.translate(_LATIN)
    for one in (text, latin) if UNSEEN.sub("", latin).isascii() else (text,):
        spaced = UNSEEN.sub(lambda found: " " if found[0].isspace() else "", one)
        yield " ".join(spaced.split())
        yield UNSEEN.sub("", one)


def in_unicode(character: str) -> str:
    """Return the number of a character and its name."""
    return f"U+{ord(character):04X} {unicodedata.name(character, '')}".rstrip()
