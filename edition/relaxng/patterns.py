"""Patterns: what RELAX NG says of an element, and what is left of it once a part has been read.

The RELAX NG specification (OASIS, 2001), sections 4.20, 4.21 and 6; the derivatives follow Clark, "An algorithm for
RELAX NG validation" (2002). The patterns of a grammar are interned by `Patterns`: equal ones are one object, which
keeps what it has derived. So a grammar grows into an automaton, as far as documents have asked for it. Nothing
here depends on the order in which they asked: parts stand in the order of the schema.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from edition.relaxng.datatypes import Datatype, words
from edition.relaxng.names import Names
from edition.tei import Element

#: What an element of a name may be, each with what may follow it.
Steps = tuple[tuple["Definition", "Pattern"], ...]

#: What an attribute of a name may hold, each with what is left of the pattern.
AttributeSteps = tuple[tuple["Pattern", "Pattern"], ...]

#: So many values are kept that a pattern has admitted, before they are forgotten.
KNOWN = 1024

#: Of so many patterns it is kept what stands in them: it is asked for where there is a fault to tell.
KEPT = 4096

#: So many sets of attributes are kept for each element's definition, before they are forgotten.
PLANS = 2048

#: Of more than this many ways, none is named as missing.
MANY = 24

_SPACES = " \t\r\n"

#: What is kept of a pattern that has not been asked, and of most never is.
_NONE: dict[Any, Any] = {}


class Pattern:
    """A pattern: `kind` is that of the specification, `parts` are the patterns in it, `payload` what else makes it up.

    `nullable` says whether it is content with nothing; `has_attributes`, `has_content` (elements, text, data) and
    `has_values` (data, values, lists) what there is in it, not counting what is inside elements and attributes; `needs_context`
    whether namespaces decide which texts it admits.
    `moves` are the steps by an element's name that have one outcome only, `text` what `after_text` has found.
    """

    __slots__ = (
        "_attribute_steps", "_closed", "_index", "_steps", "has_attributes", "has_content", "has_values", "kind",
        "known", "made", "moves", "needs_context", "nullable", "parts", "payload", "text",
    )  # fmt: skip

    def __init__(self, made: Patterns, kind: str, parts: tuple[Pattern, ...], payload: Any) -> None:
        self.made = made
        self.kind = kind
        self.parts = parts
        self.payload = payload
        self.nullable = _nullable(kind, parts)
        self.has_values = kind in _VALUES
        self.has_attributes = kind == "attribute"
        self.has_content = self.has_values or kind in ("element", "text")
        self.needs_context = kind in ("data", "value") and _datatype(kind, payload).needs_context
        is_compound = kind in _COMPOUND
        for part in parts:  # a grammar has tens of thousands: each flag is passed on as it is met
            if part.needs_context:
                self.needs_context = True
            if is_compound:
                if part.has_values:
                    self.has_values = True
                if part.has_attributes:
                    self.has_attributes = True
                if part.has_content:
                    self.has_content = True
        self.moves: dict[object, tuple[Definition, Pattern]] = _NONE
        self.text: Pattern | None = None
        self.known: set[str] = set()
        self._steps: dict[str, Steps] = _NONE
        self._attribute_steps: dict[str, AttributeSteps] = _NONE
        self._closed: Pattern | None = None
        self._index: tuple[dict[str, list[Pattern]], list[Pattern]] | None = None

    def step(self, name: str) -> Steps:
        """Return what an element of a name may be at this place, each with what may follow it."""
        found = self._steps.get(name)
        if found is None:
            if self._steps is _NONE:
                self.moves, self._steps = {}, {}
            found = self._steps[name] = self._merged(_steps(self, name))
            if len(found) == 1:
                self.moves[name] = found[0]
        return found

    def after(self, name: str) -> Pattern:
        """Return what may follow an element of a name; notAllowed if it may not stand here."""
        return self.made.choice(rest for _, rest in self.step(name))

    def after_text(self) -> Pattern:
        """Return what may follow text; notAllowed if there may be none here."""
        if self.text is None:
            self.text = _after_text(self)
        return self.text

    def attribute_step(self, name: str) -> AttributeSteps:
        """Return what an attribute of a name may hold, each with what is left of the pattern."""
        found = self._attribute_steps.get(name)
        if found is None:
            by_rest: dict[Pattern, list[Pattern]] = {}
            for value, rest in self._merged(_attribute_steps(self, name)):
                by_rest.setdefault(rest, []).append(value)
            found = tuple((self.made.choice(values), rest) for rest, values in by_rest.items())
            if self._attribute_steps is _NONE:
                self._attribute_steps = {}
            self._attribute_steps[name] = found
        return found

    def closed(self) -> Pattern:
        """Return what is left when there are no more attributes."""
        if self._closed is None:
            self._closed = _rebuilt(self, self.made.not_allowed)
        return self._closed

    def without_attributes(self) -> Pattern:
        """Return the pattern as if all its attributes had been there."""
        return _rebuilt(self, self.made.empty)

    def admits(self, text: str, element: Element) -> bool:
        """Tell whether a text may be the whole of the content, or the value of an attribute (sections 6.2.7 to 6.2.9).

        `element` is the one in which it stands: its namespaces may matter.
        """
        if text in self.known:
            return True
        if not _admits(self, text, element):
            return False
        if not self.needs_context:
            if len(self.known) >= KNOWN:
                self.known.clear()
            self.known.add(text)
        return True

    @property
    def elements(self) -> tuple[Definition, ...]:
        """The elements that may stand in it, in the order of the schema."""
        return _elements(self)

    @property
    def first(self) -> tuple[Definition, ...]:
        """The elements that may come next."""
        return _first(self)

    @property
    def attributes(self) -> tuple[Pattern, ...]:
        """The attributes that may stand in it: patterns whose `payload` are the names, and whose one part is the value."""
        return _attributes(self)

    def needed(self, kind: str) -> tuple[tuple[Pattern, ...], ...]:
        """Return what it cannot do without: of each group at least one, of elements or of attributes."""
        return _needed(self, kind)

    def inside(self, *, of_content: bool = False) -> Iterator[Pattern]:
        """Yield the pattern and all in it, but not the content of elements and attributes.

        `of_content` leaves out what is about attributes, which is the most.
        """
        seen = {self}
        todo = [self]
        while todo:
            found = todo.pop()
            yield found
            if found.kind in _COMPOUND:
                parts = [p for p in found.parts if p.has_content] if of_content else found.parts
                todo += [part for part in reversed(parts) if part not in seen]
                seen.update(parts)

    def _merged(self, steps: Iterable[tuple[Any, Pattern]]) -> tuple[tuple[Any, Pattern], ...]:
        """Return steps with one rest for each outcome."""
        rests: dict[Any, list[Pattern]] = {}
        for outcome, rest in steps:
            rests.setdefault(outcome, []).append(rest)
        return tuple(
            (outcome, self.made.choice(found) if len(found) > 1 else found[0])
            for outcome, found in rests.items()
        )


_VALUES = frozenset({"data", "value", "list"})
_COMPOUND = frozenset({"choice", "group", "interleave", "oneOrMore"})


class Patterns:
    """Makes the patterns of one grammar, each of them once, simplified by sections 4.20 and 4.21."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, tuple[Pattern, ...], Any], Pattern] = {}
        self.parted: dict[Pattern, tuple[tuple[Pattern, ...], Pattern]] = {}
        self.empty = self._pattern("empty")
        self.not_allowed = self._pattern("notAllowed")
        self.text = self._pattern("text")

    def __len__(self) -> int:
        return len(self._made)

    def _pattern(self, kind: str, parts: tuple[Pattern, ...] = (), payload: Any = None) -> Pattern:
        key = (kind, parts, payload)
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = Pattern(self, kind, parts, payload)
        return found

    def element(self, definition: Definition) -> Pattern:
        """Return the pattern of an element."""
        return self._pattern("element", (), definition)

    def attribute(self, names: Names, value: Pattern) -> Pattern:
        """Return the pattern of an attribute of one of some names."""
        if value is self.not_allowed:
            return value
        return self._pattern("attribute", (value,), names)

    def data(self, datatype: Datatype, excepted: Pattern) -> Pattern:
        """Return the pattern of a value of a datatype that is none of those excepted."""
        return self._pattern("data", (excepted,), datatype)

    def value(self, datatype: Datatype, value: object, text: str) -> Pattern:
        """Return the pattern of one value of a datatype; `text` is how the schema writes it."""
        return self._pattern("value", (), (datatype, value, text))

    def list(self, pattern: Pattern) -> Pattern:
        """Return the pattern of a text whose words follow a pattern."""
        return pattern if pattern is self.not_allowed else self._pattern("list", (pattern,))

    def choice(self, patterns: Iterable[Pattern]) -> Pattern:
        """Return the pattern that is any one of some."""
        flat: dict[Pattern, None] = {}
        for pattern in patterns:
            if pattern.kind == "choice":
                flat.update(dict.fromkeys(pattern.parts))
            else:
                flat[pattern] = None
        flat.pop(self.not_allowed, None)
        if self.empty in flat and sum(pattern.nullable for pattern in flat) > 1:
            del flat[self.empty]
        if len(flat) < 2:
            return next(iter(flat), self.not_allowed)
        return self._pattern("choice", tuple(flat))

    def optional(self, pattern: Pattern) -> Pattern:
        """Return the pattern that may be left out."""
        return pattern if pattern.nullable else self.choice((self.empty, pattern))

    def joined(self, kind: str, left: Pattern, right: Pattern) -> Pattern:
        """Return the `group` or `interleave` of two patterns."""
        if left is self.not_allowed or right is self.not_allowed:
            return self.not_allowed
        if left is self.empty or right is self.empty:
            return right if left is self.empty else left
        before = []
        while left.kind == kind:
            before.append(left.parts[0])
            left = left.parts[1]
        joined = self._pattern(kind, (left, right))
        for part in reversed(before):
            joined = self._pattern(kind, (part, joined))
        return joined

    def all(self, kind: str, patterns: Sequence[Pattern]) -> Pattern:
        """Return the `group` or `interleave` of any number of patterns."""
        joined = self.empty
        for pattern in reversed(patterns):
            joined = self.joined(kind, pattern, joined)
        return joined

    def more(self, pattern: Pattern) -> Pattern:
        """Return the pattern once or more often."""
        if pattern.kind in ("empty", "notAllowed", "oneOrMore"):
            return pattern
        if pattern.kind == "choice" and self.empty in pattern.parts:
            wanted = (part for part in pattern.parts if part is not self.empty)
            return self.optional(self.more(self.choice(wanted)))
        return self._pattern("oneOrMore", (pattern,))


class Plan(NamedTuple):
    """What a set of attribute names leads to: the values to look at, by position, and the content that then follows.

    `content` is None where these attributes need care.
    """

    checks: tuple[tuple[int, Pattern], ...] = ()
    content: Pattern | None = None


class Definition:
    """An `element` of a grammar: its names, and its content, which is read when it is asked for.

    The content is parted: `attributes` are those that stand by themselves, by name; `mixed` are patterns of attributes that
    depend on each other; `body` is all the rest.
    """

    def __init__(self, names: Names, read: Callable[[], Pattern]) -> None:
        self.names = names
        self.plans: dict[tuple[object, ...], Plan] = {}
        self._read = read

    @cached_property
    def content(self) -> Pattern:
        """What stands in the element, its attributes among it."""
        return self._read()

    def plan(self, names: tuple[object, ...]) -> Plan:
        """Return the plan for the names of all attributes of an element, in the order of the document."""
        if names not in self.plans:
            if len(self.plans) >= PLANS:
                self.plans.clear()
            self.plans[names] = _plan(self, tuple(map(str, names)))
        return self.plans[names]

    @cached_property
    def _parted(self) -> tuple[tuple[Pattern, ...], Pattern]:
        return _parted(self.content)

    @cached_property
    def attributes(self) -> dict[str, tuple[Pattern, bool]]:
        """The attributes that do not depend on others, and whether each must be there."""
        found = {}
        for part in self._parted[0]:
            if alone := _alone(part):
                attribute, needed = alone
                found[attribute.payload.name] = (attribute, needed)
        return found

    @cached_property
    def mixed(self) -> tuple[Pattern, ...]:
        """Patterns of attributes that depend on each other."""
        return tuple(part for part in self._parted[0] if not _alone(part))

    @cached_property
    def body(self) -> Pattern:
        """What stands in the element beside them; it holds attributes only where they decide on the content."""
        return self._parted[1]


def _plan(definition: Definition, names: tuple[str, ...]) -> Plan:
    free = definition.attributes
    mixed = list(definition.mixed)
    body = definition.body
    checks: list[tuple[int, Pattern]] = []
    for number, name in enumerate(names):
        if name in free:
            value = free[name][0].parts[0]
        else:
            steps = [
                (i, step) for i, part in enumerate(mixed) for step in part.attribute_step(name)
            ]
            steps += [(-1, step) for step in body.attribute_step(name)]
            if len(steps) != 1:
                return Plan()
            at, (value, rest) = steps[0]
            if at < 0:
                body = rest
            else:
                mixed[at] = rest
        if value.kind != "text":
            checks.append((number, value))
    body = body.closed()
    incomplete = (
        any(part.closed().kind == "notAllowed" for part in mixed) or body.kind == "notAllowed"
    )
    if incomplete or any(needed and name not in names for name, (_, needed) in free.items()):
        return Plan()
    return Plan(tuple(checks), body)


def _alone(pattern: Pattern) -> tuple[Pattern, bool] | None:
    """Return the attribute of one name that a pattern is, and whether it must be there."""
    if pattern.kind == "choice":
        wanted = [part for part in pattern.parts if part is not pattern.made.empty]
        if len(wanted) == 1 and wanted[0].kind == "attribute" and wanted[0].payload.name:
            return wanted[0], False
    elif pattern.kind == "attribute" and pattern.payload.name:
        return pattern, True
    return None


def _parted(pattern: Pattern) -> tuple[tuple[Pattern, ...], Pattern]:
    """Return the patterns of attributes that stand beside the others in a pattern, and it without them."""
    known = pattern.made.parted.get(pattern)
    if known is None:
        known = pattern.made.parted[pattern] = _part(pattern)
    return known


def _part(pattern: Pattern) -> tuple[tuple[Pattern, ...], Pattern]:
    if not pattern.has_attributes:
        return (), pattern
    if pattern.kind in ("group", "interleave"):
        left, right = map(_parted, pattern.parts)
        return left[0] + right[0], pattern.made.joined(pattern.kind, left[1], right[1])
    return ((), pattern) if pattern.has_content else ((pattern,), pattern.made.empty)


def _nullable(kind: str, parts: tuple[Pattern, ...]) -> bool:
    if kind == "choice":
        return any(part.nullable for part in parts)
    if kind in ("group", "interleave", "oneOrMore"):
        return all(part.nullable for part in parts)
    return kind in ("empty", "text")


def _steps(pattern: Pattern, name: str) -> Iterator[tuple[Definition, Pattern]]:
    kind, made = pattern.kind, pattern.made
    if kind == "element":
        if pattern.payload.names.has(name):
            yield pattern.payload, made.empty
    elif kind == "choice":
        for part in _for_name(pattern, name):
            yield from part.step(name)
    elif kind == "oneOrMore":
        again = made.optional(pattern)
        for definition, rest in pattern.parts[0].step(name):
            yield definition, made.joined("group", rest, again)
    elif kind in ("group", "interleave"):
        left, right = pattern.parts
        for definition, rest in left.step(name):
            yield definition, made.joined(kind, rest, right)
        if kind == "interleave":
            for definition, rest in right.step(name):
                yield definition, made.joined(kind, left, rest)
        elif left.nullable:
            yield from right.step(name)


def _for_name(pattern: Pattern, name: str) -> Sequence[Pattern]:
    """Return the parts of a choice that are worth asking for a name: most have hundreds, each an element of one name."""
    if pattern._index is None:
        by_name: dict[str, list[Pattern]] = {}
        others: list[Pattern] = []
        for part in pattern.parts:
            if part.kind == "element" and part.payload.names.name:
                by_name.setdefault(part.payload.names.name, []).append(part)
            elif part.has_content:
                others.append(part)
        pattern._index = (by_name, others)
    by_name, others = pattern._index
    return [*by_name.get(name, ()), *others] if name in by_name else others


def _after_text(pattern: Pattern) -> Pattern:
    kind, made = pattern.kind, pattern.made
    if kind == "text":
        return pattern
    if kind == "choice":
        return made.choice(part.after_text() for part in pattern.parts if part.has_content)
    if kind == "oneOrMore":
        inside = pattern.parts[0]
        if inside is made.text or (inside.kind == "choice" and made.text in inside.parts):
            return pattern  # what follows may begin with text again: nothing has changed
        return made.joined("group", inside.after_text(), made.optional(pattern))
    if kind not in ("group", "interleave"):
        return made.not_allowed
    left, right = pattern.parts
    here = made.joined(kind, left.after_text(), right)
    if kind == "interleave":
        return made.choice((here, made.joined(kind, left, right.after_text())))
    return made.choice((here, right.after_text())) if left.nullable else here


def _attribute_steps(pattern: Pattern, name: str) -> Iterator[tuple[Pattern, Pattern]]:
    kind, made = pattern.kind, pattern.made
    if not pattern.has_attributes:
        return
    if kind == "attribute":
        if pattern.payload.has(name):
            yield pattern.parts[0], made.empty
    elif kind == "choice":
        for part in pattern.parts:
            yield from part.attribute_step(name)
    elif kind == "oneOrMore":
        again = made.optional(pattern)
        for value, rest in pattern.parts[0].attribute_step(name):
            yield value, made.joined("group", rest, again)
    else:
        left, right = pattern.parts
        for value, rest in left.attribute_step(name):
            yield value, made.joined(kind, rest, right)
        for value, rest in right.attribute_step(name):
            yield value, made.joined(kind, left, rest)


def _rebuilt(pattern: Pattern, attribute: Pattern) -> Pattern:
    """Return a pattern with something else in place of its attributes."""
    kind, made = pattern.kind, pattern.made
    if not pattern.has_attributes:
        return pattern
    if kind == "attribute":
        return attribute
    parts = [_rebuilt(part, attribute) for part in pattern.parts]
    if kind == "choice":
        return made.choice(parts)
    return made.more(parts[0]) if kind == "oneOrMore" else made.joined(kind, *parts)


def _admits(pattern: Pattern, text: str, element: Element) -> bool:
    kind = pattern.kind
    if kind == "text":
        return True
    if kind == "data":
        if not pattern.payload.admits(text, _namespaces(pattern.payload, element)):
            return False
        return not _admits(pattern.parts[0], text, element)
    if kind == "value":
        known, value, _ = pattern.payload
        found = known.value(text, _namespaces(known, element))
        return found is not None and bool(found == value)
    if kind == "choice":
        return any(part.admits(text, element) for part in pattern.parts)
    if kind == "list":
        return _admits_words(pattern.parts[0], words(text), element)
    if kind == "oneOrMore":
        return pattern.parts[0].admits(text, element)
    if kind in ("group", "interleave"):
        left, right = pattern.parts
        both = (left, right), (right, left)
        return any(one.admits(text, element) and other.nullable for one, other in both)
    return kind == "empty" and not text.strip(_SPACES)


def _admits_words(pattern: Pattern, found: Sequence[str], element: Element) -> bool:
    inside = pattern.parts[0] if pattern.kind == "oneOrMore" else None
    if inside is not None and (inside.kind in _VALUES or _is_of_values(inside)):
        return bool(found) and all(inside.admits(word, element) for word in found)
    for word in found:
        pattern = _after_word(pattern, word, element)
    return pattern.nullable


def _is_of_values(pattern: Pattern) -> bool:
    return pattern.kind == "choice" and all(
        part.kind in ("data", "value") for part in pattern.parts
    )


def _after_word(pattern: Pattern, word: str, element: Element) -> Pattern:
    """Return what may follow a word in a list; not kept, since there is no end of words."""
    kind, made = pattern.kind, pattern.made
    if kind in ("data", "value"):
        return made.empty if pattern.admits(word, element) else made.not_allowed
    if kind == "choice":
        return made.choice(_after_word(part, word, element) for part in pattern.parts)
    if kind == "oneOrMore":
        inside = _after_word(pattern.parts[0], word, element)
        return made.joined("group", inside, made.optional(pattern))
    if kind not in ("group", "interleave"):
        return made.not_allowed
    left, right = pattern.parts
    here = made.joined(kind, _after_word(left, word, element), right)
    if kind == "group" and not left.nullable:
        return here
    there = _after_word(right, word, element)
    return made.choice((here, there if kind == "group" else made.joined(kind, left, there)))


def _datatype(kind: str, payload: Any) -> Datatype:
    """Return the datatype of a `data` or a `value`."""
    found: Datatype = payload if kind == "data" else payload[0]
    return found


def _namespaces(datatype: Datatype, element: Element) -> dict[str, str]:
    """Return the namespaces that a value can name; none where the datatype does not ask."""
    if not datatype.needs_context:
        return {}
    return {prefix or "": uri for prefix, uri in element.nsmap.items()} | {
        "xml": "http://www.w3.org/XML/1998/namespace"
    }


@lru_cache(maxsize=KEPT)
def _elements(pattern: Pattern) -> tuple[Definition, ...]:
    parts = pattern.inside(of_content=True)
    return tuple({part.payload: None for part in parts if part.kind == "element"})


@lru_cache(maxsize=KEPT)
def _attributes(pattern: Pattern) -> tuple[Pattern, ...]:
    return tuple(part for part in pattern.inside() if part.kind == "attribute")


@lru_cache(maxsize=KEPT)
def _first(pattern: Pattern) -> tuple[Definition, ...]:
    found: dict[Definition, None] = {}
    seen = {pattern}
    todo = [pattern]
    while todo:
        part = todo.pop()
        inside: Sequence[Pattern] = ()
        if part.kind in ("choice", "interleave", "oneOrMore"):
            inside = part.parts
        elif part.kind == "group":
            inside = part.parts if part.parts[0].nullable else part.parts[:1]
        elif part.kind == "element":
            found[part.payload] = None
        todo += [one for one in reversed(inside) if one not in seen]
        seen.update(inside)
    return tuple(found)


@lru_cache(maxsize=KEPT)
def _needed(pattern: Pattern, kind: str) -> tuple[tuple[Pattern, ...], ...]:
    if pattern.kind == kind:
        return ((pattern,),)
    if pattern.kind in ("group", "interleave", "oneOrMore"):
        found = [need for part in pattern.parts for need in part.needed(kind)]
        return tuple(dict.fromkeys(found))
    if pattern.kind != "choice" or (pattern.nullable and kind == "element"):
        return ()
    ways = []
    for part in pattern.parts:
        ways.append(part.needed(kind))
        if not ways[-1] or len(ways) > MANY:
            return ()
    common = [need for need in ways[0] if all(need in way for way in ways[1:])]
    if common:
        return tuple(common)
    return (tuple(dict.fromkeys(one for way in ways for one in way[0])),)
