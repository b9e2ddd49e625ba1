"""Pointers: attributes whose value is a URI, and what they point at.

TEI Guidelines, chapter 17 (linking) and the datatype `teidata.pointer`. `#x` means an element of the same
document, `file.xml#x` one of another file of the edition, `prefix:x` what a `prefixDef` says; anything with
`http(s):` is outside and is not followed. `@xml:base` moves where a relative pointer starts. A project may say
otherwise of some attributes and files: see `Conventions`.
"""

from __future__ import annotations

import difflib
import os
import posixpath
import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, unquote, urljoin

from lxml import etree

from edition.regex import Expression
from edition.tei import XML, Element, descendants, local

#: Attributes that hold one pointer or several wherever TEI P5 4.12 allows them: all whose datatype is
#: `teidata.pointer` (but `@xml:base`, and `citeData/@property`, which names a property and points at nothing).
POINTING = frozenset(
    """adj adjFrom adjTo ana calendar change children code copyOf corresp datcat datingMethod
    datingPoint decls domains edRef end exclude fVal facs feats filter follow fromUnit given hand inst
    lemmaRef mergedIn mutual next nymRef origin parent parts perf period prev ref rendition replyTo resp
    sameAs scribeRef scriptRef select since source spanTo synch target targetDatcat targetEnd toUnit
    toWhom unitRef uri url valueDatcat who wit""".split()
)

#: Attributes that point on these elements only, and mean something else on others.
POINTING_ON = {
    "active": frozenset({"relation"}),
    "class": frozenset({"msContents", "msItem", "msItemStruct"}),
    "from": frozenset({"app", "arc", "rt", "span"}),
    "location": frozenset(
        """case colloc def entryFree etym form gen gram gramGrp hom hyph iType lang lbl mood number oRef
        orth pRef per pos pron sense subc syll tns usg xr""".split()
    ),
    "new": frozenset({"handShift"}),
    "passive": frozenset({"relation"}),
    "require": frozenset({"lem", "rdg", "rdgGrp"}),
    "scheme": frozenset("catRef classCode keywords locus locusGrp occupation socecStatus".split()),
    "start": frozenset(
        """annotationBlock binaryObject ellipsis gap incident kinesic line media path pause post surface u
        vocal writing zone""".split()
    ),
    "to": frozenset({"app", "arc", "rt", "span"}),
    "value": frozenset("eLeaf eTree iNode leaf node root triangle".split()),
    "where": frozenset({"birth", "conversion", "death", "event"}),
}

#: All attributes that point, on whatever element.
PERHAPS_POINTING = POINTING | POINTING_ON.keys()

#: The attribute that says where relative pointers start.
BASE = f"{{{XML}}}base"
_FILE = re.compile(r"[^#?]*\.[A-Za-z]\w{0,5}(?:#|$)")
_BASED = etree.XPath("boolean(descendant-or-self::*/@xml:base)")
_SPACES = re.compile("[ \t\r\n]+")
_SCHEME = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]*):(.*)$", re.DOTALL)
_OUTSIDE = frozenset(
    """ark cid data doi file ftp ftps geo hdl http https imap info isbn issn jabber ldap magnet mailto mid news nntp oai oid
    rtsp sftp sip sms ssh swh tag tel urn vnd ws wss xmldb xmpp""".split()
)

#: The `prefixDef`s of a document: prefix -> (matchPattern, replacementPattern) pairs.
Prefixes = Mapping[str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class Conventions:
    """What a project says of its pointers, in `edition.toml`.

    `ignore` are attributes whose pointers are not checked, `rendition` or, on one element only, `pb@facs`. `shared` are
    ids that `#x` may mean in every document, besides the ids of its own, with the file in which each stands; `is_whole`
    says that these are all, and no file that is to share its ids could not be read.
    """

    ignore: frozenset[str] = frozenset()
    shared: Mapping[str, Path] = field(default_factory=dict)
    is_whole: bool = True

    def ignores(self, element: str, attribute: str) -> bool:
        """Tell whether the pointers in an attribute of an element, both by name, are not checked."""
        return attribute in self.ignore or f"{element}@{attribute}" in self.ignore


class Pointer(NamedTuple):
    """One pointer: the attribute it stands in, and its text."""

    attribute: str
    value: str


@dataclass(frozen=True, slots=True)
class Target:
    """What a pointer means.

    `file` is the file pointed at, None for what lies outside the edition; `fragment` the id in it, or None
    for the whole file; `uri` the pointer with its prefix expanded.
    """

    uri: str
    file: Path | None
    fragment: str | None


def is_pointing(element: str, attribute: str) -> bool:
    """Tell whether an attribute of an element of TEI, both by name, holds pointers."""
    return attribute in POINTING or element in POINTING_ON.get(attribute, ())


def parted(value: str) -> list[str]:
    """Return the pointers in an attribute's value: they are parted by the white space of XML alone, not by no-break spaces."""
    if value.isascii():
        return value.split()
    return [part for part in _SPACES.split(value) if part]


def pointers(element: Element) -> Iterator[Pointer]:
    """Yield the pointers in an element's attributes, each value apart."""
    for key, value in element.items():
        if key in PERHAPS_POINTING and is_pointing(local(element), attribute := str(key)):
            yield from (Pointer(attribute, part) for part in parted(str(value)))


def prefixes(root: Element) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return the `prefixDef`s of a document: prefix -> (matchPattern, replacementPattern) pairs."""
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for definition in descendants(root, "prefixDef"):
        key, match, replacement = (
            definition.get(name, "") for name in ("ident", "matchPattern", "replacementPattern")
        )
        if key and match:
            found[key] = (*found.get(key, ()), (match, replacement))
    return found


def has_bases(root: Element) -> bool:
    """Tell whether there is an `@xml:base` in a document."""
    return bool(_BASED(root))


def based(value: str, element: Element) -> str:
    """Return a pointer as it reads once the `@xml:base` in force at its element is put before it.

    A web address as the base of the whole document says where that is published; files beside it there are those in
    its folder, so a pointer at one of them stays as it is.
    """
    node: Element | None = element
    while node is not None and not _SCHEME.match(value) and not value.startswith("#"):
        around = node.getparent()
        if base := node.get(BASE):
            is_own = around is None and is_web(base) and _FILE.match(value)
            value = value if is_own else _joined(base, value)
        node = around
    return value


def _joined(base: str, value: str) -> str:
    if _SCHEME.match(base):
        return urljoin(base, value)  # which loses the "../" at the start of a relative base
    path = base.partition("#")[0]
    return value if value.startswith("/") else path[: path.rfind("/") + 1] + value


def resolve(value: str, file: Path, prefix: Prefixes, element: Element | None = None) -> Target:
    """Return what a pointer in a file means; nothing is read from disk or network.

    `element` is where it stands, if an `@xml:base` there is to be heeded; what a prefix expands to starts there too.
    """
    for _ in range(3):  # a prefix may expand to another one
        found = _SCHEME.match(value)
        if not found or found[1] not in prefix:
            break
        expanded = _expanded(found[2], prefix[found[1]])
        if expanded is None:
            break
        value = expanded
    if element is not None:
        value = based(value, element)
    if found := _SCHEME.match(value):
        return Target(value, None, None)
    path, mark, fragment = value.partition("#")
    target = _beside(file, unquote(path)) if path else file
    return Target(value, target, unquote(fragment) if mark else None)


@lru_cache(maxsize=4096)
def _beside(file: Path, path: str) -> Path:
    return Path(posixpath.normpath(posixpath.join(file.parent.as_posix(), path)))


#: A repetition of what repeats or chooses itself: matching it may take for ever, so it is tried on short values only.
_SLOW = re.compile(r"\((?:[^()\\]|\\.|\([^()]*\))*[*+?}|](?:[^()\\]|\\.|\([^()]*\))*\)[*+{]")
_SHORT = 24


def fits_none(value: str, rules: tuple[tuple[str, str], ...]) -> bool:
    """Tell whether a pointer whose prefix is explained by some rules fits none of them, as far as can be told."""
    rest = value.partition(":")[2]
    return all(
        (pattern := _pattern(match)) is not None and not _is_slow(match, rest) and not pattern(rest)
        for match, _ in rules
    )


def _expanded(rest: str, rules: tuple[tuple[str, str], ...]) -> str | None:
    for match, replacement in rules:
        pattern = _pattern(match)
        if pattern is None or _is_slow(match, rest):
            continue
        if found := pattern(rest):
            return _filled(replacement, found)
    return None


def unreadable(match: str) -> str:
    """Return why a pattern is no regular expression, "" for one that is."""
    if _pattern(match) is not None:
        return ""
    try:
        Expression(match, is_xpath=True)
    except ValueError as error:
        return str(error)
    return ""


@lru_cache(maxsize=256)
def _pattern(match: str) -> Callable[[str], re.Match[str] | None] | None:
    """Return what matches the whole of a text with a regular expression of XPath or, failing that, of Python; None if it is none."""
    with suppress(ValueError):
        return Expression(match, is_xpath=True).match
    with (
        suppress(re.error, OverflowError, RecursionError),
        warnings.catch_warnings(action="ignore"),
    ):
        return re.compile(match).fullmatch
    return None


def _is_slow(match: str, rest: str) -> bool:
    return len(rest) > _SHORT and bool(_SLOW.search(match[:500]))


def _filled(replacement: str, found: re.Match[str]) -> str:
    groups = (found[0], *found.groups(default=""), *[""] * 9)
    return re.sub(r"\$(\d)", lambda number: groups[int(number[1])], replacement)


def printable(path: str) -> str:
    """Return a path with what is no text in it (a name in another encoding than the file system's) written out."""
    return path.encode("utf-8", "backslashreplace").decode("utf-8")


def scheme(value: str) -> str | None:
    """Return the scheme or prefix that a pointer begins with, or None."""
    found = _SCHEME.match(value)
    return found[1] if found else None


def is_file(file: Path) -> bool:
    """Tell whether there is such a file; what is no name for one, or too long, is none."""
    try:
        return file.is_file()
    except (OSError, ValueError):
        return False


def real(file: Path) -> Path:
    """Return the path of a file without the links on it; nothing is raised where they lead in a circle."""
    return Path(os.path.realpath(file))


def is_outside(value: str) -> bool:
    """Tell whether a pointer names something outside any edition (a web address, a URN)."""
    return (scheme(value) or "").lower() in _OUTSIDE


def is_web(value: str) -> bool:
    """Tell whether a pointer may become a link out of the site: `http` and `https` only."""
    return value.lower().startswith(("http://", "https://"))


def escaped(uri: str) -> str:
    """Return a web address with what RFC 3986 does not let stand in one percent-encoded; non-ASCII letters stay."""
    return re.sub(r"[\x00-\x20\"<>\\^`{|}]", lambda letter: quote(letter[0]), uri)


def quoted(href: str) -> str:
    """Return an address from the site's root with what may not stand in a URL escaped, its fragment kept apart."""
    path, mark, fragment = href.partition("#")
    return quote(path, safe="/.-_~") + mark + quote(fragment, safe="/.-_~:")


def nearest(wanted: str, known: Iterable[str], likeness: float = 0.6) -> str | None:
    """Return the known name that looks most like the one wanted, or None where none is near.

    `likeness` is how near it must be, from 0 to 1, by the letters that the two share in order.
    """
    names = sorted(known)
    alike = next((name for name in names if name.lower() == wanted.lower()), None)
    return alike or next(iter(difflib.get_close_matches(wanted, names, 1, likeness)), None)
