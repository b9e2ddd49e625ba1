"""Pointers: attributes whose value is a URI, and what they point at.

TEI Guidelines, chapter 17 (linking) and the datatype `teidata.pointer`. `#x` means an element of the same
document, `file.xml#x` one of another file of the edition, `prefix:x` what a `prefixDef` says; anything with
`http(s):` is outside and is not followed. `@xml:base` moves where a relative pointer starts.
"""

from __future__ import annotations

import difflib
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote, unquote, urljoin

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

_BASE = f"{{{XML}}}base"
_SCHEME = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]*):(.*)$", re.DOTALL)
_OUTSIDE = frozenset(
    "ark data doi file ftp geo hdl http https info isbn mailto tag tel urn xmldb".split()
)

#: The `prefixDef`s of a document: prefix -> (matchPattern, replacementPattern) pairs.
Prefixes = Mapping[str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class Pointer:
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


def pointers(element: Element) -> Iterator[Pointer]:
    """Yield the pointers in an element's attributes, each value apart."""
    name = local(element)
    for key, value in element.items():
        if is_pointing(name, attribute := str(key)):
            yield from (Pointer(attribute, part) for part in str(value).split())


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


def based(value: str, element: Element) -> str:
    """Return a pointer as it reads once the `@xml:base` in force at its element is put before it."""
    node: Element | None = element
    while node is not None and not _SCHEME.match(value) and not value.startswith("#"):
        if base := node.get(_BASE):
            value = urljoin(base, value)
        node = node.getparent()
    return value


def resolve(value: str, file: Path, prefix: Prefixes) -> Target:
    """Return what a pointer in a file means; nothing is read from disk or network."""
    for _ in range(3):  # a prefix may expand to another one
        found = _SCHEME.match(value)
        if not found or found[1] not in prefix:
            break
        expanded = _expanded(found[2], prefix[found[1]])
        if expanded is None:
            break
        value = expanded
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


def _expanded(rest: str, rules: tuple[tuple[str, str], ...]) -> str | None:
    for match, replacement in rules:
        if len(rest) > _SHORT and _SLOW.search(match[:500]):
            continue
        try:
            found = re.fullmatch(match, rest)
        except re.error:
            continue
        if found:
            return _filled(replacement, found)
    return None


def _filled(replacement: str, found: re.Match[str]) -> str:
    groups = ("", *found.groups(default=""), *[""] * 9)
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


def is_outside(value: str) -> bool:
    """Tell whether a pointer names something outside any edition (a web address, a URN)."""
    return (scheme(value) or "").lower() in _OUTSIDE


def is_web(value: str) -> bool:
    """Tell whether a pointer may become a link out of the site: `http` and `https` only."""
    return value.lower().startswith(("http://", "https://"))


def escaped(uri: str) -> str:
    """Return a web address with what RFC 3986 does not let stand in one percent-encoded; non-ASCII letters stay."""
    return re.sub(r"[\x00-\x20\"<>\\^`{|}]", lambda letter: quote(letter[0]), uri)


def nearest(wanted: str, known: Iterable[str], likeness: float = 0.6) -> str | None:
    """Return the known name that looks most like the one wanted, or None where none is near.

    `likeness` is how near it must be, from 0 to 1, by the letters that the two share in order.
    """
    names = sorted(known)
    alike = next((name for name in names if name.lower() == wanted.lower()), None)
    return alike or next(iter(difflib.get_close_matches(wanted, names, 1, likeness)), None)
