"""Explanations: what the code of a finding means, with a wrong and a right example.

One code is one file, `explanations/CODE.md`: its first line is the meaning in a sentence, then comes why it matters, then
the examples after `Wrong:` and `Right:`. What `edition explain` prints, what SARIF gives as help and the page
`docs/diagnostics.md` are made from it. Where an example is XML, the word behind says where it stands in a file
(`xml in body`), and a line before it which file that is if it is another; tests try each.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from edition.resources import resource

_PAGE = """# What the codes mean

<!-- Made from the files in edition/explanations/ by `pytest tests/test_explanations.py --renew`. -->

Each finding of `edition validate` ends in a code in brackets. `edition explain CODE` prints what stands here. A code that is
not listed is the id of an `<assert>` or `<report>` in a Schematron file: those who wrote the rule say what it means.
"""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a code means, in Markdown as it was written."""

    code: str
    markdown: str

    @property
    def summary(self) -> str:
        """The meaning in one sentence of plain text."""
        return _plain(self.markdown.partition("\n")[0])

    def text(self, width: int = 80) -> str:
        """Return all of it as plain text, prose in lines of this width, examples indented."""
        return "\n\n".join((self.code, *_blocks(self.markdown, width))) + "\n"


@cache
def codes() -> tuple[str, ...]:
    """Return the codes that are explained, sorted."""
    return tuple(sorted(file.stem for file in resource("explanations").glob("*.md")))


@cache
def explanation(code: str) -> Explanation | None:
    """Return what a code means; None for one that is not ours: a rule of the user's own."""
    if code not in codes():
        return None
    file = resource("explanations") / f"{code}.md"
    return Explanation(code, file.read_text(encoding="utf-8"))


def page() -> str:
    """Return the page of the documentation that explains all codes, in Markdown."""
    known = [one for code in codes() if (one := explanation(code))]
    return "\n".join((_PAGE, *(f"## {one.code}\n\n{one.markdown}" for one in known)))


def _blocks(markdown: str, width: int) -> Iterator[str]:
    """Yield the paragraphs of a text, and its examples."""
    for number, part in enumerate(re.split(r"^```.*\n", markdown, flags=re.MULTILINE)):
        if number % 2:
            yield textwrap.indent(part.rstrip("\n"), "    ")
            continue
        for paragraph in filter(None, part.strip().split("\n\n")):
            yield textwrap.fill(
                _plain(paragraph), width, break_long_words=False, break_on_hyphens=False
            )


def _plain(prose: str) -> str:
    return re.sub(r"`([^`]+)`", r"\1", prose)
