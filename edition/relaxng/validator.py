"""Validator: walks a tree along a grammar and finds what does not fit.

The RELAX NG specification (OASIS, 2001), section 6. A sound element takes the short way: one look-up for its
attributes, one for each child. Where something does not fit, or an element may be several things, the element is read once
more with care: by itself, with the mend that leaves the fewest faults, so that one mistake is one finding. Elements are
kept on a stack of our own: no depth is too deep.
"""

from __future__ import annotations

from typing import Any

from lxml import etree

from edition.relaxng.elements import SPACES, Fault, Known, attributes, contents
from edition.relaxng.grammar import Grammar
from edition.relaxng.patterns import Definition, Pattern
from edition.relaxng.reading import Reading
from edition.tei import Element


class Validator:
    """Reads documents along one grammar, which keeps what is learnt of it."""

    def __init__(self, grammar: Grammar) -> None:
        self.grammar = grammar

    def faults(self, root: Element) -> list[Fault]:
        """Return what is wrong with a tree, the outer before the inner."""
        return _Walk(self.grammar, root).faults


class _Walk:
    """One way through one tree."""

    def __init__(self, grammar: Grammar, root: Element) -> None:
        self.known = Known(grammar)
        self.found: dict[Element, list[Fault]] = {}  # by the element that was read
        reading = Reading(self.known, None, [root], grammar.start, grammar.start)
        reading.read()
        self._walk(reading.children)
        self.faults = [*reading.faults, *self._in_order(root)]

    def _in_order(self, root: Element) -> list[Fault]:
        """Return what was found, in the order of the elements that were read."""
        elements = root.iter(etree.Element) if len(self.found) > 1 else self.found
        return [fault for element in elements for fault in self.found.get(element, ())]

    def _walk(self, todo: list[tuple[Element, Definition]]) -> None:
        """Follow each element by its definition; all that is sound is done here and in `_follow`."""
        while todo:
            element, definition = todo.pop()
            names = tuple(element.keys())
            plan = definition.plans.get(names) or definition.plan(names)
            state = plan.content
            if state is None or (plan.checks and not _are_sound(plan.checks, element)):
                self._with_care(element, definition, todo)
                continue
            children: list[Element] = element.getchildren()  # type: ignore[attr-defined]  # faster than to iterate
            if state.has_values:
                is_sound = not children and state.admits(element.text or "", element)
            elif children:
                is_sound = _follow(element, children, state, todo)
            elif state.text is not state and (text := element.text) and text.strip(SPACES):
                is_sound = state.after_text().nullable
            else:
                is_sound = state.nullable
            if not is_sound:
                self._with_care(element, definition, todo, state)

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
        if faults and element not in self.known.guessed:
            self.found[element] = faults
        todo += reading.children


def _are_sound(checks: tuple[tuple[int, Pattern], ...], element: Element) -> bool:
    values: Any = element.values()  # of text, whatever the stubs say
    for number, pattern in checks:
        value = values[number]
        if value not in pattern.known and not pattern.admits(value, element):
            return False
    return True


def _follow(
    element: Element,
    children: list[Element],
    state: Pattern,
    todo: list[tuple[Element, Definition]],
) -> bool:
    """Read what stands in an element, and add its children to what is to do; or return False if it needs care."""
    mark = len(todo)
    if state.text is not state and (text := element.text) and text.strip(SPACES):
        state = state.after_text()
    for child in children:
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
    return state.nullable
