"""Regex: the regular expressions of W3C XML Schema and of XPath, turned into Python's.

XML Schema Part 2 (2nd edition, 2004), appendix F: a pattern is matched whole, `^` and `$` are ordinary characters, classes
may be subtracted from one another, `\\i` and `\\c` are the characters of names (XML 1.0, 5th edition), `\\p{L}` those of a
category and `\\p{IsGreek}` those of a block of Unicode. Values in ASCII are matched with an expression of their
own, so that Unicode's tables are looked through only for what lies beyond. Those of XPath (Functions and Operators 3.1,
section 5.6) are the same with a few signs more: `^` and `$`, groups that are kept or not, `\\1`, and as little as fits (`+?`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, cached_property
from itertools import groupby

Ranges = tuple[tuple[int, int], ...]

ASCII, UNICODE = 0x7F, 0x10FFFF

_SPACE: Ranges = ((9, 10), (13, 13), (32, 32))
_LINE_ENDS: Ranges = ((10, 10), (13, 13))
#: NameStartChar and NameChar of XML 1.0, 5th edition, productions 4 and 4a.
NAME_START = ":A-Z_a-z\xc0-\xd6\xd8-\xf6\xf8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
NAME = NAME_START + "\\-.0-9\xb7\u0300-\u036f\u203f-\u2040"

_ESCAPED = {"n": "\n", "r": "\r", "t": "\t"} | {sign: sign for sign in "\\|.?*+(){}-[]^$/"}
_QUANTIFIER = re.compile(r"\{(\d+)(?:,(\d*))?\}")
_PROPERTY = re.compile(r"\{(Is)?([A-Za-z0-9-]+)\}")
_CATEGORIES = frozenset(
    """L Lu Ll Lt Lm Lo M Mn Mc Me N Nd Nl No P Pc Pd Ps Pe Pi Pf Po Z Zs Zl Zp S Sm Sc Sk So
    C Cc Cf Co Cn""".split()
)

#: The blocks that appendix F lists, with their ends in today's Unicode.
_BLOCKS = """
    BasicLatin=0000-007F Latin-1Supplement=0080-00FF LatinExtended-A=0100-017F LatinExtended-B=0180-024F
    IPAExtensions=0250-02AF SpacingModifierLetters=02B0-02FF CombiningDiacriticalMarks=0300-036F
    Greek=0370-03FF Cyrillic=0400-04FF Armenian=0530-058F Hebrew=0590-05FF Arabic=0600-06FF Syriac=0700-074F
    Thaana=0780-07BF Devanagari=0900-097F Bengali=0980-09FF Gurmukhi=0A00-0A7F Gujarati=0A80-0AFF
    Oriya=0B00-0B7F Tamil=0B80-0BFF Telugu=0C00-0C7F Kannada=0C80-0CFF Malayalam=0D00-0D7F Sinhala=0D80-0DFF
    Thai=0E00-0E7F Lao=0E80-0EFF Tibetan=0F00-0FFF Myanmar=1000-109F Georgian=10A0-10FF HangulJamo=1100-11FF
    Ethiopic=1200-137F Cherokee=13A0-13FF UnifiedCanadianAboriginalSyllabics=1400-167F Ogham=1680-169F
    Runic=16A0-16FF Khmer=1780-17FF Mongolian=1800-18AF LatinExtendedAdditional=1E00-1EFF
    GreekExtended=1F00-1FFF GeneralPunctuation=2000-206F SuperscriptsandSubscripts=2070-209F
    CurrencySymbols=20A0-20CF CombiningMarksforSymbols=20D0-20FF LetterlikeSymbols=2100-214F
    NumberForms=2150-218F Arrows=2190-21FF MathematicalOperators=2200-22FF MiscellaneousTechnical=2300-23FF
    ControlPictures=2400-243F OpticalCharacterRecognition=2440-245F EnclosedAlphanumerics=2460-24FF
    BoxDrawing=2500-257F BlockElements=2580-259F GeometricShapes=25A0-25FF MiscellaneousSymbols=2600-26FF
    Dingbats=2700-27BF BraillePatterns=2800-28FF CJKRadicalsSupplement=2E80-2EFF KangxiRadicals=2F00-2FDF
    IdeographicDescriptionCharacters=2FF0-2FFF CJKSymbolsandPunctuation=3000-303F Hiragana=3040-309F
    Katakana=30A0-30FF Bopomofo=3100-312F HangulCompatibilityJamo=3130-318F Kanbun=3190-319F
    BopomofoExtended=31A0-31BF EnclosedCJKLettersandMonths=3200-32FF CJKCompatibility=3300-33FF
    CJKUnifiedIdeographsExtensionA=3400-4DBF CJKUnifiedIdeographs=4E00-9FFF YiSyllables=A000-A48F
    YiRadicals=A490-A4CF HangulSyllables=AC00-D7AF PrivateUse=E000-F8FF CJKCompatibilityIdeographs=F900-FAFF
    AlphabeticPresentationForms=FB00-FB4F ArabicPresentationForms-A=FB50-FDFF CombiningHalfMarks=FE20-FE2F
    CJKCompatibilityForms=FE30-FE4F SmallFormVariants=FE50-FE6F ArabicPresentationForms-B=FE70-FEFF
    Specials=FFF0-FFFF HalfwidthandFullwidthForms=FF00-FFEF OldItalic=10300-1032F Gothic=10330-1034F
    Deseret=10400-1044F ByzantineMusicalSymbols=1D000-1D0FF MusicalSymbols=1D100-1D1FF
    MathematicalAlphanumericSymbols=1D400-1D7FF CJKUnifiedIdeographsExtensionB=20000-2A6DF
    CJKCompatibilityIdeographsSupplement=2F800-2FA1F Tags=E0000-E007F
""".split()


class Expression:
    """A regular expression of XML Schema, or of XPath. Raises ValueError, which says why, for one that is none."""

    def __init__(self, pattern: str, *, is_xpath: bool = False) -> None:
        self.pattern = pattern
        self.is_xpath = is_xpath
        self._ascii = _compiled(pattern, ASCII, is_xpath)

    @cached_property
    def _unicode(self) -> re.Pattern[str]:
        return _compiled(self.pattern, UNICODE, self.is_xpath)

    def matches(self, value: str) -> bool:
        """Tell whether the whole of a value is what the expression describes."""
        return self.match(value) is not None

    def match(self, value: str) -> re.Match[str] | None:
        """Return how the expression describes the whole of a value; only XPath's has groups."""
        expression = self._ascii if value.isascii() else self._unicode
        return expression.fullmatch(value)


def _compiled(pattern: str, top: int, is_xpath: bool) -> re.Pattern[str]:
    try:
        return re.compile(_Reader(pattern, top, is_xpath=is_xpath).read())
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(f"{error}") from error


class _Reader:
    """Reads a pattern once, from left to right; every class of characters becomes ranges up to `top`."""

    def __init__(self, pattern: str, top: int, *, is_xpath: bool = False) -> None:
        self.pattern = pattern
        self.top = top
        self.is_xpath = is_xpath
        self.at = 0

    def read(self) -> str:
        read = self._alternatives()
        if self.at < len(self.pattern):
            raise ValueError(f'"{self._next()}" closes nothing')
        return read if isinstance(read, str) else _written(read, self.top)

    def _next(self) -> str:
        return self.pattern[self.at : self.at + 1]

    def _take(self) -> str:
        taken = self._next()
        self.at += 1
        return taken

    def _alternatives(self) -> str | Ranges:
        """Read up to the end or a closing bracket; alternatives of one character each are one class."""
        branches = [self._branch()]
        while self._next() == "|":
            self.at += 1
            branches.append(self._branch())
        classes = [branch for branch in branches if not isinstance(branch, str)]
        if len(classes) == len(branches):
            return _united(found for ranges in classes for found in ranges)
        return "|".join(b if isinstance(b, str) else _written(b, self.top) for b in branches)

    def _branch(self) -> str | Ranges:
        pieces: list[str | Ranges] = []
        while self._next() not in ("", "|", ")"):
            atom = self._atom()
            if quantifier := self._quantifier():
                atom = (atom if isinstance(atom, str) else _written(atom, self.top)) + quantifier
            pieces.append(atom)
        if len(pieces) == 1:
            return pieces[0]
        return "".join(p if isinstance(p, str) else _written(p, self.top) for p in pieces)

    def _atom(self) -> str | Ranges:
        sign = self._take()
        if self.is_xpath and (special := self._special(sign)):
            return special
        if sign == "(":
            inside = self._inside()
            return f"(?:{inside})" if isinstance(inside, str) else inside
        if sign == "[":
            return self._class()
        if sign == ".":
            return _without(((0, self.top),), _LINE_ENDS)
        if sign == "\\":
            return self._escape()
        if sign in "?*+{}]":
            raise ValueError(
                f'"{sign}" has nothing before it; write "\\{sign}" for the sign itself'
            )
        return _single(sign)

    def _inside(self) -> str | Ranges:
        """Read what an open bracket holds, and the one that closes it."""
        inside = self._alternatives()
        if self._take() != ")":
            raise ValueError("a bracket is not closed")
        return inside

    def _special(self, sign: str) -> str:
        """Read what XPath has and XML Schema has not, "" if it is something else."""
        if sign in ("^", "$"):
            return r"\A" if sign == "^" else r"\Z"
        if sign == "\\" and self._next() in list("123456789"):
            return f"(?:{sign}{self._take()})"
        if sign == "(" and not self._passes("?:"):
            inside = self._inside()
            return f"({inside if isinstance(inside, str) else _written(inside, self.top)})"
        return ""

    def _passes(self, signs: str) -> bool:
        """Go past some signs if they come next, and tell so."""
        is_next = self.pattern.startswith(signs, self.at)
        self.at += len(signs) * is_next
        return is_next

    def _quantifier(self) -> str:
        found = self._how_often()
        return f"{found}?" if found and self.is_xpath and self._passes("?") else found

    def _how_often(self) -> str:
        sign = self._next()
        if sign and sign in "?*+":
            self.at += 1
            return sign
        if sign != "{":
            return ""
        found = _QUANTIFIER.match(self.pattern, self.at)
        if not found or (found[2] and int(found[2]) < int(found[1])):
            raise ValueError('after "{" stands how often: {2}, {2,} or {2,5}')
        self.at = found.end()
        return found[0]

    def _class(self) -> Ranges:
        negated = self._next() == "^"
        self.at += negated
        found: list[tuple[int, int]] = []
        taken: Ranges = ()
        first = True
        while (sign := self._take()) != "]" or first:
            if not sign:
                raise ValueError("a class of characters is not closed")
            if sign == "]":
                raise ValueError("a class of characters is empty")
            if sign == "-" and self._next() == "[" and not first:
                self.at += 1
                taken = self._class()
                if self._take() != "]":
                    raise ValueError("nothing may follow what is taken from a class")
                break
            first = False
            found += self._member(sign)
        ranges = _united(found)
        return _without(_without(((0, self.top),), ranges) if negated else ranges, taken)

    def _member(self, sign: str) -> Ranges:
        """Return the characters that one sign, escape or range in a class stands for."""
        if sign == "[":
            raise ValueError('"[" in a class is written "\\["')
        start = self._escape() if sign == "\\" else _single(sign)
        follows = self.pattern[self.at : self.at + 2]
        single = start[0][0] if len(start) == 1 and start[0][0] == start[0][1] else None
        if (
            not follows.startswith("-")
            or follows in ("-]", "-[")
            or single is None
            or len(follows) < 2
        ):
            return start
        self.at += 1
        other = self._take()
        end = self._escape() if other == "\\" else _single(other)
        if len(end) != 1 or end[0][0] != end[0][1] or end[0][0] < single:
            raise ValueError(f'the range "{chr(single)}-{other}" has no end after its start')
        return ((single, end[0][0]),)

    def _escape(self) -> Ranges:
        sign = self._take()
        if sign in _ESCAPED and sign:
            return _single(_ESCAPED[sign])
        if sign in ("p", "P"):
            return self._either(self._property(), sign == "P")
        known = {"s": _space, "d": _digits, "w": _words, "i": _name_start, "c": _name}
        if not sign or sign.lower() not in known:
            raise ValueError(f'"\\{sign}" means nothing')
        return self._either(known[sign.lower()](self.top), sign.isupper())

    def _either(self, ranges: Ranges, negated: bool) -> Ranges:
        return _without(((0, self.top),), ranges) if negated else ranges

    def _property(self) -> Ranges:
        found = _PROPERTY.match(self.pattern, self.at)
        if not found:
            raise ValueError(
                'after "\\p" stands a category or block of Unicode: \\p{L}, \\p{IsGreek}'
            )
        self.at = found.end()
        if not found[1] and found[2] in _CATEGORIES:
            return _category(found[2], self.top)
        if not found[1] or found[2] not in _blocks():
            raise ValueError(f"Unicode has no {'block' if found[1] else 'category'} {found[2]}")
        start, end = _blocks()[found[2]]
        return ((start, min(end, self.top)),) if start <= self.top else ()


def _single(sign: str) -> Ranges:
    return ((ord(sign), ord(sign)),)


def _space(_top: int) -> Ranges:
    return _SPACE


def _digits(top: int) -> Ranges:
    return _category("Nd", top)


def _words(top: int) -> Ranges:
    """All but punctuation, separators and others."""
    return _without(
        ((0, top),), _united(range_ for name in "PZC" for range_ in _category(name, top))
    )


def _name_start(_top: int) -> Ranges:
    return _listed(NAME_START)


def _name(_top: int) -> Ranges:
    return _listed(NAME)


@cache
def _listed(members: str) -> Ranges:
    reader = _Reader(f"{members}]", UNICODE)
    return reader._class()


@cache
def _blocks() -> dict[str, tuple[int, int]]:
    named = (block.partition("=") for block in _BLOCKS)
    spans = {name: span.partition("-") for name, _, span in named}
    return {name: (int(start, 16), int(end, 16)) for name, (start, _, end) in spans.items()}


@cache
def _category(name: str, top: int) -> Ranges:
    """Return the characters of a category; one of a single letter takes in all that begin with it."""
    return _united(
        range_
        for category, ranges in _categories(top).items()
        for range_ in ranges
        if category.startswith(name)
    )


@cache
def _categories(top: int) -> dict[str, Ranges]:
    """Return the ranges of each category, up to a character.

    Nothing is assigned from plane 4 to 13, the last two planes are for private use, and so it stays: they are not looked through.
    """
    found: dict[str, list[tuple[int, int]]] = {}
    start = 0
    spans = (range(0, 0x40000), range(0xE0000, 0xE1000)) if top > ASCII else (range(top + 1),)
    for span in spans:
        start = span.start
        for category, run in groupby(map(unicodedata.category, map(chr, span))):
            end = start + sum(1 for _ in run)
            found.setdefault(category, []).append((start, end - 1))
            start = end
    if top > ASCII:
        found["Cn"] += [
            (0x40000, 0xDFFFF),
            (0xE1000, 0xEFFFF),
            (0xFFFFE, 0xFFFFF),
            (0x10FFFE, 0x10FFFF),
        ]
        found["Co"] += [(0xF0000, 0xFFFFD), (0x100000, 0x10FFFD)]
    return {category: _united(ranges) for category, ranges in found.items()}


def _united(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """Return ranges in order, those that touch joined."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if joined and start <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def _without(ranges: Ranges, taken: Ranges) -> Ranges:
    """Return ranges without others, both in order."""
    left: list[tuple[int, int]] = []
    for start, end in ranges:
        at = start
        for first, last in taken:
            if last < at or first > end:
                continue
            if first > at:
                left.append((at, first - 1))
            at = last + 1
        if at <= end:
            left.append((at, end))
    return tuple(left)


def _written(ranges: Ranges, top: int) -> str:
    """Return ranges as a class of Python's."""
    inside = [(start, min(end, top)) for start, end in ranges if start <= top]
    if not inside:
        return "(?!)"
    return "[" + "".join(f"{_sign(a)}-{_sign(b)}" if b > a else _sign(a) for a, b in inside) + "]"


def _sign(code: int) -> str:
    return f"\\U{code:08x}"
