"""Validator: walks a tree along a grammar and finds what does not fit.

The RELAX NG specification (OASIS, 2001), section 6. A sound element takes the short way: one look-up for its
attributes, one for each child. Where something does not fit, or an element may be several things, the element is read once
more with care: by itself, with the mend that leaves the fewest faults, so that one mistake is one finding. Elements are
kept on a stack of our own: no depth is too deep.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from edition.relaxng.elements import SPACES, Fault, Known, attributes, contents
from edition.relaxng.grammar import Grammar
from edition.relaxng.patterns import Definition, Pattern
from edition.relaxng.reading import Reading
from edition.tei import Element

#: So many sets of attributes are kept for each element's definition, before they are forgotten.
KEPT = 2048


@dataclass(frozen=True, slots=True)
class Plan:
    """What a set of attribute names leads to: the values to look at, by position, and the content that then follows."""

    checks: tuple[tuple[int, Pattern], ...]
    content: Pattern


@dataclass(eq=False)
class Plans:
    """What is kept for a definition: its plans by the names of attributes, None for those that need care."""

    definition: Definition
    plans: dict[tuple[object, ...], Plan | None] = field(default_factory=dict)

    def plan(self, names: tuple[object, ...]) -> Plan | None:
        """Return the plan for a set of attribute names, in the order of the document; None if they need care."""
        if names not in self.plans:
            if len(self.plans) >= KEPT:
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
        self.plans: dict[Definition, Plans] = {}

    def faults(self, root: Element) -> list[Fault]:
        """Return what is wrong with a tree, the outer before the inner."""
        return _Walk(self, root).faults


class _Walk:
    """One way through one tree."""

    def __init__(self, validator: Validator, root: Element) -> None:
        self.validator = validator
        self.known = Known(validator.grammar)
        self.faults: list[Fault] = []
        start = validator.grammar.start
        reading = Reading(self.known, None, [root], start, start)
        reading.read()
        self.faults += reading.faults
        self._walk(reading.children)

    def _walk(self, todo: list[tuple[Element, Definition]]) -> None:
        """Follow each element by its definition; all that is sound is done here and in `_follow`."""
        plans = self.validator.plans
        while todo:
            element, definition = todo.pop()
            own = plans.get(definition)
            if own is None:
                own = plans[definition] = Plans(definition)
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
        faults: list[Fault] = []
        if state is None:
            state, faults = attributes(element, definition)
        reading = Reading(self.known, element, contents(element), state, definition.body)
        reading.read()
        faults += reading.faults
        if element not in self.known.guessed:
            self.faults += faults
        todo += reversed(reading.children)


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
    if state.text is not state and (text := element.text) and text.strip(SPACES):
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
        if state.text is not state and (text := child.tail) and text.strip(SPACES):
            state = state.after_text()
    if not state.nullable:
        del todo[mark:]
        return False
    if len(todo) - mark > 1:  # the first child is to come first
        todo[mark:] = todo[: mark - 1 if mark else None : -1]
    return True
