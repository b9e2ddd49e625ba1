"""Malformed: whoever does what is said of an end tag has a file that can be read."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from lxml import etree

from edition.document import parse
from edition.malformed import malformed

TEXT = """<TEI xmlns="http://www.tei-c.org/ns/1.0">
<text><body>
<div><head>To <hi>my</hi> brother</head>
<p>The <name>river</name> rose.<note><p>By night.</p></note></p>
<p rend="small">It <hi>fell</hi>.</p><pb/>
<lg><l>One</l><l>Two</l></lg></div>
<div><p>The end.</p></div>
</body></text>
</TEI>
"""
END = re.compile(r"</(\w+)>")
START = re.compile(r"<\w+([^<>/]|\"[^\"]*\")*>")

WAYS: dict[str, tuple[re.Pattern[str], Callable[[str], str]]] = {
    "doubled": (END, lambda tag: tag * 2),
    "misspelt": (END, lambda tag: f"{tag[:-1]}x>"),
    "in capitals": (END, str.upper),
    "of another": (END, lambda tag: "</list>"),
    "that is missing": (END, lambda _: ""),
    "without a start": (START, lambda _: ""),
    "after an empty tag": (START, lambda tag: f"{tag[:-1]}/>"),
}


def mended(text: str) -> str:
    """Return a text that cannot be read as the finding about an end tag in it says; the text itself if it is about another."""
    with pytest.raises(etree.XMLSyntaxError) as refused:
        parse(text.encode())
    found = malformed("x.xml", text.encode(), refused.value)
    if found.code != "tag-mismatch" or not found.hint:
        return text
    lines = text.splitlines(keepends=True)
    begin = sum(map(len, lines[: found.line - 1])) + found.column - 1
    before, tag, after = text[:begin], *re.split("(?<=>)", text[begin:], maxsplit=1)
    if said := re.match(r"Close <(\w+)> first", found.hint):
        return f"{before}</{said[1]}>{tag}{after}"
    if said := re.match(r"Write (</\w+>)", found.hint):
        return before + said[1] + after
    if said := re.match(r"If it is to end <(\w+)/> of line (\d+)", found.hint):
        number = int(said[2]) - 1
        lines[number] = re.sub(rf"(.*<{said[1]}\b[^<>]*)/>", r"\1>", lines[number])
        return "".join(lines)
    return before + after if found.hint.startswith("Remove it") else text


@pytest.mark.parametrize("way", WAYS)
def test_what_is_said_of_an_end_tag_mends_the_file(way: str) -> None:
    pattern, change = WAYS[way]
    tags = [tag for tag in pattern.finditer(TEXT) if "TEI" not in tag[0]]
    assert len(tags) > 10
    for tag in tags:
        changed = TEXT[: tag.start()] + change(tag[0]) + TEXT[tag.end() :]
        parse(mended(changed).encode())
