"""Collation: the order in which a reader looks for names, the letters they stand under, and when two are the same.

The Unicode Collation Algorithm (Unicode Technical Standard 10, by `pyuca`, with its table for Unicode 10, the same on
every machine), and what a language has otherwise, as the Unicode Common Locale Data Repository has it (CLDR 48,
`common/collation`; Unicode Technical Standard 35, part 5): letters of their own, letters that differ as accents do, and a
script that comes before the others. Punctuation does not count; a space comes before any letter.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache

from pyuca.collator import Collator_10_0_0

#: How much of a name is compared; what is longer is not told apart by its order.
LENGTH = 200

#: The letters that a language files after another one (the first of each group) and not with it; "=" joins what differs
#: as accents do. A letter that stands before another one is said to follow what stands there before it.
_TAILORED = {
    "az": "c ç, e ə, g ğ, h x ı, k q, o ö, s ş, u ü, z w",
    "be": "е ё, у ў",
    "cs": "c č, h ch, r ř, s š, z ž",
    "cy": "c ch, d dd, f ff, g ng, l ll, p ph, r rh, t th",
    "da": "th=þ, y=ü=ű, z æ=ä ø=ö=ő å=aa",
    "dsb": "c č ć, e ě, h ch, k ł, n ń, r ŕ, s š ś, z ž ź",
    "eo": "c ĉ, g ĝ, h ĥ, j ĵ, s ŝ, u ŭ",
    "ar": "ا=ء=أ=ؤ=إ=ئ, اا=آ, ت=ة, ي=ى",
    "es": "n ñ",
    "et": "s š z ž, w õ ä ö ü",
    "fa": "ا ء=أ=ؤ=إ=ئ, و ه=ة, ک=ك, ی=ى=ي",
    "fi": "n=ŋ, t=ŧ, y=ü, z å ä=æ ö=ø",
    "fy": "i=y",
    "hr": "c č ć, d dž=ǆ đ, l lj=ǉ, n nj=ǌ, s š, z ž",
    "hsb": "c č ć, e ě, h ch, k ł, r ř, s š, z ž ź",
    "hu": "c cs, d dz dzs, g gy, l ly, n ny, o ö=ő, s sz, t ty, u ü=ű, z zs",
    "is": "a á, d ð, e é, i í, o ó, u ú, y ý, z þ æ=ä ö=ø å",
    "kk": "е ё",
    "kl": "q=ĸ, th=þ, y=ü=ű, z æ=ä=ę ø=ö=ő=œ å",
    "ku": "c ç, e é=ê, i í=î, s ş, u ù=ú=û",
    "lt": "c č, i=y, s š, z ž",
    "lv": "a ā, c č, e ē, g ģ, i y ī, k ķ, l ļ, n ņ, o ō, r ŗ, s š, u ū, z ž",
    "mk": "д ѓ, и=й, ћ ќ",
    "mt": "b ċ, f ġ, g għ, h ħ, y ż",
    "no": "th=þ, y=ü=ű, z æ=ä=ę ø=ö=ő=œ å=aa",
    "pl": "a ą, c ć, e ę, l ł, n ń, o ó, s ś, z ź ż",
    "ro": "a ă â, i î, s ș=ş, t ț=ţ",
    "sk": "a ä, c č, h ch, o ô, r ř, s š, z ž",
    "sl": "c č ć, d đ, s š, z ž",
    "sq": "c ç, d dh, e ë, g gj, l ll, n nj, r rr, s sh, t th, x xh, z zh",
    "sv": "th=þ, y=ü=ű, z å ä=æ=ę ö=ø=ő=œ=ô",
    "tk": "c ç, e ä, j ž, n ň, o ö, s ş, u ü, y ý",
    "tr": "c ç, g ğ, h ı, o ö, s ş, u ü",
    "uk": "г ґ, і ї",
    "vi": "a ă â, d đ, e ê, o ô ơ, u ư",
}  # fmt: skip

#: The languages that have the letters of another one.
_LIKE = {
    "bs": "hr", "sh": "hr", "sr": "hr", "fo": "no", "nb": "no", "nn": "no", "gl": "es", "ky": "kk",
}  # fmt: skip

#: The languages that file the names in their own script before all others, by its first and last letter.
_FIRST = {
    "αϸ": "el grc", "аӏ": "be bg chu cu kk ky mk mn ru sr tg tt uk", "აჿ": "ka", "աֆ": "hy xcl",
    "את": "arc hbo he yi", "ءݻ": "ar fa ota ps ug ur", "ܐܬ": "syc syr", "ⲁⳁ": "cop", "ሀፚ": "am gez ti",
}  # fmt: skip

#: Letters without accents that Unicode could take away, and what they are taken for (CLDR 48, `Latin-ASCII`).
_PLAIN = str.maketrans({
    "æ": "ae", "œ": "oe", "ꜳ": "aa", "ꜵ": "ao", "ꜷ": "au", "ꜹ": "av", "ꜽ": "ay", "ꝏ": "oo", "þ": "th", "ꝥ": "th", "ð": "d",
    "đ": "d", "ɖ": "d", "ɗ": "d", "ꝺ": "d", "ø": "o", "ꝋ": "o", "ł": "l", "ꝉ": "l", "ɫ": "l", "ƚ": "l", "ħ": "h", "ı": "i", "ɨ": "i",
    "ŋ": "n", "ɲ": "n", "ŧ": "t", "ĸ": "q", "ƀ": "b", "ɓ": "b", "ƈ": "c", "ɛ": "e", "ƒ": "f", "ꝼ": "f", "ɡ": "g", "ǥ": "g", "ɠ": "g",
    "ƙ": "k", "ꝁ": "k", "ƥ": "p", "ꝑ": "p", "ꝗ": "q", "ʋ": "v", "ƴ": "y", "ƶ": "z", "ς": "σ",
})  # fmt: skip

#: The languages whose capital of "i" is "İ", and whose "I" is that of "ı".
_DOTTED = frozenset({"az", "tr"})

#: Letters that the algorithm itself files apart, though they look like, or are spelt, as another one.
_APART = frozenset("йþ")

#: The marks that stand over, under and in letters.
_MARKS = tuple(map(chr, range(0x300, 0x370)))

#: What comes after all letters, so that "z" with it stands after "zz"; and what differs from a letter as an accent does.
_LAST, _ACCENT = "\uffff", "\u0308"

#: More than any weight of the algorithm (they have 16 bits).
_BEHIND = 1 << 16


@lru_cache(maxsize=1 << 16)
def sort_key(text: str, language: str = "") -> tuple[int, ...]:
    """Return a key that sorts names as readers of a language (a BCP 47 tag, "" for any) look for them.

    Letters count first, then accents, then case.
    """
    language = _code(language)
    plain = _tailor(language)(unicodedata.normalize("NFD", _plain(text[:LENGTH])))
    key: tuple[int, ...] = _collator().sort_key(plain)
    first, last = _script(language)
    if not last:
        return key
    others = _weight("9") + 1
    return tuple(w + _BEHIND if w >= others and not first <= w <= last else w for w in key)


def own_letter(name: str, language: str) -> str:
    """Return the letter of its own, such as "Č", "Ch" or "Å", that a language has a name begin with; or ""."""
    language = _code(language)
    start = unicodedata.normalize("NFC", _plain(name[:LENGTH]))[:3]
    if language in _DOTTED and start[:1] in ("i", "İ"):
        return "İ"
    letters = _letters(language)
    for length in range(len(start), 0, -1):
        if found := letters.get(start[:length].lower()):
            return _capital(found, language)
    return start[:1].upper() if start[:1].lower() in _APART else ""


def folded(text: str) -> str:
    """Return a text as names are held against each other: without case, accents and marks of transliteration.

    Letters that have no accent for Unicode, but for readers (`ł`, `ø`, `ı`), become plain ones, and ligatures (`æ`) two.
    """
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.casefold()).translate(_PLAIN)
    return "".join(
        letter for letter in plain if not unicodedata.combining(letter) and not "ʰ" <= letter <= "˿"
    )


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


# What a language has of its own.


def _code(language: str) -> str:
    code = language.partition("-")[0].lower()
    return _LIKE.get(code, code)


def _capital(letter: str, language: str) -> str:
    if language in _DOTTED:
        letter = letter.replace("i", "İ")
    return letter[0].upper() + letter[1:]


@cache
def _groups(language: str) -> tuple[tuple[tuple[str, ...], ...], ...]:
    """Return what `_TAILORED` says: groups of letters in their order, each with what differs from it as an accent does."""
    return tuple(
        tuple(tuple(letters.split("=")) for letters in group.split())
        for group in _TAILORED.get(language, "").split(", ")
        if group
    )


@cache
def _letters(language: str) -> dict[str, str]:
    """Return the letters of a language, in lower case, each with the one under which it is filed."""
    return {
        letter: letters[0] if number else letters[0][0]
        for group in _groups(language)
        for number, letters in enumerate(group)
        if number or len(letters) > 1
        for letter in letters
    }


@cache
def _tailor(language: str) -> Callable[[str], str]:
    """Return what puts, in a decomposed text, in place of a language's own letters what they are compared as."""
    places = _places(language)
    forms = sorted(places, key=len, reverse=True)
    own = re.compile("|".join(map(_pattern, forms)))

    def compared(found: re.Match[str]) -> str:
        number = found.lastindex or 1
        return places[forms[number - 1]] + found[number]

    return (lambda text: own.sub(compared, text)) if forms else str


def _places(language: str) -> dict[str, str]:
    """Return what the letters of a language are to be compared as, decomposed, in small and capital letters."""
    places = {}
    for group in _groups(language):
        base = group[0][0]
        for number, letters in enumerate(group):
            place = f"{base}{_LAST}{chr(ord('a') + number)}" if number else base
            for accents, letter in enumerate(letters):
                if number or accents:
                    places[letter.upper()] = place.upper() + _ACCENT * accents
                    places[_capital(letter, language)] = place.capitalize() + _ACCENT * accents
                    places[letter] = place + _ACCENT * accents
    if language in _DOTTED:
        places["İ"] = "I"
    if language == "hu":  # one sign is doubled for a letter of two: "ssz" is "sz" and "sz"
        pairs = {form: place for form, place in places.items() if len(form) > 1}
        places |= {form[0] + form: place * 2 for form, place in pairs.items()}
        places |= {form[0] + form.lower(): place * 2 for form, place in pairs.items()}
    return {unicodedata.normalize("NFD", form): place for form, place in places.items()}


def _pattern(form: str) -> str:
    """Return a pattern of a decomposed letter, whose group finds the marks that Unicode orders before its accent."""
    accent = unicodedata.combining(form[-1])
    before = [mark for mark in _MARKS if 0 < unicodedata.combining(mark) < accent]
    return (
        f"{re.escape(form[:-1])}([{''.join(before)}]*){form[-1]}"
        if before
        else f"{re.escape(form)}()"
    )


@cache
def _script(language: str) -> tuple[int, int]:
    """Return the weights of the first and the last letter of the script that a language files first, or of none."""
    for ends, languages in _FIRST.items():
        if language in languages.split():
            return _weight(ends[0]), _weight(ends[1])
    return 0, 0


def _weight(letter: str) -> int:
    weight: int = _collator().sort_key(letter)[0]
    return weight


@cache
def _collator() -> Collator_10_0_0:
    return Collator_10_0_0()
