"""Schematron on the rules and the texts of other projects, held against what they say themselves and against XPath alone."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from edition.diagnostics import Diagnostic, Severity
from edition.document import Document, read
from edition.schematron import rules

saxonche = pytest.importorskip(
    "saxonche", reason="needs saxonche, which is not installed (pip install saxonche)"
)

SCH = "{http://purl.oclc.org/dsdl/schematron}"

#: What the files of DraCor announce of themselves, in comments: the line, how much it weighs, words of it.
ANNOUNCED: dict[str, list[tuple[int, str, str]]] = {
    "tst000001-bad-play-wikidata-id": [
        (44, "warning", 'must match the regular expression "Q'),
        (71, "warning", "standOff/listEvent"),
        (79, "warning", "standOff/listRelation"),
    ],
    "tst000002-feature-play-wikidata-id": [(15, "info", "play_wikidata_id [value: Q41567]")],
    "tst000005-body-incomplete": [
        (84, "warning", "at least have one structural division"),
        (84, "warning", "structured in speech-acts"),
        (84, "warning", "at least contain a stage direction"),
    ],
    "tst000008-no-structure": [
        (86, "warning", "structured in speech-acts"),
        (86, "warning", "at least contain a stage direction"),
    ],
    "tst000009-no-sp": [
        (82, "warning", "structured in speech-acts"),
        (82, "warning", "at least contain a stage direction"),
    ],
    "tst000010-no-speakers": [(82, "warning", "structured in speech-acts")],
    "tst000013-sex": [
        (59, "warning", "values for person/@sex"),
        (66, "warning", "values for personGrp/@sex"),
    ],
    "tst000014-no-subtitle": [(6, "warning", "consider marking subtitles")],
    "tst000018-who-references": [
        (105, "error", 'must start with "#"'),
        (105, "warning", "do not refer to valid IDs in particDesc: nosuchid"),
    ],
    "tst000019-digitalsource-deprecate-idno": [
        (26, "warning", "Nesting digital and original source is deprecated"),
        (27, "warning", "should use a <ref> element"),
        (27, "warning", 'The use of <idno> with @type "URL"'),
        (27, "warning", "should provide an <availability>"),
    ],
    "tst000021-digitalsource-only": [(22, "error", "reference to the original source is required")],
    "tst000022-source-count": [
        (26, "warning", "more than one digital source"),
        (26, "warning", "more than one original source"),
        (33, "warning", "should use a <ref> element"),
    ],
    "tst000024-feature-character-wikidata-id": [(9, "info", "character_wikidata_id")],
    "tst000025-deprecate-ana-wikidata": [(53, "warning", "Using @ana for Wikidata links")],
    "tst000026-antilabe-part": [
        (86, "warning", 'part="I"'),
        (101, "warning", 'part="F"'),
        (112, "warning", 'part="M"'),
    ],
    "tst000027-empty-elements": [
        (40, "warning", "Element <name> should not be empty"),
        (41, "warning", "Element <idno> should not be empty"),
        (42, "warning", "Element <title> should not be empty"),
        (58, "warning", "Empty <date>"),
        (69, "warning", "Element <note> should not be empty"),
        (70, "warning", "Empty <ref>"),
        (83, "warning", "Element <stage> should not be empty"),
    ],
    "tst100002-corpus-legacy": [
        (17, "warning", 'with @type eq "URI"'),
        (19, "warning", "to specify the corpus repository is deprecated"),
    ],
}
#: Those that say they are in order, or at fault against the grammar alone.
IN_ORDER = [
    "tst000000-base", "tst000006-div-type-missing", "tst000007-div-type-value", "tst000011-rend-braced",
    "tst000012-rend-braced-wrong", "tst000015-lang-no-subtitle", "tst000016-title-main-sub",
    "tst000020-originalsource-only", "tst000023-xml-model", "tst000028-editorial-spans",
]  # fmt: skip
#: Those that are at fault in something that they do not announce.
MORE = {"tst000013-sex": 2, "tst000022-source-count": 1, "tst100002-corpus-legacy": 2}


def document(file: Path) -> Document | None:
    return read(file, file.name, file.stem)[0]


def dracor(shared: Path, name: str) -> list[Diagnostic]:
    own = document(shared / "corpus" / "dracor-schema-tests" / "tests" / f"{name}.xml")
    assert own
    return rules(shared / "schemas" / "project" / "dracor-odd-v1.sch").run(own)


@pytest.mark.parametrize("name", ANNOUNCED)
def test_the_tests_of_dracor_give_what_they_announce(shared: Path, name: str) -> None:
    found = dracor(shared, name)
    for line, severity, words in ANNOUNCED[name]:
        told = [
            f for f in found if (f.line, f.severity.name) == (line, severity) and words in f.message
        ]
        assert len(told) == 1, f"{line}: {severity}: {words}\n" + "\n".join(map(str, found))
    announced = [one for one in ANNOUNCED[name] if one[1] != "info"]
    faults = [item for item in found if item.severity is not Severity.info]
    assert len(faults) == len(announced) + MORE.get(name, 0), "\n".join(map(str, faults))


@pytest.mark.parametrize("name", IN_ORDER)
def test_those_that_announce_nothing_give_nothing(shared: Path, name: str) -> None:
    assert [f for f in dracor(shared, name) if f.severity is not Severity.info] == []


@pytest.mark.parametrize(
    ("schema", "step"),
    [
        ("tei_all.sch", 4),
        ("tei-epidoc-9.8.sch", 8),
        ("project/dracor-odd-v1.sch", 9),
        ("project/dracor.sch", 9),
    ],
)
def test_the_verdicts_are_those_of_xpath_alone(shared: Path, schema: str, step: int) -> None:
    """Each rule's context and each test, evaluated one by one as XPath, give the same findings at the same places."""
    file = shared / "schemas" / schema
    reference = Reference(file)
    corpus = sorted(shared.joinpath("corpus").rglob("*.xml"))
    sample = [one for one in corpus[::step] if one.stat().st_size < 60_000]
    found = 0
    for one in filter(None, map(document, sample)):
        left = rules(file).run(one)
        for line, column, words in reference.findings(one):
            fits = [
                f
                for f in left
                if (f.line, f.column) == (line, column) and words.fullmatch(f.message)
            ]
            assert fits, f"{one.path}:{line}:{column}: nothing is found like {words.pattern}"
            left.remove(fits[0])
            found += 1
        assert not left, f"{one.path}: too much is found: {left[0]}"
    assert found > 10
    assert reference.tried > 200


def test_each_schema_runs_over_the_corpus(shared: Path) -> None:
    """What cannot run, or cannot be tried, is theirs to mend: a prefix that is not declared, a number that is none."""
    files = sorted((shared / "corpus").rglob("*.xml"))[::20]
    documents = [own for own in map(document, files) if own]
    schemas = [*(shared / "schemas").rglob("*.sch"), *(shared / "schemas").rglob("tei*.rng")]
    assert schemas
    total = 0
    for schema in sorted(schemas):
        own = rules(schema)
        assert {f.code for f in own.faults} <= {"rule-not-run"}
        assert all("the prefix s: is not declared" in f.message for f in own.faults), schema
        found = [item for one in documents for item in own.run(one)]
        total += len(found)
        failed = [item for item in found if item.code == "rule-failed"]
        assert all("Cannot convert string" in item.message for item in failed), schema
    assert total > 1000


def test_the_rules_of_tei_over_half_a_megabyte_take_under_half_a_second(shared: Path) -> None:
    """This measures the processor's time, the best of three; tests/benchmarks/bench_schematron.py prints more."""
    own = rules(shared / "schemas" / "tei_all.rng")
    file = min(
        (f for f in (shared / "corpus").rglob("*.xml") if f.stat().st_size > 500_000),
        key=lambda f: (f.stat().st_size, f.name),
    )
    long = document(file)
    assert long
    times = []
    for _ in range(3):
        begun = time.process_time()
        own.run(long)
        times.append(time.process_time() - begun)
    assert min(times) < 0.5


class Reference:
    """Schematron as its definition reads, for schemas without abstract parts: slow, and sharing no code with ours."""

    def __init__(self, file: Path) -> None:
        self.root = etree.parse(file).getroot()
        self.tried = 0
        self.processor: Any = saxonche.PySaxonProcessor(license=False)

    def findings(self, document: Document) -> Iterator[tuple[int, int, re.Pattern[str]]]:
        """Yield line, column and what the message is like, of each finding."""
        tree = self.processor.parse_xml(
            xml_text=etree.tostring(document.root.getroottree(), encoding="unicode")
        )
        xpath = self.processor.new_xpath_processor()
        xpath.set_context(xdm_item=tree)
        for node in self.root.iter(f"{SCH}ns"):
            xpath.declare_namespace(node.get("prefix"), node.get("uri"))
        for pattern in self.root.iter(f"{SCH}pattern"):
            taken: set[str] = set()
            for rule in pattern.iter(f"{SCH}rule"):
                seen = set()
                for path, verdicts in self.verdicts(xpath, pattern, rule):
                    seen.add(path)
                    if path in taken:
                        continue
                    self.tried += 1
                    checks = [n for n in rule if n.tag in (f"{SCH}assert", f"{SCH}report")]
                    for check, holds in zip(checks, verdicts, strict=True):
                        if holds == (check.tag == f"{SCH}report"):
                            yield *place(document, path), like(check)
                taken |= seen

    def verdicts(
        self, xpath: Any, pattern: etree._Element, rule: etree._Element
    ) -> Iterator[tuple[str, list[bool]]]:
        """Yield the path of each node that a rule is about, and what its tests say of it."""
        lets = [*self.root.iterchildren(f"{SCH}let"), *pattern.iterchildren(f"{SCH}let")]
        around = "".join(f"let ${n.get('name')} := (/)!({n.get('value')}) return " for n in lets)
        own = "".join(
            f"let ${n.get('name')} := ({n.get('value')}) return "
            for n in rule.iterchildren(f"{SCH}let")
        )
        tests = [n.get("test") for n in rule if n.tag in (f"{SCH}assert", f"{SCH}report")]
        said = "".join(f", string(boolean({test}))" for test in tests)
        asked = (
            f"{around} for $node in /descendant-or-self::node()/({rule.get('context')}) return $node ! "
            f"({own} string-join((path(.){said}), '|'))"
        )
        for item in xpath.evaluate(asked.replace("current()", "$node")) or ():
            path, *verdicts = item.string_value.rsplit("|", len(tests))
            yield path, [verdict == "true" for verdict in verdicts]


def place(document: Document, path: str) -> tuple[int, int]:
    """Return where a node is that XPath names: `/Q{…}TEI[1]/Q{…}text[1]/@n`."""
    steps = re.findall(r"/((?:Q\{[^}]*\})?[^/]*)", path)
    attribute = steps.pop()[1:].rpartition("}")[2] if steps[-1].startswith("@") else None
    element = document.root
    for step in steps[1:]:
        if "(" not in step:
            (element,) = element.findall(step.removeprefix("Q"))
    return document.place(element, attribute)


def like(check: etree._Element) -> re.Pattern[str]:
    """Return what the message of a check looks like, whatever values stand in it."""
    words = re.sub(r"[ \t\r\n]+", " ", "".join(pieces(check))).strip(" ")
    return re.compile(
        " ?".join(map(re.escape, words.split(" "))).replace("\0", r"\s*.*\s*"), re.DOTALL
    )


def pieces(node: etree._Element) -> Iterator[str]:
    yield node.text or ""
    for part in node:
        if part.tag in (f"{SCH}value-of", f"{SCH}name"):
            yield "\0"
        elif isinstance(part.tag, str):
            yield from pieces(part)
        yield part.tail or ""
