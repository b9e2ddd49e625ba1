"""Collation: the order in which a reader looks for names.

The Unicode Collation Algorithm (Unicode Technical Standard 10, by `pyuca`, with its table for Unicode 10, the same on
every machine), and what a language has otherwise: letters of their own that stand after another letter, as CLDR's
collation charts list them. Punctuation does not count; a space comes before any letter.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from pyuca.collator import Collator_10_0_0

#: How much of a name is compared; what is longer is not told apart by its order.
LENGTH = 200

#: The letters that a language files after another one (the first of each group), and not with it.
_TAILORED = {
    "bs": "c č ć, d dž đ, l lj, n nj, s š, z ž",
    "cs": "c č, h ch, r ř, s š, z ž",
    "cy": "c ch, d dd, f ff, g ng, l ll, p ph, r rh, t th",
    "da": "z æ ø å",
    "eo": "c ĉ, g ĝ, h ĥ, j ĵ, s ŝ, u ŭ",
    "es": "n ñ",
    "et": "s š z ž, w õ ä ö ü",
    "fi": "z å ä ö",
    "hr": "c č ć, d dž đ, l lj, n nj, s š, z ž",
    "hu": "c cs, d dz dzs, g gy, l ly, n ny, o ö, s sz, t ty, u ü, z zs",
    "is": "a á, d ð, e é, i í, o ó, u ú, y ý, z þ æ ö å",
    "lt": "c č, s š, z ž",
    "lv": "c č, g ģ, k ķ, l ļ, n ņ, s š, z ž",
    "nb": "z æ ø å",
    "nn": "z æ ø å",
    "no": "z æ ø å",
    "pl": "a ą, c ć, e ę, l ł, n ń, o ó, s ś, z ź ż",
    "ro": "a ă â, i î, s ș, t ț",
    "sk": "a ä, c č, h ch, o ô, s š, z ž",
    "sl": "c č ć, d đ, s š, z ž",
    "sv": "z å ä ö",
    "tr": "c ç, g ğ, h ı, o ö, s ş, u ü",
}

#: What comes after all letters, so that "z" with it stands after "zz".
_LAST = "\uffff"


@lru_cache(maxsize=1 << 16)
def sort_key(text: str, language: str = "") -> tuple[int, ...]:
    """Return a key that sorts names as readers of a language (a BCP 47 tag, "" for any) look for them.

    Letters count first, then accents, then case.
    """
    plain = _plain(text[:LENGTH])
    rules = _rules(language.partition("-")[0].lower())
    if rules:
        plain = re.sub("|".join(rules), lambda found: rules[found[0]], plain)
    key: tuple[int, ...] = _collator().sort_key(plain)
    return key


def own_letters(language: str) -> frozenset[str]:
    """Return the letters that a language has besides those of its script, in lower case."""
    rules = _rules(language.partition("-")[0].lower())
    return frozenset(letter for letter in rules if len(letter) == 1 and letter.islower())


def _plain(text: str) -> str:
    """Return a text without what does not count: punctuation and signs, the marks of transliterations among them."""
    composed = unicodedata.normalize("NFC", text)
    kept = (" " if letter.isspace() else letter for letter in composed if _counts(letter))
    return " ".join("".join(kept).split())


def _counts(letter: str) -> bool:
    if letter.isspace():
        return True
    category = unicodedata.category(letter)
    return category[0] not in "PS" and category not in ("Cc", "Cf") and not "ʰ" <= letter <= "˿"


@cache
def _rules(language: str) -> dict[str, str]:
    """Return what a language's own letters are to be compared as; the longer come first."""
    found = {}
    for group in _TAILORED.get(language, "").split(", "):
        base, *letters = group.split() or [""]
        for number, letter in enumerate(letters):
            found[letter] = f"{base}{_LAST}{chr(ord('a') + number)}"
            found[letter.upper()] = f"{base.upper()}{_LAST}{chr(ord('a') + number)}"
            found[letter.capitalize()] = f"{base.upper()}{_LAST}{chr(ord('a') + number)}"
    return dict(sorted(found.items(), key=lambda rule: -len(rule[0])))


@cache
def _collator() -> Collator_10_0_0:
    return Collator_10_0_0()
