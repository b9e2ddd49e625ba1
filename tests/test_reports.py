"""Reports: the formats that people and other programs read."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from edition.baseline import Findings
from edition.diagnostics import Diagnostic, Severity
from edition.explanations import explanation
from edition.reports import FORMATS, render, summary

FAULT = Diagnostic(
    "tei/one.xml", 7, 3, Severity.error, "schema", "unknown-element",
    "<persname> is not an element of the schema", "Did you mean <persName>?", "persname",
)  # fmt: skip
FOLDED = Diagnostic(
    "tei/in the east,two.xml", 9, 1, Severity.warning, "rules", "gap-without-reason",
    'this <gap> says "50 %:\nnothing"', None, "gap", 3, ((9, 1), (12, 4), (20, 1)),
)  # fmt: skip
PLACELESS = Diagnostic(
    "three.xml", 0, 0, Severity.info, "schema", "no-grammar", "no schema applies"
)
ALL = [FAULT, FOLDED, PLACELESS]


def test_text() -> None:
    assert render(Findings(tuple(ALL)), 3) == (
        "tei/one.xml:7:3: error: <persname> is not an element of the schema [unknown-element]\n"
        "    Did you mean <persName>?\n"
        'tei/in the east,two.xml:9:1: warning: this <gap> says "50 %:\nnothing" (3 times) [gap-without-reason]\n'
        "    Also on lines 12 and 20.\n"
        "three.xml: info: no schema applies [no-grammar]\n"
        "3 documents, 1 error, 3 warnings, 1 note.\n"
    )


@pytest.mark.parametrize(
    ("found", "documents", "words"),
    [
        ([], 4, "4 documents, no faults."),
        ([], 1, "1 document, no faults."),
        ([FAULT], 1, "1 document, 1 error."),
        ([FAULT, FAULT, FOLDED], 1200, "1,200 documents, 2 errors, 3 warnings."),
        ([PLACELESS], 2, "2 documents, no faults, 1 note."),
        ([], 0, "0 documents, no faults."),
    ],
)
def test_the_summary_counts_what_was_folded(
    found: list[Diagnostic], documents: int, words: str
) -> None:
    assert summary(Findings(tuple(found)), documents) == words


def test_the_summary_tells_what_a_baseline_accepts_and_what_is_gone() -> None:
    found = Findings((), (FAULT, FOLDED), 2, "edition-baseline.json")
    assert render(found, 3) == (
        "2 accepted findings are there no more: edition validate --write-baseline writes edition-baseline.json anew.\n"
        "3 documents, no new faults; 4 accepted by edition-baseline.json.\n"
    )
    (first, *_) = render(Findings((FAULT,), (), 1, "b.json"), 3).splitlines()[-2:]
    assert first == (
        "1 accepted finding is there no more; once the new ones are mended, "
        "edition validate --write-baseline writes b.json anew."
    )
    assert summary(Findings((FAULT,), (FOLDED,), 0, "b.json"), 1) == (
        "1 document, 1 error; 3 accepted by b.json."
    )


def test_where_there_is_much_to_read_the_most_frequent_codes_are_named() -> None:
    many = replace(FOLDED, code="their-rule", count=1_200)
    assert render(Findings((FAULT, many, FOLDED)), 3).splitlines()[-2:] == [
        "Most frequent: their-rule (1,200), gap-without-reason (3), unknown-element (1). "
        "What a code means: edition explain gap-without-reason",
        "3 documents, 1 error, 1,203 warnings.",
    ]
    assert "Most frequent" not in render(Findings((FAULT,)), 1)


@pytest.mark.parametrize(
    ("places", "words"),
    [
        (((9, 1), (9, 8)), None),
        (((9, 1), (12, 4)), "Also on line 12."),
        (((9, 1), (12, 4), (12, 9), (13, 1)), "Also on lines 12 and 13."),
        (
            tuple((line, 1) for line in range(9, 2000)),
            "Also on lines 10, 11, 12, 13, 14, 15, 16, 17 and 1,982 more.",
        ),
    ],
)
def test_other_places_are_named(places: tuple[tuple[int, int], ...], words: str | None) -> None:
    lines = str(replace(FOLDED, count=len(places), places=places)).splitlines()
    assert lines[0].startswith("tei/in the east,two.xml:9:1: warning: ")
    assert lines[2:] == ([f"    {words}"] if words else [])


def test_on_a_terminal_files_have_headings_and_severities_colours() -> None:
    report = render(Findings(tuple(ALL)), 3, terminal=True)
    plain = re.sub(r"\x1b\[[\d;]*m", "", report).splitlines()
    assert plain[0] == "tei/one.xml: 1 error"
    assert plain[1:3] == str(FAULT).splitlines()
    assert "\x1b[1;31merror\x1b[0m: <persname>" in report
    assert [line for line in plain if line not in ("",)][
        -1
    ] == "3 documents, 1 error, 3 warnings, 1 note."
    assert "\x1b" not in render(Findings(tuple(ALL)), 3)
    assert render(Findings((FAULT,)), 1, "json", terminal=True) == render(
        Findings((FAULT,)), 1, "json"
    )


def test_json_is_the_contract() -> None:
    assert json.loads(render(Findings(tuple(ALL)), 3, "json")) == {
        "version": 1,
        "documents": 3,
        "diagnostics": [
            {
                "path": "tei/one.xml",
                "line": 7,
                "column": 3,
                "severity": "error",
                "source": "schema",
                "code": "unknown-element",
                "message": "<persname> is not an element of the schema",
                "hint": "Did you mean <persName>?",
                "element": "persname",
            },
            {
                "path": "tei/in the east,two.xml",
                "line": 9,
                "column": 1,
                "severity": "warning",
                "source": "rules",
                "code": "gap-without-reason",
                "message": 'this <gap> says "50 %:\nnothing"',
                "element": "gap",
                "count": 3,
                "places": [
                    {"line": 9, "column": 1},
                    {"line": 12, "column": 4},
                    {"line": 20, "column": 1},
                ],
            },
            {
                "path": "three.xml",
                "line": 0,
                "column": 0,
                "severity": "info",
                "source": "schema",
                "code": "no-grammar",
                "message": "no schema applies",
            },
        ],
    }


def test_sarif() -> None:
    (run,) = json.loads(render(Findings(tuple(ALL)), 3, "sarif"))["runs"]
    codes = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert codes == ["gap-without-reason", "no-grammar", "unknown-element"]
    first, second, third = run["results"]
    assert first["ruleId"] == codes[first["ruleIndex"]] == "unknown-element"
    assert first["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "tei/one.xml"},
        "region": {"startLine": 7, "startColumn": 3},
    }
    assert [item["level"] for item in run["results"]] == ["error", "warning", "note"]
    assert second["occurrenceCount"] == 3
    assert len(second["relatedLocations"]) == 2
    assert second["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == (
        "tei/in%20the%20east%2Ctwo.xml"
    )
    whole = third["locations"][0]["physicalLocation"]["region"]
    assert whole == {"startLine": 1, "startColumn": 1}  # GitHub shows nothing without a line


@pytest.mark.parametrize(
    "found",
    [
        Findings(()),
        Findings(tuple(ALL)),
        Findings((FAULT,), (FOLDED, PLACELESS), 2, "edition-baseline.json"),
    ],
    ids=["nothing", "all", "baseline"],
)
def test_sarif_is_valid(shared: Path, found: Findings) -> None:
    jsonschema = pytest.importorskip(
        "jsonschema", reason="needs jsonschema, which is not installed"
    )
    schema = json.loads((shared / "schemas" / "exports" / "sarif-schema-2.1.0.json").read_text())
    check = jsonschema.validators.validator_for(schema)(schema)
    assert [
        error.message for error in check.iter_errors(json.loads(render(found, 3, "sarif")))
    ] == []
    assert not check.is_valid({"version": "2.1.0", "runs": [{"tool": {}}]})


def test_sarif_explains_each_rule() -> None:
    theirs = replace(FAULT, code="their-rule")
    (run,) = json.loads(render(Findings((FAULT, theirs)), 1, "sarif"))["runs"]
    own, unknown = reversed(run["tool"]["driver"]["rules"])
    known = explanation("unknown-element")
    assert known is not None
    assert own["fullDescription"]["text"] == known.summary
    assert own["help"]["markdown"] == known.markdown
    assert "```" not in own["help"]["text"]
    assert "<persName" in own["help"]["text"]
    assert "Those who wrote the rule" in unknown["help"]["text"]


def test_sarif_knows_a_finding_again_when_its_line_has_moved() -> None:
    def marks(*found: Diagnostic) -> list[str]:
        (run,) = json.loads(render(Findings(found), 1, "sarif"))["runs"]
        return [item["partialFingerprints"]["editionFinding/v1"] for item in run["results"]]

    moved = replace(FAULT, line=70, column=9)
    assert marks(FAULT) == marks(moved)
    assert len({*marks(FAULT, moved)}) == 2
    assert marks(FAULT) != marks(replace(FAULT, message="<placename> is not an element"))


def test_sarif_tells_what_a_baseline_accepts() -> None:
    found = Findings((FAULT,), (FOLDED,), 0, "edition-baseline.json")
    (run,) = json.loads(render(found, 2, "sarif"))["runs"]
    new, accepted = run["results"]
    assert (new["baselineState"], new["suppressions"]) == ("new", [])
    assert accepted["baselineState"] == "unchanged"
    assert accepted["suppressions"] == [
        {"kind": "external", "justification": "accepted by edition-baseline.json"}
    ]


def test_json_and_github_leave_out_what_a_baseline_accepts() -> None:
    found = Findings((FAULT,), (FOLDED,), 1, "edition-baseline.json")
    for format in ("json", "github"):
        assert render(found, 2, format) == render(Findings((FAULT,)), 2, format)


def test_github_escapes_what_would_end_a_command() -> None:
    assert render(Findings(tuple(ALL)), 3, "github").splitlines() == [
        "::error file=tei/one.xml,line=7,col=3,title=unknown-element::<persname> is not an element of the "
        "schema%0ADid you mean <persName>?",
        '::warning file=tei/in the east%2Ctwo.xml,line=9,col=1,title=gap-without-reason::this <gap> says "50 %25:'
        '%0Anothing" (3 times)',
        "::notice file=three.xml,title=no-grammar::no schema applies",
    ]


@pytest.mark.parametrize("format", sorted(FORMATS))
def test_the_same_findings_give_the_same_report(format: str) -> None:
    assert render(Findings(tuple(ALL)), 3, format) == render(Findings(tuple(ALL)), 3, format)
    assert (
        render(Findings(()), 0, format) == ""
        if format == "github"
        else render(Findings(()), 0, format).endswith("\n")
    )


def test_json_has_a_line_for_each_finding() -> None:
    lines = render(Findings(tuple(ALL)), 3, "json").splitlines()
    found = [json.loads(line.strip().rstrip(",")) for line in lines if line.startswith("    {")]
    assert [item["code"] for item in found] == [item.code for item in ALL]
