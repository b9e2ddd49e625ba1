"""Names: the name classes of RELAX NG, which say what an element or attribute may be called.

The RELAX NG specification (OASIS, 2001), sections 3 and 4.8 to 4.10. A name is written as lxml writes it: `{namespace}local`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Names:
    """A name class: one `name`; or each of some `choices`; or every name (in a `namespace`, if one is given) but some."""

    name: str = ""
    namespace: str | None = None
    excepted: tuple[Names, ...] = ()
    choices: tuple[Names, ...] = ()

    def has(self, name: str) -> bool:
        """Tell whether a name is in the class."""
        if self.name:
            return self.name == name
        if self.choices:
            return any(choice.has(name) for choice in self.choices)
        if self.namespace is not None and namespace_of(name) != self.namespace:
            return False
        return not any(other.has(name) for other in self.excepted)

    def all(self) -> Iterator[str]:
        """Yield the names that the class lists one by one."""
        if self.name:
            yield self.name
        for choice in self.choices:
            yield from choice.all()

    @property
    def is_open(self) -> bool:
        """Whether the class has names that it does not list."""
        return not self.name and (not self.choices or any(c.is_open for c in self.choices))

    def overlaps(self, other: Names) -> bool:
        """Tell whether two classes share a name: one of those that decide it (section 7.4) is in both."""
        return any(
            self.has(name) and other.has(name) for name in (*self._deciding(), *other._deciding())
        )

    def _deciding(self) -> Iterator[str]:
        """Yield names of which one is in another class if any of this class is: all that are listed, and one unheard of."""
        if self.name:
            yield self.name
        elif not self.choices:
            yield _NOBODY if self.namespace is None else qualified(self.namespace, _NOBODY)
        for part in (*self.choices, *self.excepted):
            yield from part._deciding()


#: No name of XML, so that no class can list it.
_NOBODY = "\0"


def qualified(namespace: str, local: str) -> str:
    """Return a name as lxml writes it."""
    return f"{{{namespace}}}{local}" if namespace else local


def namespace_of(name: str) -> str:
    """Return the namespace of a name, or ""."""
    return name[1:].partition("}")[0] if name.startswith("{") else ""


@lru_cache(maxsize=8192)
def local_name(name: str) -> str:
    """Return a name without its namespace."""
    return name.rpartition("}")[2]
