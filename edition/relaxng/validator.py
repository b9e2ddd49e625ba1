"""Validator: walks a tree along a grammar and finds what does not fit.

The RELAX NG specification (OASIS, 2001), section 6. A sound element takes the short way: one look-up for its
attributes, one for each child. Where something does not fit, or an element may be several things, the element is read once
more with care: by itself, with the mend that leaves the fewest faults, so that one mistake is one finding. Elements are
kept on a stack of our own: no depth is too deep.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from lxml import etree

from edition.pointers import nearest
from edition.relaxng.grammar import Grammar
from edition.relaxng.names import local_name, namespace_of
from edition.relaxng.patterns import Definition, Pattern
from edition.tei import Element, local

_SPACES = " \t\r\n"

#: Names of HTML that people write in TEI, and what TEI has for them.
HTML = {
    "a": '<ref target="…">', "b": '<hi rend="bold">', "blockquote": "<quote>", "br": "<lb/>", "center": '<hi rend="center">',
    "em": "<emph>", "font": "<hi>", "h1": "<head>", "h2": "<head>", "h3": "<head>", "h4": "<head>", "h5": "<head>",
    "h6": "<head>", "hr": "<milestone/>", "i": '<hi rend="italic">', "img": '<graphic url="…"/>', "li": "<item>",
    "ol": "<list> with an <item> for each entry", "small": '<hi rend="small">', "span": "<seg>", "strike": '<hi rend="strikethrough">',
    "strong": '<hi rend="bold">', "sub": '<hi rend="subscript">', "sup": '<hi rend="superscript">',
    "td": "<cell>", "th": '<cell role="label">', "tr": "<row> with a <cell> for each field", "u": '<hi rend="underline">',
    "ul": "<list> with an <item> for each entry",
}  # fmt: skip
HTML_ATTRIBUTES = {
    "class": "@rend",
    "href": "@target",
    "id": "@xml:id",
    "lang": "@xml:lang",
    "src": "@url",
    "style": "@style or @rend",
}

#: How near a name must be to be taken for another one: they are short, and many.
ALIKE = 0.7

#: So many sets of attributes are kept for each element's definition, before they are forgotten.
KNOWN = 2048

#: How many siblings are looked at, to find out which mend leaves the fewest faults.
AHEAD = 40


@dataclass(frozen=True)
class Fault:
    """What is wrong at an element, or at one of its attributes. `kind` says what, the other fields with what.

    `state` is what could come at that place, `content` what the element around it may hold in all, `around` that
    element, `last` the sibling before or after which (`where`) something is missing or could stand, `meant` a name that fits, `wanted` what is missing, one of each.
    """

    kind: str
    element: Element
    state: Pattern
    content: Pattern
    around: Element | None = None
    where: str = ""
    last: Element | None = None
    name: str = ""
    text: str = ""
    meant: str = ""
    wanted: tuple[tuple[Pattern, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What a set of attribute names leads to: the values to look at, by position, and the content that then follows."""

    checks: tuple[tuple[int, Pattern], ...]
    content: Pattern


@dataclass(eq=False)
class _Known:
    """What is kept for a definition: its plans by the names of attributes, None for those that need care."""

    definition: Definition
    plans: dict[tuple[object, ...], Plan | None] = field(default_factory=dict)

    def plan(self, names: tuple[object, ...]) -> Plan | None:
        """Return the plan for a set of attribute names, in the order of the document; None if they need care."""
        if names not in self.plans:
            if len(self.plans) >= KNOWN:
                self.plans.clear()
            self.plans[names] = _plan(self.definition, tuple(map(str, names)))
        return self.plans[names]


def _plan(definition: Definition, names: tuple[str, ...]) -> Plan | None:
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
                return None
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
        return None
    return Plan(tuple(checks), body)


class Validator:
    """Reads documents along one grammar, and keeps what it learns of it."""

    def __init__(self, grammar: Grammar) -> None:
        self.grammar = grammar
        self.known: dict[Definition, _Known] = {}

    def faults(self, root: Element) -> list[Fault]:
        """Return what is wrong with a tree, the outer before the inner."""
        return _Walk(self, root).faults


class _Walk:
    """One way through one tree."""

    def __init__(self, validator: Validator, root: Element) -> None:
        self.validator = validator
        self.grammar = validator.grammar
        self.faults: list[Fault] = []
        self.guessed: set[Element] = set()
        self._accepted: dict[Element, dict[Definition, bool]] = {}
        start = self.grammar.start
        reading = _Reading(self, None, [root], start, start)
        reading.read()
        self.faults += reading.faults
        self._walk(reading.children)

    @cached_property
    def namespaces(self) -> frozenset[str]:
        """The namespaces of the elements that the grammar names."""
        return frozenset(map(namespace_of, self.grammar.by_name))

    def _walk(self, todo: list[tuple[Element, Definition]]) -> None:
        """Follow each element by its definition; all that is sound is done here and in `_follow`."""
        known = self.validator.known
        while todo:
            element, definition = todo.pop()
            own = known.get(definition)
            if own is None:
                own = known[definition] = _Known(definition)
            keys = tuple(element.keys())
            plan = own.plans.get(keys) or own.plan(keys)
            if plan is None or (plan.checks and not _are_sound(plan.checks, element)):
                self._with_care(element, definition, todo)
            elif plan.content.has_values:
                if len(element) or not plan.content.admits(element.text or "", element):
                    self._with_care(element, definition, todo, plan.content)
            elif not _follow(element, plan.content, todo):
                self._with_care(element, definition, todo, plan.content)

    def _with_care(
        self,
        element: Element,
        definition: Definition,
        todo: list[tuple[Element, Definition]],
        state: Pattern | None = None,
    ) -> None:
        """Read an element with care; `state` is its content where its attributes are known to be sound."""
        if state is None:
            state, faults = attributes(element, definition)
            self.faults += faults
        reading = _Reading(self, element, contents(element), state, definition.body)
        reading.read()
        self.faults += reading.faults
        todo += reversed(reading.children)

    def accepted(self, element: Element, candidates: Sequence[Definition]) -> list[Definition]:
        """Return which of several definitions an element, with all in it, follows without a fault."""
        known = self._accepted.get(element, {})
        if any(candidate not in known for candidate in candidates):
            self._accept(element, [c for c in candidates if c not in known])
            known = self._accepted[element]
        return [candidate for candidate in candidates if known[candidate]]

    def _accept(self, element: Element, candidates: Sequence[Definition]) -> None:
        """Find out which definitions an element follows: all at once, each child once with all that it may be."""
        stack = [_Trial(element, candidates)]
        while stack:
            trial = stack[-1]
            asked = trial.go_on(self._accepted)
            if asked is not None:
                stack.append(asked)
                continue
            stack.pop()
            found = self._accepted.setdefault(trial.element, {})
            found.update(trial.outcome())


def _are_sound(checks: tuple[tuple[int, Pattern], ...], element: Element) -> bool:
    values: Any = element.values()  # of text, whatever the stubs say
    for number, pattern in checks:
        value = values[number]
        if value not in pattern.known and not pattern.admits(value, element):
            return False
    return True


def _follow(element: Element, state: Pattern, todo: list[tuple[Element, Definition]]) -> bool:
    """Read what stands in an element; put its children before the others to do, or return False if it needs care."""
    mark = len(todo)
    if state.text is not state and (text := element.text) and text.strip(_SPACES):
        state = state.after_text()
    for child in element:
        tag = child.tag
        move = state.moves.get(tag)
        if move is None and tag.__class__ is str:
            steps = state.step(tag)
            if len(steps) != 1:
                del todo[mark:]
                return False
            move = steps[0]
        if move is not None:
            todo.append((child, move[0]))
            state = move[1]
        if state.text is not state and (text := child.tail) and text.strip(_SPACES):
            state = state.after_text()
    if not state.nullable:
        del todo[mark:]
        return False
    if len(todo) - mark > 1:  # the first child is to come first
        todo[mark:] = todo[: mark - 1 if mark else None : -1]
    return True


class _Trial:
    """An element read by several definitions at once, with the state of each; it waits for its children's trials."""

    def __init__(self, element: Element, candidates: Sequence[Definition]) -> None:
        self.element = element
        self.states: dict[Definition, Pattern] = {}
        for candidate in candidates:
            state, faults = attributes(element, candidate)
            self.states[candidate] = state.made.not_allowed if faults else state
        self.parts = contents(element)
        self.at = 0
        if len(self.parts) < 2 and not any(isinstance(part, etree._Element) for part in self.parts):
            text = _text(self.parts)
            for candidate, state in self.states.items():
                self.states[candidate] = _after_all(state, text, element)
            self.at = len(self.parts)

    def go_on(self, known: dict[Element, dict[Definition, bool]]) -> _Trial | None:
        """Read on until a child must be tried first, which is returned; None at the end."""
        while self.at < len(self.parts) and any(
            s.kind != "notAllowed" for s in self.states.values()
        ):
            part = self.parts[self.at]
            if isinstance(part, str):
                self.states = {d: state.after_text() for d, state in self.states.items()}
            else:
                name = str(part.tag)
                steps = {d: state.step(name) for d, state in self.states.items()}
                wanted = dict.fromkeys(inner for found in steps.values() for inner, _ in found)
                outcome = known.get(part, {})
                if unknown := [inner for inner in wanted if inner not in outcome]:
                    return _Trial(part, unknown)
                for definition, found in steps.items():
                    made = self.states[definition].made
                    self.states[definition] = made.choice(
                        rest for inner, rest in found if outcome[inner]
                    )
            self.at += 1
        return None

    def outcome(self) -> dict[Definition, bool]:
        """Return for each definition whether the element follows it."""
        done = self.at == len(self.parts)
        return {definition: done and state.nullable for definition, state in self.states.items()}


def _after_all(state: Pattern, text: str, element: Element) -> Pattern:
    """Return what is left when a text is all that an element holds."""
    made = state.made
    fits = state.admits(text, element) or (not text.strip(_SPACES) and state.nullable)
    return made.empty if fits else made.not_allowed


def contents(element: Element) -> list[Element | str]:
    """Return the texts (those that are not only white space, unless they are all there is) and the elements in an element."""
    found: list[Element | str] = []
    texts = [element.text or ""]
    for node in element:
        if isinstance(node.tag, str):
            if (text := "".join(texts)).strip(_SPACES):
                found.append(text)
            found.append(node)
            texts = []
        texts.append(node.tail or "")
    text = "".join(texts)
    if text.strip(_SPACES) or (text and not found):
        found.append(text)
    return found


def _text(parts: Iterable[Element | str]) -> str:
    return "".join(part for part in parts if isinstance(part, str))


def _attributes_of(element: Element) -> Iterator[tuple[str, str]]:
    return ((str(name), str(text)) for name, text in element.items())


def attributes(element: Element, definition: Definition) -> tuple[Pattern, list[Fault]]:
    """Return the content that an element's attributes leave, and what is wrong with them."""
    free = definition.attributes
    content = definition.content
    parts = [*definition.mixed, definition.body]
    made = content.made
    faults: list[Fault] = []
    strangers: list[str] = []
    seen: set[str] = set()
    for name, text in _attributes_of(element):
        seen.add(name)
        if name in free:
            value = free[name][0].parts[0]
            if not value.admits(text, element):
                faults.append(Fault("bad-value", element, value, content, name=name, text=text))
            continue
        for at, part in enumerate(parts):
            if steps := part.attribute_step(name):
                fitting = [rest for value, rest in steps if value.admits(text, element)]
                if not fitting:
                    values = made.choice(value for value, _ in steps)
                    faults.append(
                        Fault("bad-value", element, values, content, name=name, text=text)
                    )
                parts[at] = made.choice(fitting or (rest for _, rest in steps))
                break
        else:
            strangers.append(name)
    missing: list[tuple[Pattern, ...]] = [
        (own,) for name, (own, needed) in free.items() if needed and name not in seen
    ]
    for at, part in enumerate(parts):
        if part.closed().kind == "notAllowed":
            missing += part.needed("attribute")
            parts[at] = part.without_attributes()
    faults += _strangers(element, content, strangers, missing)
    faults += [
        Fault("missing-attribute", element, content, content, wanted=(each,)) for each in missing
    ]
    return parts[-1].closed(), faults


def _strangers(
    element: Element, content: Pattern, names: Sequence[str], missing: list[tuple[Pattern, ...]]
) -> Iterator[Fault]:
    """Yield the faults of attributes that cannot stand here; what one of them was meant to be is missing no longer."""
    allowed = [name for part in content.attributes for name in part.payload.all()]
    for name in names:
        if any(part.payload.has(name) for part in content.attributes):
            yield Fault("not-valid", element, content, content, name=name)
            continue
        open_ = {local_name(other): other for other in allowed if other not in element.attrib}
        meant = open_.get(nearest(local_name(name), open_, ALIKE) or "", "")
        for each in [one for one in missing if any(part.payload.has(meant) for part in one)]:
            missing.remove(each)
        yield Fault("unknown-attribute", element, content, content, name=name, meant=meant)


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


class _Reading:
    """Reads what stands directly in an element, from left to right: its faults, its children and what they are."""

    def __init__(
        self,
        walk: _Walk,
        element: Element | None,
        parts: Sequence[Element | str],
        state: Pattern,
        content: Pattern,
    ) -> None:
        self.walk = walk
        self.grammar = walk.grammar
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
        if not self.state.nullable:
            self._incomplete()

    def _is_value(self) -> bool:
        """Read text that is data; tell whether it was that."""
        if any(not isinstance(part, str) for part in self.parts) or self.element is None:
            return False
        text = _text(self.parts)
        if _after_all(self.state, text, self.element).kind == "notAllowed":
            self._fault("bad-value", self.element, text=text)
        return True

    def _fault(self, kind: str, element: Element, **more: Any) -> None:
        self.faults.append(Fault(kind, element, self.state, self.content, self.element, **more))

    def _has(self, *kinds: str) -> bool:
        return any(fault.kind in kinds for fault in self.faults)

    def _part(self, at: int) -> int:
        """Read the part at a position; return where to go on."""
        part = self.parts[at]
        self._states.setdefault(at, self.state)
        if isinstance(part, str):
            self._text(part)
            return at + 1
        steps = self.state.step(str(part.tag))
        if not steps:
            return self._mend(part, at)
        self.state = self._chosen(part, steps)
        return at + 1

    def _text(self, text: str) -> None:
        after = self.state.after_text()
        if after.kind != "notAllowed":
            self.state = after
        elif not self._has("stray-text") and self.element is not None:
            self._fault("stray-text", self.element, text=text)

    def _chosen(self, part: Element, steps: Sequence[tuple[Definition, Pattern]]) -> Pattern:
        """Enter a child with what it is; of several that it may be, all those that it follows, or the nearest."""
        if len(steps) == 1:
            self.children.append((part, steps[0][0]))
            return steps[0][1]
        accepted = self.walk.accepted(part, [definition for definition, _ in steps])
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

    def _known(self, part: Element, name: str) -> Definition | None:
        """Return what an element is by its name, wherever it stands."""
        found = self.grammar.definitions(name)
        if len(found) < 2:
            return found[0] if found else None
        accepted = self.walk.accepted(part, found)
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
                self._fault("misplaced-element", part, where="inside", meant=mend.meant)
                self._inside(mend.inner, at, end)
            elif wanted:
                self._fault("missing-element", around, wanted=wanted, where="before", last=part)
            self.state = mend.state
            return end
        self._stranger(part, name, at, mend)
        self.state = mend.state
        return at + 1

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
        reading = _Reading(self.walk, self.element, self.parts[at:end], inner, inner)
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
        if local(part) in HTML or self.grammar.definitions(name):
            return []
        meant = _nearest_name(local(part), names(self.state.first))
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
        known = self._known(part, name)
        if known is not None:
            where, last = self._place(name, at)
            near = _nearest_name(local(part), names(self.state.first))
            wanted = self.state.needed("element")
            self._fault(
                "misplaced-element", part, where=where, last=last, meant=near, wanted=wanted
            )
            self.children.append((part, known))
            if mend.how == "skip":
                self._skipped.append(name)
            return
        meant = mend.meant or self._meant(part)
        self._fault("unknown-element", part, meant=meant)
        same = [one for one in self.grammar.by_name if local_name(one) == meant] if meant else []
        if same:
            self.walk.guessed.add(part)
            self.children += [(part, found) for found in self.grammar.definitions(same[0])[:1]]
        elif namespace_of(name) in self.walk.namespaces:
            self._look_into(part)

    def _meant(self, part: Element) -> str:
        if local(part) in HTML:
            return ""
        fitting = _nearest_name(local(part), names(self.content.elements))
        return fitting or _nearest_name(local(part), names(self.grammar.reachable))

    def _look_into(self, part: Element) -> None:
        """Go on with what stands in an element that is unknown, each by what it is."""
        todo = [part]
        while todo:
            for child in todo.pop().iterchildren(etree.Element):
                known = self._known(child, str(child.tag))
                if known is not None:
                    self.children.append((child, known))
                elif namespace_of(str(child.tag)) in self.walk.namespaces:
                    if local(child) not in HTML:
                        self._fault("unknown-element", child, meant=self._meant(child))
                    todo.append(child)

    def _incomplete(self) -> None:
        """Report what is missing at the end, but for what stands elsewhere, and where something unknown may be it."""
        if self.element in self.walk.guessed or self._has("unknown-element", "stray-text"):
            return
        needed = self.state.needed("element")
        wanted = tuple(each for each in needed if not _stands(each, self._skipped))
        if self.element is not None and (wanted or not needed):
            self._fault("missing-element", self.element, wanted=wanted)


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


@lru_cache(maxsize=4096)
def names(definitions: tuple[Definition, ...]) -> tuple[str, ...]:
    """Return the names of elements, without namespaces, in alphabetical order."""
    return tuple(sorted({local_name(name) for found in definitions for name in found.names.all()}))


@lru_cache(maxsize=4096)
def _nearest_name(wanted: str, known: tuple[str, ...]) -> str:
    return nearest(wanted, known, ALIKE) or ""
