"""Entries: what the pages of the indexes show beside the entries themselves.

An index is divided by the first letters of its names, in any script, and over pages where it is long; an entry says
where it is named and where not, and with whom. What would make a page too heavy goes on to a further one.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from edition.assembly import Edition
from edition.collation import folded, own_letter, sort_key
from edition.index import Entry, Mention
from edition.register import Entity

#: How many entries, and how many mentions, a page has at the most.
ENTRIES, MENTIONS = 300, 1000

#: A passage that names more than this many entries is a list, and says little of who belongs together.
_LIST = 80

#: How many of those named together with an entry its page tells.
_COMPANIONS = 30


@dataclass(frozen=True, slots=True)
class Letter:
    """The entries of an index that begin with one letter; `span` says from where to where, if the letter is divided."""

    name: str
    entries: tuple[Entry, ...]
    span: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A name under which an entry is looked for: the one by which it is filed, or another one, which refers to that.

    `also` are the other names of an entry that no row refers from.
    """

    name: str
    entry: Entry
    also: tuple[str, ...] = ()

    @property
    def is_reference(self) -> bool:
        """Whether the entry is filed under another name."""
        return self.name != self.entry.entity.filed


@dataclass(frozen=True, slots=True)
class MentionGroup:
    """The mentions of an entry in one document, or in the editors' notes; `title` says where.

    `places` says of each mention what it stands in: the heading of a note, the title of a letter or of whose header it is, or "";
    `count` how many there are with those on other pages.
    """

    title: str
    href: str
    mentions: tuple[Mention, ...]
    places: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Account:
    """Which of the texts that are set side by side name an entry, and which do not: their ids."""

    naming: tuple[str, ...]
    silent: tuple[str, ...]


def initial(name: str, language: str = "") -> str:
    """Return the heading under which a name stands: its first letter, without accents and marks, as a capital; with them,
    if a language has it as a letter of its own.

    Katakana stand with Hiragana, the syllables of Ethiopic with the first of their row, Chinese characters together as
    "漢"; what begins with a digit as "0–9", with anything else as "#".
    """
    if own := own_letter(name, language):
        return own
    for letter in unicodedata.normalize("NFKD", name):
        if letter.isdigit():
            return "0–9"
        if letter.isalpha() and unicodedata.category(letter) != "Lm":
            return _heading(folded(letter)[:1] or letter)
    return "#"


def _heading(letter: str) -> str:
    code = ord(letter)
    if "\u30a1" <= letter <= "\u30f6":
        return chr(code - 0x60)
    if "\u1200" <= letter <= "\u135a":
        return chr(code - (code - 0x1200) % 8)
    if unicodedata.name(letter, "").startswith("CJK"):
        return "漢"
    return letter.upper() if len(letter.upper()) == 1 else letter


def letters(entries: Iterable[Entry], language: str = "") -> tuple[Letter, ...]:
    """Return entries by the letter that they begin with, in the order in which the letters come first."""
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(initial(entry.entity.filed, language), []).append(entry)
    return tuple(Letter(name, tuple(inside)) for name, inside in found.items())


def other_names(entity: Entity) -> tuple[str, ...]:
    """Return the names of an entry besides the one by which an index files it, as an index would file them, each once."""
    names = dict.fromkeys(name.filed or name.text for name in entity.names)
    return tuple(name for name in names if name != entity.filed)


def rows(entries: Iterable[Entry], language: str = "") -> tuple[tuple[str, tuple[Row, ...]], ...]:
    """Return all names under which entries are looked for, by the letter that they begin with: each entry by the name that
    it is filed by, and, to refer to that, by its other names that begin with another letter.
    """
    found: list[Row] = []
    for entry in entries:
        first = initial(entry.entity.filed, language)
        also = other_names(entry.entity)
        far = [name for name in also if initial(name, language) != first]
        found.append(Row(entry.entity.filed, entry, tuple(name for name in also if name not in far)))  # fmt: skip
        found += [Row(name, entry) for name in far]
    found.sort(key=lambda row: (sort_key(row.name, language), row.entry.entity.key))
    letters: dict[str, list[Row]] = {}
    for row in found:
        letters.setdefault(initial(row.name, language), []).append(row)
    return tuple((letter, tuple(inside)) for letter, inside in letters.items())


def pages(found: Sequence[Letter], most: int = ENTRIES) -> list[tuple[Letter, ...]]:
    """Return letters page by page: whole letters as long as they fit, one that is longer than a page divided."""
    done: list[list[Letter]] = [[]]
    for letter in found:
        for part in _divided(letter, most):
            if done[-1] and sum(len(one.entries) for one in done[-1]) + len(part.entries) > most:
                done.append([])
            done[-1].append(part)
    return [tuple(page) for page in done]


def _divided(letter: Letter, most: int) -> list[Letter]:
    if len(letter.entries) <= most:
        return [letter]
    cuts = range(0, len(letter.entries), most)
    parts = [letter.entries[start : start + most] for start in cuts]
    return [Letter(letter.name, part, span(part)) for part in parts]


def span(entries: Sequence[Entry]) -> str:
    """Return from which name to which some entries reach, in few words."""
    ends = (entries[at].entity.filed.partition(",")[0] for at in (0, -1))
    return " – ".join(end if len(end) < 17 else f"{end[:15].rstrip()}…" for end in ends)


@dataclass(frozen=True)
class Companions:
    """Who is named with whom: the entries of each passage and each letter's description, and the passages of each entry."""

    edition: Edition

    @cached_property
    def _passages(self) -> dict[tuple[str, str], tuple[str, ...]]:
        found: dict[tuple[str, str], dict[str, None]] = {}
        for mention in self.edition.mentions:
            if place := self._place(mention):
                found.setdefault(place, {}).update(dict.fromkeys(mention.keys))
        return {place: tuple(keys) for place, keys in found.items()}

    def _place(self, mention: Mention) -> tuple[str, str] | None:
        """Return what those who are named together share: a passage, or the description of a letter."""
        if mention.within == "text" and mention.segment:
            return (mention.document, mention.segment)
        told = self.edition.correspondence(mention)
        return ("", told[0].id) if told else None

    def of(self, entry: Entry) -> tuple[tuple[Entry, int], ...]:
        """Return the entries that are named in the same passages, each with how many; the most frequent first."""
        places = {place for mention in entry.mentions if (place := self._place(mention))}
        counts: Counter[str] = Counter()
        for place in places:
            keys = self._passages[place]
            if len(keys) <= _LIST:
                counts.update(keys)
        entries = self.edition.entries
        named = [key for key in counts if key in entries and key != entry.entity.key]
        named.sort(key=lambda key: (-counts[key], entries[key].entity.name, key))
        return tuple((entries[key], counts[key]) for key in named[:_COMPANIONS])


def accounts(edition: Edition, entry: Entry) -> tuple[Account, ...]:
    """Return, for each set of texts that stand side by side and name an entry, which do and which do not.

    Where there is but one such set, this is told of every entry.
    """
    naming = {mention.document for mention in entry.mentions if mention.within == "text"}
    return tuple(
        Account(
            tuple(id for id in documents if id in naming),
            tuple(id for id in documents if id not in naming),
        )
        for documents in edition.accounts
        if len(edition.accounts) == 1 or naming.intersection(documents)
    )


def groups(edition: Edition, entry: Entry) -> list[list[MentionGroup]]:
    """Return the mentions of an entry by where they stand, page by page; letters to and from it come first."""
    found: dict[tuple[str, str], list[Mention]] = {}
    for mention in sorted(entry.mentions, key=lambda one: edition.correspondence(one) is None):
        found.setdefault(_where(edition, mention), []).append(mention)
    done: list[list[MentionGroup]] = [[]]
    room = MENTIONS
    for (title, href), mentions in found.items():
        start = 0
        while start < len(mentions):
            if not room:
                done.append([])
                room = MENTIONS
            part = tuple(mentions[start : start + room])
            places = tuple(_inside(edition, mention) for mention in part)
            done[-1].append(MentionGroup(title, href, part, places, len(mentions)))
            start += len(part)
            room -= len(part)
    return done


def _where(edition: Edition, mention: Mention) -> tuple[str, str]:
    """Return what the place of a mention is called, and its address."""
    if mention.within == "text":
        analysis = edition.by_id[mention.document]
        return edition.short_title(mention.document), edition.text_href(analysis)
    if mention.within == "standOff" and mention.holder in edition.entities:
        return "The register", ""
    if mention.within == "standOff":
        return "The editors’ notes", edition.comments_href() if edition.comments else ""
    if told := edition.correspondence(mention):
        return f"Letters {told[1].type}".rstrip(), ""
    return "The headers", "about.html"


def _inside(edition: Edition, mention: Mention) -> str:
    """Return what a mention stands in that is no text: the heading of a note, the title of a letter or of whose header it is."""
    if told := edition.correspondence(mention):
        return told[0].title
    if mention.within == "header":
        return edition.short_title(mention.document)
    return edition.comment_labels.get(mention.holder, "")
