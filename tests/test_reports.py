"""Reports: the formats that people and other programs read."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from edition.diagnostics import Diagnostic, Severity
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
    assert render(ALL, 3) == (
        "tei/one.xml:7:3: error: <persname> is not an element of the schema [unknown-element]\n"
        "    Did you mean <persName>?\n"
        'tei/in the east,two.xml:9:1: warning: this <gap> says "50 %:\nnothing" (3 times) [gap-without-reason]\n'
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
    assert summary(found, documents) == words


def test_json_is_the_contract() -> None:
    assert json.loads(render(ALL, 3, "json")) == {
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
    (run,) = json.loads(render(ALL, 3, "sarif"))["runs"]
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
    assert "region" not in third["locations"][0]["physicalLocation"]


@pytest.mark.parametrize("found", [[], ALL])
def test_sarif_is_valid(shared: Path, found: list[Diagnostic]) -> None:
    schema = json.loads((shared / "schemas" / "exports" / "sarif-schema-2.1.0.json").read_text())
    assert faults(json.loads(render(found, 3, "sarif")), schema, schema) == []
    assert faults({"version": "2.1.0", "runs": [{"tool": {}}]}, schema, schema) != []


def faults(value: Any, schema: dict[str, Any], root: dict[str, Any], at: str = "$") -> list[str]:
    """What of a value does not follow a JSON Schema, of the keywords that SARIF's uses."""
    if "$ref" in schema:
        return faults(value, root["definitions"][schema["$ref"].rpartition("/")[2]], root, at)
    found = []
    kinds = {
        "object": dict,
        "array": list,
        "string": str,
        "integer": int,
        "number": (int, float),
        "boolean": bool,
        "null": type(None),
    }
    wanted = schema.get("type", [])
    allowed = [wanted] if isinstance(wanted, str) else wanted
    if allowed and not any(isinstance(value, kinds[kind]) for kind in allowed):
        return [f"{at}: no {wanted}"]
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{at}: not one of {schema['enum']}")
    if "pattern" in schema and not re.search(schema["pattern"], value):
        found.append(f"{at}: not like {schema['pattern']}")
    if "minimum" in schema and value < schema["minimum"]:
        found.append(f"{at}: below {schema['minimum']}")
    for keyword in ("anyOf", "oneOf"):
        if keyword in schema and all(faults(value, way, root, at) for way in schema[keyword]):
            found.append(f"{at}: none of {keyword}")
    if isinstance(value, dict):
        known = schema.get("properties", {})
        found += [f"{at}: lacks {name}" for name in schema.get("required", []) if name not in value]
        for name, inner in value.items():
            if name in known:
                found += faults(inner, known[name], root, f"{at}.{name}")
            elif schema.get("additionalProperties") is False:
                found.append(f"{at}: has {name}")
    if isinstance(value, list):
        if len(value) < schema.get("minItems", 0):
            found.append(f"{at}: too few")
        if schema.get("uniqueItems") and len({json.dumps(one) for one in value}) < len(value):
            found.append(f"{at}: not unique")
        for number, inner in enumerate(value):
            found += faults(inner, schema.get("items", {}), root, f"{at}[{number}]")
    return found


def test_github_escapes_what_would_end_a_command() -> None:
    assert render(ALL, 3, "github").splitlines() == [
        "::error file=tei/one.xml,line=7,col=3,title=unknown-element::<persname> is not an element of the "
        "schema%0ADid you mean <persName>?",
        '::warning file=tei/in the east%2Ctwo.xml,line=9,col=1,title=gap-without-reason::this <gap> says "50 %25:'
        '%0Anothing" (3 times)',
        "::notice file=three.xml,title=no-grammar::no schema applies",
    ]


@pytest.mark.parametrize("format", sorted(FORMATS))
def test_the_same_findings_give_the_same_report(format: str) -> None:
    assert render(ALL, 3, format) == render(list(ALL), 3, format)
    assert (
        render([], 0, format) == "" if format == "github" else render([], 0, format).endswith("\n")
    )
