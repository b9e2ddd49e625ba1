"""Each file under `bad/CODE/` has one fault, and says inside which finding it must give: that one, and no other.

A file is validated alone, a folder as one edition; with the schema of this repository, or with the folder's own. What
is expected stands in `<?expect line="7" column="3" code="..."?>`, with `needs="..."` for a package that may be absent; where the file cannot say it, beside it in `.expect`.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from edition.diagnostics import Diagnostic
from edition.document import Document, read, standing_alone
from edition.schemas import choose
from edition.validation import validate

BAD = Path(__file__).parent / "bad"
SCHEMA = Path(__file__).parent.parent / "schema"

EXPECT = re.compile(rb"<\?expect (.*?)\?>")
#: The modules whose findings have codes, and the words with hyphens in them that are none.
CHECKING = "document inclusion malformed relaxng/words schematron schemas misses references validation roles values".split()
NO_CODES = {"dur-iso", "xml-model", "when-custom", "processing-instruction"}
#: Elements of XSLT, in which rules are written to be run.
NO_CODES |= set(
    "apply-templates call-template decimal-format for-each next-match value-of with-param".split()
)

CASES = sorted(
    case for code in BAD.iterdir() for case in code.iterdir() if case.suffix != ".expect"
)


def findings(case: Path) -> list[Diagnostic]:
    """What is found in a file, or in the files of a folder."""
    files = sorted(case.glob("*.xml")) if case.is_dir() else [case]
    own = case / "schema" if (case / "schema").is_dir() else SCHEMA
    documents: list[Document] = []
    found: list[Diagnostic] = []
    for file in files:
        document, refused = read(file, file.name, file.stem)
        documents += [document] if document else []
        found += refused
    return [*found, *validate(standing_alone(documents), choose(folder=own))]


def expected(case: Path) -> tuple[str, dict[str, str]]:
    """The name of the file in which a finding is due, and what it must say."""
    inside = sorted(case.glob("*.xml")) if case.is_dir() else [case]
    for file in [*inside, *(file.with_suffix(".expect") for file in inside)]:
        if file.is_file() and (found := EXPECT.search(file.read_bytes())):
            words = dict(re.findall(r'(\w+)="([^"]*)"', found[1].decode()))
            return words.pop("path", file.with_suffix(".xml").name), words
    raise AssertionError(f"{case} does not say what it must give")


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.stem}")
def test_a_fault_gives_its_finding_and_no_other(case: Path) -> None:
    path, words = expected(case)
    if needed := words.get("needs"):
        pytest.importorskip(needed, reason=f"needs {needed}, which is not installed")
    found = findings(case)
    assert [item.code for item in found] == [case.parent.name], "\n".join(map(str, found))
    assert words["code"] == case.parent.name
    assert found[0].path.endswith(path)
    for name in ("line", "column"):
        assert words.get(name, str(getattr(found[0], name))) == str(getattr(found[0], name)), found[
            0
        ]
    assert found[0].count == 1


def codes() -> set[str]:
    """The codes that stand in the rules and in the modules that check."""
    rules = (SCHEMA / "edition.sch").read_text()
    written = set(re.findall(r'(?:<(?:assert|report) id|name="code" value)="([a-z][\w-]+)"', rules))
    package = SCHEMA.parent / "edition"
    for name in CHECKING:
        code = "".join(
            file.read_text()
            for file in sorted([*package.glob(f"{name}.py"), *package.glob(f"{name}/*.py")])
        )
        written |= set(re.findall(r'(?<![\w.(])"([a-z]+(?:-[a-z]+)+)"', code)) - NO_CODES
    return written


def test_every_code_has_a_fixture() -> None:
    folders = {folder.name for folder in BAD.iterdir()}
    assert codes() - {"not-a-file", "unreadable-file"} | {"entry-never-mentioned"} == folders
