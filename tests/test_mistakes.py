"""Each file under `mistakes/` holds one mistake that encoders make, and gives one finding that helps to mend it.

All are checked against `tei_all`, as whoever has no grammar of their own does. What must come stands in the file's
`<?expect …?>`: line, column and code; phrases, parted by semicolons, that the message and the hint must hold. A finding
has a hint, unless its message says already what is lacking.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from lxml import etree
from mutations import Mutator

from edition.diagnostics import Diagnostic, Severity
from edition.document import Document, parse, read, standing_alone
from edition.relaxng import schema
from edition.schemas import choose
from edition.tei import Element
from edition.validation import validate

MISTAKES = Path(__file__).parent / "mistakes"
EXPECT = re.compile(rb"<\?expect (.*?)\?>")
#: What is said of the set-up, not of a file.
ASIDE = {"no-grammar", "rules-not-run"}
#: The share of changes at one place that must be one finding; the others do change more than one thing.
ONE = 0.75

CASES = sorted(MISTAKES.glob("*.xml"))


@cache
def findings(grammar: Path) -> dict[str, list[Diagnostic]]:
    """What is found in each file, by its name, all checked at once."""
    documents: list[Document] = []
    found: list[Diagnostic] = []
    for file in CASES:
        document, refused = read(file, file.name, file.stem)
        documents += [document] if document else []
        found += refused
    found += [
        item
        for document in documents  # each alone: the files are no edition
        for item in validate(standing_alone([document]), choose([grammar]))
    ]
    return {
        file.name: [item for item in found if item.path == file.name and item.code not in ASIDE]
        for file in CASES
    }


def expected(file: Path) -> dict[str, str]:
    said = EXPECT.search(file.read_bytes())
    assert said, f"{file} does not say what it must give"
    return dict(re.findall(r'(\w+)="([^"]*)"', said[1].decode()))


def holds(text: str, phrase: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", text) is not None


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_a_mistake_is_one_finding_with_its_remedy(file: Path, shared: Path) -> None:
    found = findings(shared / "schemas" / "tei_all.rng")[file.name]
    words = expected(file)
    assert [item.code for item in found] == [words["code"]], "\n".join(map(str, found))
    (finding,) = found
    assert finding.count == 1
    assert finding.severity is Severity.error
    assert (finding.line, finding.column) == (int(words["line"]), int(words["column"])), finding
    for phrase in filter(None, words.get("message", "").split("; ")):
        assert holds(finding.message, phrase), f"the message says nothing of {phrase}: {finding}"
    for phrase in filter(None, words.get("hint", "").split("; ")):
        assert holds(finding.hint or "", phrase), f"the hint says nothing of {phrase}: {finding}"
    assert finding.hint or finding.code.startswith("missing-"), f"no remedy: {finding}"


def test_there_are_forty_and_all_differ() -> None:
    texts = {EXPECT.sub(b"", file.read_bytes()) for file in CASES}
    assert len(texts) == len(CASES) >= 40


@pytest.fixture(scope="module")
def valid(shared: Path) -> list[Element]:
    """Texts of others that follow `tei_all`."""
    grammar = schema(shared / "schemas" / "tei_all.rng")
    files = sorted((shared / "corpus" / "pta-new-testament").rglob("*.xml"))
    read_all = [read(file, file.name, file.stem)[0] for file in files]
    return [
        one.root for one in read_all if one and len(one.data) < 25_000 and not grammar.check(one)
    ]


def check(grammar: Path, root: Element) -> list[Diagnostic]:
    data = etree.tostring(root, encoding="utf-8")
    return schema(grammar).check(Document("x", "x.xml", Path("x.xml"), data, parse(data)))


def test_a_slip_of_the_hand_is_mostly_one_finding(shared: Path, valid: list[Element]) -> None:
    """A valid text changed at one place by lot: more than one finding is the exception."""
    grammar = shared / "schemas" / "tei_all.rng"
    mutator = Mutator(grammar, 626)
    found = [check(grammar, mutator.mutant(mutator.random.choice(valid))) for _ in range(200)]
    numbers = [len(findings) for findings in found if findings]
    assert len(numbers) > 50
    assert numbers.count(1) / len(numbers) > ONE


def test_of_many_slips_each_finding_has_its_place(shared: Path, valid: list[Element]) -> None:
    """However many there are, none keeps the others from being found."""
    grammar = shared / "schemas" / "tei_all.rng"
    mutator = Mutator(grammar, 627)
    for _ in range(200):
        found = check(grammar, mutator.mutant(mutator.random.choice(valid), 8))
        assert all(item.line and item.column and item.message for item in found)
        assert all(item.hint or item.code.startswith("missing-") for item in found), found


def test_the_same_files_give_the_same_report_in_every_process(shared: Path) -> None:
    """Python hashes words differently in each process, unless it is told how: no order may depend on it."""
    command = [sys.executable, "-m", "edition", "validate", "--format", "json", "--schema"]
    reports = [
        subprocess.run(
            [*command, str(shared / "schemas" / "tei_all.rng"), str(MISTAKES)],
            capture_output=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=False,
        ).stdout
        for seed in ("1", "2")
    ]
    assert reports[0] == reports[1]
    assert reports[0].count(b'"path"') >= len(CASES)
