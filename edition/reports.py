"""Reports: findings as text for people, and in the formats that other programs read.

`text` is one line a finding, an indented hint, a summary. `json` is this project's own, version 1. `sarif` is
the OASIS Static Analysis Results Interchange Format 2.1.0. `github` is the workflow commands of GitHub Actions.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

from edition.diagnostics import Diagnostic, Severity

#: What a place is worth to others: how SARIF and GitHub call the severities.
_SARIF_LEVELS = {Severity.error: "error", Severity.warning: "warning", Severity.info: "note"}
_GITHUB_COMMANDS = {Severity.error: "error", Severity.warning: "warning", Severity.info: "notice"}
_SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def render(diagnostics: Sequence[Diagnostic], documents: int, format: str = "text") -> str:
    """Return a report on a number of documents, ending in a line break; `format` is one of FORMATS."""
    return FORMATS[format](diagnostics, documents)


def summary(diagnostics: Sequence[Diagnostic], documents: int) -> str:
    """Return the line that ends a report: how many documents, how many faults."""
    counts: Counter[Severity] = Counter()
    for item in diagnostics:
        counts[item.severity] += item.count
    words = {
        Severity.error: ("error", "errors"),
        Severity.warning: ("warning", "warnings"),
        Severity.info: ("note", "notes"),
    }
    found = [_counted(counts[kind], *words[kind]) for kind in Severity if counts[kind]]
    if not (counts[Severity.error] or counts[Severity.warning]):
        found.insert(0, "no faults")
    return f"{_counted(documents, 'document', 'documents')}, {', '.join(found)}."


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def _text(diagnostics: Sequence[Diagnostic], documents: int) -> str:
    return "\n".join((*map(str, diagnostics), summary(diagnostics, documents), ""))


def _json(diagnostics: Sequence[Diagnostic], documents: int) -> str:
    found = [_plain(item) for item in diagnostics]
    return _dumped({"version": 1, "documents": documents, "diagnostics": found})


def _plain(item: Diagnostic) -> dict[str, object]:
    """Return a finding for JSON: what it does not have is left out."""
    plain: dict[str, object] = {
        "path": item.path,
        "line": item.line,
        "column": item.column,
        "severity": item.severity.name,
        "source": item.source,
        "code": item.code,
        "message": item.message,
    }
    if item.hint:
        plain["hint"] = item.hint
    if item.element:
        plain["element"] = item.element
    if item.count > 1:
        plain["count"] = item.count
        plain["places"] = [{"line": line, "column": column} for line, column in item.places]
    return plain


def _sarif(diagnostics: Sequence[Diagnostic], documents: int) -> str:
    codes = sorted({(item.code, item.source) for item in diagnostics})
    ids = sorted({code for code, _ in codes})
    run = {
        "tool": {
            "driver": {
                "name": "edition",
                "rules": [_rule(code, diagnostics) for code in ids],
            }
        },
        "columnKind": "unicodeCodePoints",
        "properties": {"documents": documents},
        "results": [_result(item, ids.index(item.code)) for item in diagnostics],
    }
    return _dumped({"$schema": _SARIF_SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(code: str, diagnostics: Sequence[Diagnostic]) -> dict[str, object]:
    worst = min(item.severity for item in diagnostics if item.code == code)
    return {
        "id": code,
        "shortDescription": {"text": code.replace("-", " ")},
        "defaultConfiguration": {"level": _SARIF_LEVELS[worst]},
    }


def _result(item: Diagnostic, rule: int) -> dict[str, object]:
    text = f"{item.message}\n{item.hint}" if item.hint else item.message
    result: dict[str, object] = {
        "ruleId": item.code,
        "ruleIndex": rule,
        "level": _SARIF_LEVELS[item.severity],
        "message": {"text": text},
        "locations": [_location(item.path, item.line, item.column)],
        "properties": {"source": item.source},
    }
    if item.count > 1:
        result["occurrenceCount"] = item.count
        result["relatedLocations"] = [
            _location(item.path, line, column) for line, column in item.places[1:]
        ]
    return result


def _location(path: str, line: int, column: int) -> dict[str, object]:
    physical: dict[str, object] = {"artifactLocation": {"uri": _uri(path)}}
    if line:
        physical["region"] = {"startLine": line, "startColumn": max(column, 1)}
    return {"physicalLocation": physical}


def _uri(path: str) -> str:
    file = Path(path)
    return file.as_uri() if file.is_absolute() else quote(file.as_posix())


def _github(diagnostics: Sequence[Diagnostic], documents: int) -> str:
    return "".join(f"{_command(item)}\n" for item in diagnostics)


def _command(item: Diagnostic) -> str:
    properties = {"file": item.path}
    if item.line:
        properties |= {"line": str(item.line), "col": str(max(item.column, 1))}
    properties["title"] = item.code
    named = ",".join(
        f"{name}={_escaped(value, _IN_PROPERTY)}" for name, value in properties.items()
    )
    times = f" ({item.count} times)" if item.count > 1 else ""
    text = f"{item.message}{times}" + (f"\n{item.hint}" if item.hint else "")
    return f"::{_GITHUB_COMMANDS[item.severity]} {named}::{_escaped(text, _IN_TEXT)}"


_IN_TEXT = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_IN_PROPERTY = _IN_TEXT | {":": "%3A", ",": "%2C"}


def _escaped(text: str, letters: Mapping[str, str]) -> str:
    return "".join(letters.get(letter, letter) for letter in text)


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


#: The formats, and what writes each.
FORMATS: dict[str, Callable[[Sequence[Diagnostic], int], str]] = {
    "text": _text,
    "json": _json,
    "sarif": _sarif,
    "github": _github,
}
