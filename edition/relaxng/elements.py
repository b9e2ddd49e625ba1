"""Elements: one element held against its definition: its attributes, its contents, and which of several definitions it follows.

The RELAX NG specification (OASIS, 2001), section 6.2; attributes stand in no order, and what they hold may decide on the content.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from edition.relaxng.grammar import Grammar
from edition.relaxng.likeness import nearest_attribute
from edition.relaxng.names import local_name, namespace_of
from edition.relaxng.patterns import Definition, Pattern
from edition.tei import XML, Element

SPACES = " \t\r\n"


@dataclass(frozen=True)
class Fault:
    """What is wrong at an element, or at one of its attributes. `kind` says what, the other fields with what.

    `state` is what could come at that place, `content` what the element around it may hold in all, `around` that
    element, `last` the sibling before or after which, or at whose end (`where`), something is missing, could stand, or stands as text, `meant` a name that fits, `wanted` what is missing, one of each, `along` the siblings with the same fault,
    `beside` the names of all elements that stand there.
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
    along: tuple[Element, ...] = ()
    beside: frozenset[str] = frozenset()

    @property
    def about(self) -> tuple[Element, ...]:
        """The elements that it is about; that to whose end others belong is not complete without them."""
        before = (self.last,) if self.where == "end" and self.last is not None else ()
        return (self.element, *self.along, *before)


class Known:
    """What is known of one document while it is read.

    `guessed` are the elements that stand where they cannot or were taken for others: what is wrong with them themselves is
    not reported, so that one mistake is one finding; what stands in their children is. `continued` are those that are closed too
    early, with what may come after the siblings that belong into them.
    """

    def __init__(self, grammar: Grammar) -> None:
        self.grammar = grammar
        self.guessed: set[Element] = set()
        self.continued: dict[Element, Pattern] = {}
        self._accepted: dict[Element, dict[Definition, bool]] = {}

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
            text = text_of(self.parts)
            for candidate, state in self.states.items():
                self.states[candidate] = after_all(state, text, element)
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


def after_all(state: Pattern, text: str, element: Element) -> Pattern:
    """Return what is left when a text is all that an element holds."""
    made = state.made
    fits = state.admits(text, element) or (not text.strip(SPACES) and state.nullable)
    return made.empty if fits else made.not_allowed


def contents(element: Element) -> list[Element | str]:
    """Return the texts (those that are not only white space, unless they are all there is) and the elements in an element."""
    found: list[Element | str] = []
    texts = [element.text or ""]
    for node in element:
        if isinstance(node.tag, str):
            if (text := "".join(texts)).strip(SPACES):
                found.append(text)
            found.append(node)
            texts = []
        texts.append(node.tail or "")
    text = "".join(texts)
    if text.strip(SPACES) or (text and not found):
        found.append(text)
    return found


def text_of(parts: Iterable[Element | str]) -> str:
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
    if missing:
        faults.append(Fault("missing-attribute", element, content, content, wanted=tuple(missing)))
    return parts[-1].closed(), faults


def _strangers(
    element: Element, content: Pattern, names: Sequence[str], missing: list[tuple[Pattern, ...]]
) -> Iterator[Fault]:
    """Yield the faults of attributes that cannot stand here; what one of them was meant to be is missing no longer.

    One that is like no other and one that is missing are one mistake if its value would do.
    """
    allowed = [name for part in content.attributes for name in part.payload.all()]
    for name in names:
        if any(part.payload.has(name) for part in content.attributes):
            yield Fault("not-valid", element, content, content, name=name)
            continue
        open_ = {written(other): other for other in allowed if other not in element.attrib}
        lacking = tuple(written(other) for other in _named(missing))
        meant = open_.get(nearest_attribute(written(name), tuple(open_), lacking), "")
        if not meant and len(names) == len(missing) == 1 and not namespace_of(name):
            meant = _admitting(missing[0], str(element.get(name)), element)
        found = tuple(one for one in missing if any(part.payload.has(meant) for part in one))
        for each in found:
            missing.remove(each)
        yield Fault(
            "unknown-attribute", element, content, content, name=name, meant=meant, wanted=found
        )


def _named(missing: Iterable[tuple[Pattern, ...]]) -> Iterator[str]:
    """Yield the names of attributes that are missing."""
    return (name for each in missing for part in each for name in part.payload.all())


def _admitting(missing: tuple[Pattern, ...], value: str, element: Element) -> str:
    """Return the name of an attribute that is missing, if there is but one and it can have a value; or ""."""
    known = list(_named([missing]))
    fits = len(known) == 1 and missing[0].parts[0].admits(value, element)
    return known[0] if fits else ""


@lru_cache(maxsize=4096)
def names(definitions: tuple[Definition, ...]) -> tuple[str, ...]:
    """Return the names of elements, without namespaces, in alphabetical order."""
    return tuple(sorted({local_name(name) for found in definitions for name in found.names.all()}))


def written(attribute: str) -> str:
    """Return the name of an attribute as it is written, without the namespace where that is not that of XML."""
    own = local_name(attribute)
    return f"xml:{own}" if namespace_of(attribute) == XML else own
