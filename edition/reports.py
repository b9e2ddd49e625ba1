"""Reports: findings as text for people, and in the formats that other programs read.

`text` is one line a finding, with what to do and its other places indented below, then a summary. `json` is this project's own, version 1. `sarif` is
the OASIS Static Analysis Results Interchange Format 2.1.0. `github` is the workflow commands of GitHub Actions.
Findings that a baseline accepts are counted in `text` and marked in `sarif`; the other two leave them out.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any
from urllib.parse import quote

from edition.baseline import Findings, Fingerprint, fingerprint
from edition.diagnostics import Diagnostic, Severity
from edition.explanations import Explanation, explanation
from edition.version import __version__

#: With so many faults in all, the codes found most often are named, and how many of them.
MANY, FREQUENT = 10, 5

_WORDS = {
    Severity.error: ("error", "errors"),
    Severity.warning: ("warning", "warnings"),
    Severity.info: ("note", "notes"),
}

#: Red, yellow and cyan, in bold.
_COLOURS = {
    Severity.error: "\x1b[1;31m",
    Severity.warning: "\x1b[1;33m",
    Severity.info: "\x1b[1;36m",
}
_BOLD, _PLAIN = "\x1b[1m", "\x1b[0m"

_OWN_RULE = "A rule of your own schema is not met.\n\nThose who wrote the rule say what it means.\n"

#: How SARIF and GitHub call the severities.
_SARIF_LEVELS = {Severity.error: "error", Severity.warning: "warning", Severity.info: "note"}
_GITHUB_COMMANDS = {Severity.error: "error", Severity.warning: "warning", Severity.info: "notice"}
_SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def render(
    findings: Findings,
    documents: int,
    format: str = "text",
    *,
    terminal: bool = False,
    **more: object,
) -> str:
    """Return a report on a number of documents, ending in a line break; `format` is one of FORMATS.

    For a `terminal`, text has a heading for each file and colours (ECMA-48, as all terminals know them). `more` is what
    JSON says beside the findings.
    """
    if format == "text" and terminal:
        return _text(findings, documents, _on_terminal)
    if format == "json" and more:
        return _json(findings, documents, **more)
    return FORMATS[format](findings, documents)


def summary(findings: Findings, documents: int) -> str:
    """Return the line that ends a report: how many documents, how many faults."""
    counts = _counts(findings.new)
    found = [_counted(counts[kind], *_WORDS[kind]) for kind in Severity if counts[kind]]
    if not (counts[Severity.error] or counts[Severity.warning]):
        found.insert(0, "no faults" if not findings.accepted else "no new faults")
    accepted = sum(item.count for item in findings.accepted)
    by = f"; {accepted:,} accepted by {findings.baseline}" if accepted else ""
    return f"{_counted(documents, 'document', 'documents')}, {', '.join(found)}{by}."


def _counts(diagnostics: Iterable[Diagnostic]) -> Counter[Severity]:
    counts: Counter[Severity] = Counter()
    for item in diagnostics:
        counts[item.severity] += item.count
    return counts


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def _in_lines(diagnostics: Sequence[Diagnostic]) -> Iterator[str]:
    """Yield the findings as other programs read them: one line, and indented ones."""
    yield from map(str, diagnostics)


def _on_terminal(diagnostics: Sequence[Diagnostic]) -> Iterator[str]:
    """Yield the findings, those of a file under a heading, with colours."""
    for path, group in groupby(diagnostics, key=attrgetter("path")):
        items = list(group)
        counts = _counts(items)
        found = [_counted(counts[kind], *_WORDS[kind]) for kind in Severity if counts[kind]]
        yield f"{_BOLD}{path}{_PLAIN}: {', '.join(found)}"
        for item in items:
            place, word = f"{item.place}: ", item.severity.name
            rest = str(item)[len(place) + len(word) :]
            yield f"{place}{_COLOURS[item.severity]}{word}{_PLAIN}{rest}"
        yield ""


def _text(
    findings: Findings,
    documents: int,
    lines: Callable[[Sequence[Diagnostic]], Iterable[str]] = _in_lines,
) -> str:
    end = (*_gone(findings), *_frequent(findings.new), summary(findings, documents), "")
    return "\n".join((*lines(findings.new), *end))


def _gone(findings: Findings) -> Iterator[str]:
    if findings.gone:
        are = "finding is" if findings.gone == 1 else "findings are"
        yet = "; once the new ones are mended," if findings.new else ":"
        yield (
            f"{findings.gone:,} accepted {are} there no more{yet} "
            f"edition validate --write-baseline writes {findings.baseline} anew."
        )


def _frequent(diagnostics: Iterable[Diagnostic]) -> Iterator[str]:
    """Yield the codes that are found most often, where there is much to read, and how to learn more of them."""
    counts: Counter[str] = Counter()
    for item in diagnostics:
        counts[item.code] += item.count if item.severity is not Severity.info else 0
    if sum(counts.values()) >= MANY:
        often = sorted(+counts, key=lambda code: (-counts[code], code))[:FREQUENT]
        named = ", ".join(f"{code} ({counts[code]:,})" for code in often)
        known = next((code for code in often if explanation(code)), "CODE")
        yield f"Most frequent: {named}. What a code means: edition explain {known}"


def _json(findings: Findings, documents: int, **more: object) -> str:
    found = [_plain(item) for item in findings.new]
    fields = {"version": 1, "documents": documents, "diagnostics": found, **more}
    lines = ",\n".join(
        f"  {json.dumps(name)}: {_in_items(value)}" for name, value in fields.items()
    )
    return f"{{\n{lines}\n}}\n"


def _in_items(value: object) -> str:
    """Return JSON with each item of a list on a line of its own, to be searched and compared by lines."""
    if not isinstance(value, list) or not value:
        return json.dumps(value, ensure_ascii=False)
    items = ",\n".join(f"    {json.dumps(item, ensure_ascii=False)}" for item in value)
    return f"[\n{items}\n  ]"


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


def _sarif(findings: Findings, documents: int) -> str:
    """Write all findings; with a baseline, each says whether it is new, and those accepted are suppressed (3.27.23, 24)."""
    everything = [*findings.new, *findings.accepted]
    worst: dict[str, Severity] = {}
    for item in everything:
        worst[item.code] = min(item.severity, worst.get(item.code, item.severity))
    rules = {code: number for number, code in enumerate(sorted(worst))}
    results = [_result(item, rules[item.code]) for item in everything]
    for result, mark in zip(results, _fingerprints(everything), strict=True):
        result["partialFingerprints"] = {"editionFinding/v1": mark}
    if findings.baseline:
        reason = {"kind": "external", "justification": f"accepted by {findings.baseline}"}
        for number, result in enumerate(results):
            is_new = number < len(findings.new)
            result["baselineState"] = "new" if is_new else "unchanged"
            result["suppressions"] = [] if is_new else [reason]
    run = {
        "tool": {
            "driver": {
                "name": "edition",
                "semanticVersion": __version__,
                "rules": [_rule(code, worst[code]) for code in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "properties": {"documents": documents},
        "results": results,
    }
    log = {"$schema": _SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _fingerprints(diagnostics: Sequence[Diagnostic]) -> Iterator[str]:
    """Yield what each finding is known by when its line has moved; the second of two alike gets another."""
    seen: Counter[Fingerprint] = Counter()
    for item in diagnostics:
        mark = fingerprint(item, Path.cwd())
        seen[mark] += 1
        words = json.dumps([*mark, seen[mark]])
        yield hashlib.sha256(words.encode()).hexdigest()[:32]


def _rule(code: str, worst: Severity) -> dict[str, object]:
    known = explanation(code) or Explanation(code, _OWN_RULE)
    prose = {"text": known.text().partition("\n\n")[2], "markdown": known.markdown}
    return {
        "id": code,
        "shortDescription": {"text": code.replace("-", " ")},
        "fullDescription": {"text": known.summary},
        "help": prose,
        "defaultConfiguration": {"level": _SARIF_LEVELS[worst]},
    }


def _result(item: Diagnostic, rule: int) -> dict[str, Any]:
    text = f"{item.message}\n{item.hint}" if item.hint else item.message
    result: dict[str, Any] = {
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
    """Return a place; what is said of a file as a whole stands at its begin, for GitHub wants a line for everything."""
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": _uri(path)},
            "region": {"startLine": max(line, 1), "startColumn": max(column, 1)},
        }
    }


def _uri(path: str) -> str:
    file = Path(path)
    return file.as_uri() if file.is_absolute() else quote(file.as_posix())


def _github(findings: Findings, documents: int) -> str:
    return "".join(f"{_command(item)}\n" for item in findings.new)


def _command(item: Diagnostic) -> str:
    properties = {"file": item.path}
    if item.line:
        properties |= {"line": str(item.line), "col": str(max(item.column, 1))}
    properties["title"] = item.code
    named = ",".join(
        f"{name}={_escaped(value, _IN_PROPERTY)}" for name, value in properties.items()
    )
    times = f" ({item.count:,} times)" if item.count > 1 else ""
    text = f"{item.message}{times}" + (f"\n{item.hint}" if item.hint else "")
    return f"::{_GITHUB_COMMANDS[item.severity]} {named}::{_escaped(text, _IN_TEXT)}"


_IN_TEXT = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_IN_PROPERTY = _IN_TEXT | {":": "%3A", ",": "%2C"}


def _escaped(text: str, letters: Mapping[str, str]) -> str:
    return "".join(letters.get(letter, letter) for letter in text)


#: The formats, and what writes each.
FORMATS: dict[str, Callable[[Findings, int], str]] = {
    "text": _text,
    "json": _json,
    "sarif": _sarif,
    "github": _github,
}
