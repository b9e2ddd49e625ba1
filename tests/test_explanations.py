"""Each code that a finding can have is explained, and each example does what is said of it.

A wrong example gives that one finding, a right one gives none, put into a small edition with the schema of this
repository. How an example stands in a file is said behind its fence: `xml in p` is the end of the last paragraph,
`xml as person` takes the place of the first person, `xml` alone is the whole file. `without a schema` leaves the
grammar out, for what it would find first. A line before the fence names the file if it is another one.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import NamedTuple

import pytest
from test_audit import AUDIT, doubts
from test_bad import BAD, SCHEMA
from test_bad import codes as codes_of_checks

from edition.diagnostics import Diagnostic
from edition.document import read, standing_alone
from edition.explanations import codes, explanation, page
from edition.schemas import choose
from edition.validation import validate

PACKAGE = SCHEMA.parent / "edition"
PAGE = SCHEMA.parent / "docs" / "diagnostics.md"

#: The codes whose example is no XML that could be tried here, and why.
UNTRIED = {
    "binary-file": "an example would be no text",
    "misnamed-encoding": "an example would be no UTF-8",
    "not-a-file": "a pipe is no file",
    "rule-failed": "it needs rules in XPath 3, and what runs them may not be installed",
    "rules-not-run": "whether they run depends on what is installed",
    "text-lost": "a fault of a site and not of a source",
    "unreadable-file": "there is no file",
    "wrong-encoding": "an example would be no UTF-8",
}

ROOT = '<TEI xmlns="http://www.tei-c.org/ns/1.0" xmlns:xi="http://www.w3.org/2001/XInclude" xml:id="ID" xml:lang="en">'
HEADER = """<teiHeader>
  <fileDesc>
    <titleStmt><title>An example</title></titleStmt>
    <publicationStmt><publisher>Nobody</publisher><availability><licence>Free</licence></availability></publicationStmt>
    SOURCES
  </fileDesc>"""
EXAMPLE = f"""{ROOT}{
    HEADER.replace(
        "SOURCES",
        '''<sourceDesc>
      <listWit><witness xml:id="A">A manuscript</witness><witness xml:id="B">Another</witness></listWit>
      <bibl xml:id="chronicle"><title>A chronicle</title></bibl>
    </sourceDesc>''',
    )
}
  <encodingDesc><p>Words.</p></encodingDesc>
  <profileDesc>
    <calendarDesc><calendar xml:id="julian"><p>The Julian calendar.</p></calendar></calendarDesc>
  </profileDesc>
</teiHeader>
<standOff>
  <listPerson>
    <person xml:id="heraclius"><persName>Heraclius</persName></person>
    <person xml:id="sergius"><persName>Sergius</persName></person>
  </listPerson>
  <listPlace>
    <place xml:id="chalcedon"><placeName>Chalcedon</placeName></place>
  </listPlace>
</standOff>
<text><body>
<p xml:id="p1"><persName ref="#heraclius">Heraclius</persName> was not at <placeName ref="#chalcedon">Chalcedon</placeName>,
nor was <persName ref="#sergius">Sergius</persName>.</p>
<p xml:id="p2">Words </p>
</body></text>
</TEI>
"""
#: Another file of the same edition.
OTHER = f"""{ROOT}{HEADER.replace("SOURCES", "<sourceDesc><p>None.</p></sourceDesc>")}</teiHeader>
<standOff><listPerson><person xml:id="bonus"><persName>Bonus</persName></person></listPerson></standOff>
<text><body><p xml:id="b1">Words.</p></body></text>
</TEI>
"""


class Fence(NamedTuple):
    """A piece of an example: the file that it is of, how it stands there, and itself."""

    file: str
    place: str
    text: str


def fences(code: str, which: str) -> list[Fence]:
    """The pieces of an explanation's `Wrong` or `Right` example."""
    known = explanation(code)
    assert known is not None
    example = re.search(rf"^{which}:\n(.*?)(?=^\w+:$|\Z)", known.markdown, re.DOTALL | re.MULTILINE)
    assert example, f"{code}.md has no line {which}:"
    found = re.findall(
        r"(?:^In `([^`\n]+)`:\n\n)?^```([^\n]*)\n(.*?)^```$", example[1], re.DOTALL | re.MULTILINE
    )
    assert found, f"{code}.md has no example after {which}:"
    return [Fence(file or "example.xml", place, text) for file, place, text in found]


def findings(pieces: list[Fence], folder: Path, is_audited: bool) -> list[Diagnostic]:
    """What is found in an example, by an audit; or by the schema of its own, that of this repository, or none."""
    write(pieces, folder)
    if is_audited:
        return doubts(*sorted(folder.glob("*.xml")))
    is_bare = any(piece.place.endswith(" without a schema") for piece in pieces)
    shipped = [SCHEMA / "edition.rng", SCHEMA / "edition.sch"]
    own = any(piece.file.startswith("schema/") for piece in pieces) and not is_bare
    reads = [read(file, file.name, file.stem) for file in sorted(folder.glob("*.xml"))]
    documents = standing_alone([document for document, _ in reads if document])
    schemas = choose([] if is_bare or own else shipped, folder=folder / "schema" if own else None)
    found = [item for _, refused in reads for item in refused]
    return [*found, *validate(documents, schemas)]


def write(pieces: list[Fence], folder: Path) -> None:
    """Write an example as the small edition that it means."""
    made: dict[str, str] = {}
    for piece in pieces:
        small = EXAMPLE if piece.file == "example.xml" else OTHER
        whole = made.get(piece.file, small.replace("ID", Path(piece.file).stem, 1))
        how, name = [*piece.place.removesuffix(" without a schema").split()[1:], "", ""][:2]
        if how == "in":
            before, end, after = whole.rpartition(f"</{name}>")
            assert end, f"an example stands in no <{name}>"
            if name == "encodingDesc":
                before = before.replace("<encodingDesc><p>Words.</p>", "<encodingDesc>")
            made[piece.file] = before + piece.text.rstrip("\n") + end + after
        elif how == "as":
            element = re.compile(rf"<{name}\b.*?</{name}>", re.DOTALL)
            made[piece.file] = element.sub(lambda _, text=piece.text: text, whole, count=1)
        else:
            made[piece.file] = piece.text
    for file, text in made.items():
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(text, encoding="utf-8")


def in_code() -> set[str]:
    """The codes that are named to a finding anywhere in the package: `code="no-such-id"`."""
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in PACKAGE.rglob("*.py")]
    keywords = [k for tree in trees for k in ast.walk(tree) if isinstance(k, ast.keyword)]
    values = [k.value for k in keywords if k.arg == "code" and isinstance(k.value, ast.Constant)]
    return {value.value for value in values if isinstance(value.value, str)}


def test_every_code_is_explained() -> None:
    emitted = (
        codes_of_checks()
        | in_code()
        | {folder.name for cases in (BAD, AUDIT) for folder in cases.iterdir()}
    )
    missing = sorted(emitted - set(codes()))
    assert not missing, f"write edition/explanations/{missing[0]}.md; missing: {missing}"


def test_every_explanation_is_of_a_code() -> None:
    sources = [*PACKAGE.rglob("*.py"), SCHEMA / "edition.sch"]
    text = "\n".join(file.read_text(encoding="utf-8") for file in sources)
    stale = [code for code in codes() if f'"{code}"' not in text]
    assert not stale, f"no finding has these codes: {stale}"


@pytest.mark.parametrize("code", codes())
def test_an_explanation_begins_with_the_meaning_in_one_sentence(code: str) -> None:
    known = explanation(code)
    assert known is not None
    first, blank, *_ = known.markdown.split("\n")
    assert first[0].isupper() or first[0] in "`@"
    assert first.endswith(".")
    assert (blank, len(first) <= 110) == ("", True)


@pytest.mark.parametrize("code", [code for code in codes() if code not in UNTRIED])
def test_the_wrong_example_gives_the_finding_and_the_right_one_none(
    code: str, tmp_path: Path
) -> None:
    for which, wanted in (("Wrong", [code]), ("Right", [])):
        is_audited = (AUDIT / code).is_dir() and not (BAD / code).is_dir()
        found = findings(fences(code, which), tmp_path / which, is_audited)
        given = [item for item in found if item.code in wanted or item.code != "no-grammar"]
        assert [item.code for item in given] == wanted, "\n".join(map(str, given))


@pytest.mark.parametrize("code", sorted(UNTRIED))
def test_what_is_not_tried_says_so(code: str) -> None:
    for which in ("Wrong", "Right"):
        assert [piece.place for piece in fences(code, which)] == ["text"]


def test_the_page_is_made_from_the_same_text(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--renew"):
        PAGE.write_text(page(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page(), (
        "renew it: pytest tests/test_explanations.py --renew"
    )


def test_the_text_for_a_terminal_has_no_marks_of_markdown() -> None:
    known = explanation("tag-mismatch")
    assert known is not None
    lines = known.text(60).splitlines()
    assert lines[0] == "tag-mismatch"
    assert "    <hi>words <emph>and words</hi></emph>" in lines
    assert not any("`" in line for line in lines)
    assert max(map(len, lines)) <= 60


def test_a_code_of_somebody_else_has_no_explanation() -> None:
    assert explanation("their-rule") is None
    assert explanation("../../README") is None
