"""Reading: what stands in an element, read with care: each fault is found, and what follows is read as if it were mended.

Of the ways to go on after a child that cannot stand where it does (pass over it, put what is missing before it or around
it, take it for something else), the one is taken that leaves the fewest faults, so that one mistake is one finding. Of equal ways
the same is taken every time: by rank, then in the order of the schema.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

from lxml import etree

from edition.relaxng.elements import (
    SPACES,
    Fault,
    Known,
    after_all,
    attributes,
    contents,
    names,
    text_of,
)
from edition.relaxng.likeness import HABITS, all_elements, nearest_name, other_name
from edition.relaxng.names import local_name, namespace_of
from edition.relaxng.patterns import Definition, Pattern
from edition.tei import Element, is_tei, local

#: How many siblings are looked at, to find out which mend leaves the fewest faults.
AHEAD = 40


@dataclass(frozen=True)
class _Mend:
    """A way to go on after a child that cannot stand where it does.

    `how` is what is done, `state` what may come after, `to` the position up to which the siblings are read by it, `faults`
    how many faults there are with it; of two ways with as many faults, the one of lower `rank` is taken.
    """

    faults: int
    rank: int
    how: str
    state: Pattern
    wanted: tuple[tuple[Pattern, ...], ...] = ()
    inner: Pattern | None = None
    meant: str = ""


class Reading:
    """Reads what stands directly in an element, from left to right: its faults, its children and what they are."""

    def __init__(
        self,
        known: Known,
        element: Element | None,
        parts: Sequence[Element | str],
        state: Pattern,
        content: Pattern,
    ) -> None:
        self.known = known
        self.grammar = known.grammar
        self.element = element
        self.parts = parts
        self.content = content
        self.state = state
        self.faults: list[Fault] = []
        self.children: list[tuple[Element, Definition]] = []
        self._skipped: list[str] = []
        self._states: dict[int, Pattern] = {}

    def read(self) -> None:
        """Read all parts; what does not fit becomes a fault, and the rest is read as if it were mended."""
        if self.state.has_values and self._is_value():
            return
        at = 0
        while at < len(self.parts):
            at = self._part(at)
        if self.element in self.known.continued:
            self.state = self.known.continued[self.element]
        if not self.state.nullable:
            self._incomplete()

    def _is_value(self) -> bool:
        """Read text that is data; tell whether it was that."""
        if any(not isinstance(part, str) for part in self.parts) or self.element is None:
            return False
        text = text_of(self.parts)
        if after_all(self.state, text, self.element).kind == "notAllowed":
            self._fault("bad-value", self.element, text=text)
        return True

    def _fault(self, kind: str, element: Element, **more: Any) -> None:
        self.faults.append(Fault(kind, element, self.state, self.content, self.element, **more))

    @cached_property
    def _beside(self) -> frozenset[str]:
        """The names of the elements that stand directly in this one."""
        return frozenset(local(part) for part in self.parts if not isinstance(part, str))

    @property
    def _misplaced(self) -> list[int]:
        """Which of the faults are about children that may stand for something that is missing: not for the end of a sibling."""
        return [
            number
            for number, fault in enumerate(self.faults)
            if fault.kind == "misplaced-element" and fault.where != "end"
        ]

    def _has(self, *kinds: str) -> bool:
        return any(fault.kind in kinds for fault in self.faults)

    def _part(self, at: int) -> int:
        """Read the part at a position; return where to go on."""
        part = self.parts[at]
        self._states.setdefault(at, self.state)
        if isinstance(part, str):
            self._text(part, at)
            return at + 1
        steps = self.state.step(str(part.tag))
        if not steps:
            return self._mend(part, at)
        self.state = self._chosen(part, steps)
        return at + 1

    def _text(self, text: str, at: int) -> None:
        after = self.state.after_text()
        if after.kind != "notAllowed":
            self.state = after
        elif text.strip(SPACES):
            self._stray_text(text, at)

    def _stray_text(self, text: str, at: int) -> None:
        """Report text that cannot stand here, once; it is read as an element that must stand here if its tags are forgotten."""
        wanted = self.state.needed("element")
        meant = self._without_tags(wanted, self.parts[at + 1 : at + 1 + AHEAD])
        if not self._has("stray-text") and self.element is not None:
            before = self.parts[at - 1] if at else None
            last = before if isinstance(before, etree._Element) else None
            wanted = (meant,) if meant else wanted
            self._fault(
                "stray-text", self.element, text=text, where="after", last=last, wanted=wanted, beside=self._beside,
            )  # fmt: skip
        if meant:
            self.state = _after(self.state, meant[0].payload)

    def _without_tags(
        self, wanted: Iterable[tuple[Pattern, ...]], rest: Sequence[Element | str]
    ) -> tuple[Pattern, ...]:
        """Return of some elements those in whose place a text may stand, so that the fewest faults come after it."""
        fewest = _ahead(self.state, rest, ())
        found: list[Pattern] = []
        for one in (one for each in wanted for one in each[:AHEAD]) if fewest else ():
            faults = _ahead(_after(self.state, one.payload), rest, ())
            if faults < fewest:
                fewest, found = faults, [one]
            elif found and faults == fewest:
                found.append(one)
        return tuple(found)

    def _chosen(self, part: Element, steps: Sequence[tuple[Definition, Pattern]]) -> Pattern:
        """Enter a child with what it is; of several that it may be, all those that it follows, or the nearest."""
        if len(steps) == 1:
            self.children.append((part, steps[0][0]))
            return steps[0][1]
        accepted = self.known.accepted(part, [definition for definition, _ in steps])
        if accepted:
            return self.grammar.made.choice(rest for one, rest in steps if one in accepted)
        nearest_one = self._nearest(part, [definition for definition, _ in steps])
        self.children.append((part, nearest_one))
        return next(rest for definition, rest in steps if definition is nearest_one)

    def _nearest(self, part: Element, definitions: Sequence[Definition]) -> Definition:
        """Return the definition by which an element has the fewest faults, not counting those of what is in it."""

        def faults(definition: Definition) -> int:
            state, found = attributes(part, definition)
            return len(found) + _ahead(state, contents(part), ())

        return min(definitions, key=faults)

    def _definition(self, part: Element, name: str) -> Definition | None:
        """Return what an element is by its name, wherever it stands."""
        found = self.grammar.definitions(name)
        if len(found) < 2:
            return found[0] if found else None
        accepted = self.known.accepted(part, found)
        return accepted[0] if accepted else self._nearest(part, found)

    # -- mending

    def _mend(self, part: Element, at: int) -> int:
        """Report a child that cannot stand here, and go on in the way that leaves the fewest faults."""
        name = str(part.tag)
        mend = min(self._mends(part, name, at), key=lambda mend: (mend.faults, mend.rank))
        around = self.element
        if around is not None and mend.how in ("insert", "wrap"):
            end = at if mend.inner is None else _run(mend.inner, self.parts, at)
            later = self._names(at + 1)
            wanted = tuple(each for each in mend.wanted if not _stands(each, later))
            if mend.inner is not None:
                along = tuple(one for one in self.parts[at + 1 : end] if not isinstance(one, str))
                self._fault(
                    "misplaced-element", part, where="inside", meant=mend.meant, along=along
                )
                self._inside(mend.inner, at, end)
            elif wanted:
                self._fault("missing-element", around, wanted=wanted, where="before", last=part)
            self.state = mend.state
            return end
        if not mend.meant and (end := self._closed_early(part, at)):
            return end
        self._stranger(part, name, at, mend)
        self.state = mend.state
        return at + 1

    def _closed_early(self, part: Element, at: int) -> int:
        """Report children that belong into the one before them, whose end tag comes too early; return where to go on, or 0.

        They do if it lacks them; or if they may come at its end, it holds no text, and they may stand nowhere in this element,
        nor in what it lacks itself.
        """
        before = self.parts[at - 1] if at else ""
        state = None if isinstance(before, str) else self._at_end(before)
        if state is None or isinstance(before, str):
            return 0
        if state.nullable and (_takes_text(state) or self._can_have(str(part.tag))):
            return 0
        end = at
        for child in self.parts[at:]:
            if isinstance(child, str) or self.state.step(str(child.tag)):
                break
            steps = state.step(str(child.tag))
            if not steps:
                break
            state = self._chosen(child, steps)
            end += 1
        if end > at:
            along = tuple(one for one in self.parts[at + 1 : end] if not isinstance(one, str))
            self._fault("misplaced-element", part, where="end", last=before, along=along)
            self.known.continued[before] = state
        return end if end > at else 0

    def _can_have(self, name: str) -> bool:
        """Tell whether an element may stand anywhere in this one, or in what this one lacks."""
        lacking = (one.payload.body for each in self.state.needed("element") for one in each)
        return any(_holds(content, name) for content in (self.content, *lacking))

    def _at_end(self, child: Element) -> Pattern | None:
        """Return what may still come at the end of the child that was read last; None if not all in it can be read."""
        state = self.known.continued.get(child)
        if state is not None or not self.children or self.children[-1][0] is not child:
            return state
        state, _ = attributes(child, self.children[-1][1])
        parts = [one for one in contents(child) if not isinstance(one, str) or one.strip(SPACES)]
        for part in parts:
            state = state.after_text() if isinstance(part, str) else state.after(str(part.tag))
        return state if state.kind != "notAllowed" else None

    def _names(self, at: int) -> list[str]:
        """Return the names of the elements from a position on, as far as is looked ahead."""
        ahead = self.parts[at : at + AHEAD]
        return [str(part.tag) for part in ahead if not isinstance(part, str)]

    def _place(self, name: str, at: int) -> tuple[str, Element | None]:
        """Return before or after which of its siblings an element could stand."""
        for number in reversed(range(max(0, at - AHEAD), at)):
            other, state = self.parts[number], self._states.get(number)  # None: read elsewhere
            if state is None or isinstance(other, str) or other.tag == name:
                continue
            if not state.step(name):
                continue
            if _run(state.after(name), self.parts[:at], number) == at:
                return "before", other
        state, found = self.state, None
        for other in self.parts[at + 1 : at + 1 + AHEAD]:
            state = state.after_text() if isinstance(other, str) else state.after(str(other.tag))
            if not isinstance(other, str) and other.tag != name and state.step(name):
                found = other
        return ("after", found) if found is not None else ("", None)

    def _inside(self, inner: Pattern, at: int, end: int) -> None:
        """Read parts as if they stood in an element that is missing around them."""
        reading = Reading(self.known, self.element, self.parts[at:end], inner, inner)
        for number in range(end - at):
            reading._part(number)
        self.children += reading.children

    def _mends(self, part: Element, name: str, at: int) -> Iterator[_Mend]:
        rest = self.parts[at + 1 : at + 1 + AHEAD]
        skipped = (*self._skipped, name)
        yield _Mend(1 + _ahead(self.state, rest, skipped), 2, "skip", self.state)
        if self.element is not None:
            yield from self._inserting(name, at)
            yield from self._wrapping(name, at)
        needed = [one.payload for each in self.state.needed("element") for one in each]
        for definition in needed[:AHEAD]:
            after = _after(self.state, definition)
            yield _Mend(1 + _ahead(after, rest, tuple(self._skipped)), 4, "replace", after)
        for definition in self._alike(part, name):
            after = _after(self.state, definition)
            meant = local_name(next(definition.names.all(), ""))
            faults = 1 + _ahead(after, rest, tuple(self._skipped))
            yield _Mend(faults, 0, "replace", after, meant=meant)

    def _alike(self, part: Element, name: str) -> list[Definition]:
        """Return what an element that is unknown may have been meant to be, of what could stand here."""
        if local(part) in HABITS or self.grammar.definitions(name):
            return []
        if is_tei(part) and local(part) in all_elements():
            meant = other_name(local(part), names(self.state.first))
        else:
            meant = self._nearest_name(part, self.state.first)
        return [one for one in self.state.first if meant in names((one,))] if meant else []

    def _inserting(self, name: str, at: int) -> Iterator[_Mend]:
        """Yield the ways to put what is missing before a child, so that it can stand there."""
        ways: list[tuple[Pattern, tuple[tuple[Pattern, ...], ...]]] = [(self.state, ())]
        later = self._names(at + 1)
        for number in range(1, 4):
            further = []
            for state, wanted in ways:
                for each in state.needed("element"):
                    found = [(one, _after(state, one.payload)) for one in each[:AHEAD]]
                    further += [(after, one) for one, after in found if after.kind != "notAllowed"]
                    fitting = [one for one, after in found if after.step(name)]
                    if fitting:
                        after = _after(state, fitting[0].payload)
                        rest = self.parts[at : at + 1 + AHEAD]
                        missing = (*wanted, tuple(fitting))
                        faults = sum(not _stands(one, later) for one in missing)
                        faults += _ahead(after, rest, tuple(self._skipped))
                        yield _Mend(faults, 1, "insert", after, missing)
            if not further or number == 3:
                return
            after, one = further[0]
            ways = [(after, (*ways[0][1], (one,)))]

    def _wrapping(self, name: str, at: int) -> Iterator[_Mend]:
        """Yield the ways to put what is missing around a child and the siblings after it."""
        for each in self.state.needed("element"):
            for one in each[:AHEAD]:
                inner = one.payload.body.without_attributes()
                after = _after(self.state, one.payload)
                if after.kind == "notAllowed" or not inner.step(name):
                    continue
                end = _run(inner, self.parts, at)
                left = inner
                for part in self.parts[at:end]:
                    left = left.after_text() if isinstance(part, str) else left.after(str(part.tag))
                faults = (
                    1
                    + len(left.needed("element"))
                    + _ahead(after, self.parts[end : end + AHEAD], ())
                )
                meant = local_name(next(one.payload.names.all(), ""))
                yield _Mend(faults, 3, "wrap", after, ((one,),), inner, meant)

    def _stranger(self, part: Element, name: str, at: int, mend: _Mend) -> None:
        """Report a child that cannot stand here, and look into it by what it is, or was meant to be."""
        known = self._definition(part, name)
        if known is not None:
            where, last = self._place(name, at)
            near = other_name(local(part), names(self.state.first))
            wanted = self.state.needed("element")
            self._fault(
                "misplaced-element", part, where=where, last=last, meant=near, wanted=wanted, beside=self._beside,
            )  # fmt: skip
            self.children.append((part, known))
            if self.element not in self.known.guessed:
                self.known.guessed.add(part)
            if mend.how == "skip":
                self._skipped.append(name)
            return
        meant = mend.meant or self._meant(part)
        self._fault("unknown-element", part, meant=meant)
        same = self.grammar.by_local_name.get(meant)
        if same:
            self.known.guessed.add(part)
            self.children += [(part, found) for found in self.grammar.definitions(same[0])[:1]]
        elif namespace_of(name) in self.grammar.namespaces:
            self._look_into(part)

    def _meant(self, part: Element) -> str:
        if local(part) in HABITS:
            return ""
        if is_tei(part) and local(part) in all_elements():  # the schema leaves it out
            return other_name(local(part), names(self.content.elements))
        fitting = self._nearest_name(part, self.content.elements)
        first = local(part)[:1].lower()
        others = tuple(n for n in names(self.grammar.reachable) if n[:1].lower() == first)
        around = local(self.element) if self.element is not None else ""
        return fitting or nearest_name(local(part), tuple(n for n in others if n != around))

    def _nearest_name(self, part: Element, known: tuple[Definition, ...]) -> str:
        """Return the name of those known that was probably meant by that of an element; of names alike one that may hold its children."""
        children = {str(child.tag) for child in part.iterchildren(etree.Element)}
        return _nearest_around(
            local(part), tuple(sorted(filter(self.grammar.definitions, children))), known
        )

    def _look_into(self, part: Element) -> None:
        """Go on with what stands in an element that is unknown, each by what it is."""
        todo = [part]
        while todo:
            for child in todo.pop().iterchildren(etree.Element):
                known = self._definition(child, str(child.tag))
                if known is not None:
                    self.children.append((child, known))
                elif namespace_of(str(child.tag)) in self.grammar.namespaces:
                    if meant := self._meant(child):  # else it goes with what it stands in
                        self._fault("unknown-element", child, meant=meant)
                    todo.append(child)

    def _incomplete(self) -> None:
        """Report what is missing at the end, but for what stands elsewhere, and where something that is wrong may be it."""
        if self.element in self.known.guessed or self._has("unknown-element", "stray-text"):
            return
        needed = self.state.needed("element")
        if self._misplaced and len(needed) < 2:
            self._blame_around()  # what stands wrong may be in its place
            return
        wanted = tuple(each for each in needed if not _stands(each, self._skipped))
        if self.element is not None and (wanted or not needed):
            self._fault("missing-element", self.element, wanted=wanted)

    def _blame_around(self) -> None:
        """Have the last that stands wrong be about the element around it, too, which is not complete without it."""
        at = self._misplaced[-1]
        if self.element is not None:
            along = (*self.faults[at].along, self.element)
            self.faults[at] = replace(self.faults[at], along=along)


def _takes_text(state: Pattern) -> bool:
    return state.after_text().kind != "notAllowed"


def _holds(content: Pattern, name: str) -> bool:
    """Tell whether an element of a name may stand anywhere in a content."""
    return any(one.names.has(name) for one in content.elements)


@lru_cache(maxsize=4096)
def _nearest_around(wanted: str, children: tuple[str, ...], known: tuple[Definition, ...]) -> str:
    """Return the name of a definition that is nearest to one, if there is such, of those that may hold some children."""
    holding = tuple(one for one in known if all(_holds(one.body, child) for child in children))
    return nearest_name(wanted, names(holding)) or nearest_name(wanted, names(known))


def _stands(wanted: Sequence[Pattern], names: Iterable[str]) -> bool:
    return any(one.payload.names.has(name) for one in wanted for name in names)


def _after(state: Pattern, definition: Definition) -> Pattern:
    """Return what may follow an element of a definition."""
    name = next(definition.names.all(), "")
    return state.made.choice(rest for found, rest in state.step(name) if found is definition)


def _ahead(state: Pattern, parts: Sequence[Element | str], skipped: Sequence[str]) -> int:
    """Return how many faults there will be if nothing is mended but by skipping it."""
    faults = 0
    for part in parts:
        after = state.after_text() if isinstance(part, str) else state.after(str(part.tag))
        if after.kind == "notAllowed":
            faults += 1
        else:
            state = after
    if state.nullable or len(parts) >= AHEAD:
        return faults
    needed = state.needed("element")
    return faults + (sum(not _stands(each, skipped) for each in needed) if needed else 1)


def _run(state: Pattern, parts: Sequence[Element | str], at: int) -> int:
    """Return the position up to which parts can be read from a state on."""
    for number in range(at, len(parts)):
        part = parts[number]
        state = state.after_text() if isinstance(part, str) else state.after(str(part.tag))
        if state.kind == "notAllowed":
            return number
    return len(parts)
