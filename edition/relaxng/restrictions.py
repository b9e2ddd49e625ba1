"""Restrictions: what a RELAX NG schema may not say, though its syntax allows it.

The RELAX NG specification (OASIS, 2001), section 7. Each function returns the reason in words, or None.
"""

from __future__ import annotations

from edition.relaxng.names import Names
from edition.relaxng.patterns import Pattern

_NONE, _COMPLEX, _SIMPLE = range(3)


def broken_at_start(start: Pattern) -> str | None:
    """Return which restriction the start of a grammar breaks (section 7.1.5)."""
    for part in start.inside():
        if part.kind not in ("element", "choice", "notAllowed"):
            return f"a document has one root: <start> leads to elements only, not to <{part.kind}>"
    return None


def broken(content: Pattern) -> str | None:
    """Return which restriction the content of an element breaks."""
    return (
        _misplaced(content)
        or _repeated_attributes(content, False)
        or _strings(content)[1]
        or _attributes_twice(content)
        or _open_attributes(content, False)
        or _interleaved(content)
    )


def _misplaced(content: Pattern) -> str | None:
    """Section 7.1: what attributes, lists and exceptions may hold."""
    for part in content.inside():
        if part.kind == "attribute" and (reason := _strings(part.parts[0])[1]):
            return reason
        if part.kind == "attribute" and (found := _kinds(part.parts[0]) & {"element", "attribute"}):
            return f"an attribute cannot hold <{min(found)}>"
        if part.kind == "list" and (found := _kinds(part.parts[0]) & _NOT_IN_LISTS):
            return f"a <list> cannot hold <{min(found)}>"
        if part.kind == "data" and (found := _kinds(part.parts[0]) - _IN_EXCEPTIONS):
            return f"an <except> in <data> cannot hold <{min(found)}>"
        if part.kind in ("attribute", "list") and (reason := _misplaced(part.parts[0])):
            return reason
    return None


_NOT_IN_LISTS = frozenset({"element", "attribute", "text", "list", "interleave"})
_IN_EXCEPTIONS = frozenset({"data", "value", "choice", "notAllowed"})


def _kinds(pattern: Pattern) -> set[str]:
    return {part.kind for part in pattern.inside()}


def _repeated_attributes(pattern: Pattern, repeated: bool) -> str | None:
    """Section 7.1.2: attributes in a group cannot repeat."""
    if not pattern.has_attributes or pattern.kind == "attribute":
        return None
    if repeated and pattern.kind in ("group", "interleave"):
        return f"an attribute cannot repeat in a <{pattern.kind}>"
    repeated = repeated or pattern.kind == "oneOrMore"
    reasons = (_repeated_attributes(part, repeated) for part in pattern.parts)
    return next((reason for reason in reasons if reason), None)


def _strings(pattern: Pattern) -> tuple[int, str | None]:
    """Section 7.2: data stands alone in an element; returns the type of content too."""
    if pattern.kind in ("data", "value", "list"):
        return _SIMPLE, None
    if pattern.kind in ("element", "text"):
        return _COMPLEX, None
    if pattern.kind not in ("choice", "group", "interleave", "oneOrMore"):
        return _NONE, None
    found = [_strings(part) for part in pattern.parts]
    reason = next((why for _, why in found if why), None)
    kinds = [kind for kind, _ in found]
    if pattern.kind != "choice":
        several = kinds * 2 if pattern.kind == "oneOrMore" else [kind for kind in kinds if kind]
        if len(several) > 1 and _SIMPLE in several:
            reason = (
                reason or "data, a value or a list cannot stand beside elements, text or more data"
            )
    return max(kinds), reason


def _attributes_twice(pattern: Pattern) -> str | None:
    """Section 7.3: no two attributes of one name."""
    if not pattern.has_attributes or pattern.kind == "attribute":
        return None
    if pattern.kind in ("group", "interleave"):
        left, right = ([part.payload for part in side.attributes] for side in pattern.parts)
        if shared := _shared(left, right):
            return f"the attribute {shared} stands twice in one element"
    reasons = (_attributes_twice(part) for part in pattern.parts)
    return next((reason for reason in reasons if reason), None)


def _open_attributes(pattern: Pattern, repeated: bool) -> str | None:
    """Section 7.3: attributes of any name can only repeat."""
    if not pattern.has_attributes:
        return None
    if pattern.kind == "attribute":
        wrong = pattern.payload.is_open and not repeated
        return "an attribute of any name stands in <oneOrMore> or <zeroOrMore>" if wrong else None
    repeated = repeated or pattern.kind == "oneOrMore"
    reasons = (_open_attributes(part, repeated) for part in pattern.parts)
    return next((reason for reason in reasons if reason), None)


def _interleaved(pattern: Pattern) -> str | None:
    """Section 7.4: what is interleaved can be told apart."""
    if pattern.kind not in ("choice", "group", "interleave", "oneOrMore"):
        return None
    if pattern.kind == "interleave":
        left, right = pattern.parts
        if shared := _shared([d.names for d in left.elements], [d.names for d in right.elements]):
            return f"the element {shared} stands in two parts of one <interleave>"
        if all("text" in _kinds(side) for side in pattern.parts):
            return "text stands in two parts of one <interleave>"
    reasons = (_interleaved(part) for part in pattern.parts)
    return next((reason for reason in reasons if reason), None)


def _shared(left: list[Names], right: list[Names]) -> str | None:
    for one in left:
        for other in right:
            if one.overlaps(other):
                return f'"{one.name or other.name or "of any name"}"'
    return None
