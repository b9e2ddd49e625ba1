"""Malformed: why a file is not well-formed XML, in words that say what to do.

Extensible Markup Language (XML) 1.0, Namespaces in XML 1.0. libxml2 finds the fault; each pattern here knows some of
its messages, and what they mean for the person who wrote the file.
"""

from __future__ import annotations

import re
from html.entities import html5
from io import BytesIO
from itertools import islice

from edition.diagnostics import Diagnostic, Severity
from edition.tei import folded

_REASONS: tuple[tuple[str, str, str, str], ...] = (
    (r"Opening and ending tag mismatch: (\S+) line (\d+) and ([^\s,]+)", "tag-mismatch",
     "</{2}> closes <{0}>, which was opened on line {1}",
     "Close <{0}> first, or correct the name of the end tag."),
    (r"Premature end of data in tag (\S+) line (\d+)", "tag-never-closed",
     "<{0}>, opened on line {1}, is never closed", "Add </{0}> where the element ends."),
    (r"expected '>'|error parsing attribute name", "unfinished-tag",
     "a tag that has no end, or has in it what is no attribute", 'Close it with > or />; attributes are written name="value".'),
    (r"Couldn't find end of Start Tag (\S+)", "unfinished-tag",
     "the tag <{0} has no end", "Close it with > or />."),
    (r"Entity '([^']+)' not defined", "undefined-entity",
     "the entity &{0}; is not defined",
     "Write the character itself{character}, or declare the entity in the DOCTYPE: the DTD that it names is not read."),
    (r"xmlParseEntityRef: no name|EntityRef: expecting ';'", "stray-ampersand",
     "an & that begins no entity", "Write &amp; for the character itself."),
    (r"Attribute (\S+) redefined", "attribute-twice",
     "the attribute @{0} stands twice in one tag", "Keep one of them."),
    (r"Namespace prefix (\S+) (?:for \S+ )?on \S+ is not defined|Namespace prefix (\S+)",
     "undeclared-prefix", "the prefix {0}: has no namespace", 'Declare it, as in xmlns:{0}="{namespace}".'),
    (r"AttValue: \" or ' expected|attributes construct error|Specification mandates value|String not (?:closed|started)",
     "attribute-syntax", "an attribute without quotation marks, or not separated from the next",
     'Write attributes as name="value", with straight quotation marks and a space between them.'),
    (r"Unescaped '<' not allowed|AttValue: ' expected", "stray-less-than",
     "a < inside an attribute's value, or a value whose quotation marks are not closed",
     "Close the quotation marks, or write &lt; for the character itself."),
    (r"invalid element name", "stray-less-than",
     "a < that begins no tag", "Write &lt; for the character itself."),
    (r"Sequence ']]>' not allowed", "stray-section-end",
     "]]> stands in the text", "Write ]]&gt; for the characters themselves."),
    (r"Double hyphen within comment|Comment not terminated|Comment must not", "comment-syntax",
     "a comment that is not closed, or with -- in it", "Begin it with <!--, end it with -->, use no -- in between."),
    (r"XML declaration allowed only at the start", "late-declaration",
     "<?xml …?> is not the very first thing in the file", "Remove what stands before it, white space too."),
    (r"Input is not proper UTF-8|Invalid bytes in character encoding|invalid multibyte|encoding error"
     r"|input conversion failed", "wrong-encoding",
     "the bytes are not in the encoding that the file declares (UTF-8 if it declares none)",
     "Save the file as UTF-8, or declare its true encoding in <?xml encoding=…?>."),
    (r"[Uu]nsupported encoding", "unknown-encoding",
     "the encoding that the file declares is not known", "Save the file as UTF-8 and declare that."),
    (r"Excessive depth|nesting depth|[Aa]mplification|reference loop|XML_PARSE_HUGE|[Rr]esource limit|huge|too long|too big",
     "out-of-bounds",
     "the file goes beyond what is read safely (depth, size of one text, or growth of entities)",
     "Split the text, or write out the entities."),
    (r"Extra content at the end of the document", "content-after-root",
     "something stands after the end of the root element", "Move it inside, or remove it."),
    (r"[Ii]nvalid [Cc]har|xmlParseCharRef: invalid", "control-character",
     "a control character that XML does not allow",
     "Remove it; it is often left over from a word processor."),
    (r"parsing XML declaration|declaration expecting", "not-well-formed",
     "the XML declaration is miswritten", 'Write it as <?xml version="1.0" encoding="UTF-8"?>.'),
    (r"xmlns\S*: '(.*)' is not a valid URI", "not-well-formed",
     'the namespace "{0}" is no address', 'Write the address whole; that of TEI is "http://www.tei-c.org/ns/1.0".'),
)  # fmt: skip


#: Elements of TEI that hold nothing, and are often left open as in HTML.
_EMPTY = frozenset("anchor cb gb graphic lb media milestone pb ptr handShift".split())

#: So many lines are looked at for the beginning of a tag that has no end.
_LINES_BACK = 20

#: The prefixes that TEI's editors use without declaring them, and what they mean by them.
_NAMESPACES = {
    "tei": "http://www.tei-c.org/ns/1.0",
    "xi": "http://www.w3.org/2001/XInclude",
    "xlink": "http://www.w3.org/1999/xlink",
    "math": "http://www.w3.org/1998/Math/MathML",
    "svg": "http://www.w3.org/2000/svg",
}


def malformed(path: str, data: bytes, error: Exception) -> Diagnostic:
    """Return what is wrong with a file whose bytes the XML parser refused."""
    reason = folded(str(getattr(error, "msg", None) or error))
    line, column = getattr(error, "position", (1, 1))
    for pattern, code, message, hint in _REASONS:
        if found := re.search(pattern, reason):
            words = [word for word in found.groups() if word]
            line, column = _beginning(code, words, data, line, column)
            namespace = _NAMESPACES.get(words[0], "…") if words else "…"
            remedy = hint.format(*words, character=_character(words), namespace=namespace)
            if code == "tag-mismatch" and words[0] in _EMPTY:
                remedy = (
                    f"<{words[0]}> holds nothing: write <{words[0]}/>, its attributes before the /."
                )
            return _finding(path, line, column, code, message.format(*words), remedy)
    plain = re.sub(r", line \d+, column \d+.*$", "", reason)
    return _finding(
        path, line, column, "not-well-formed", f"the XML is not well-formed: {plain}",
        "Mend the markup at this place; an XML editor shows it.",
    )  # fmt: skip


def _character(words: list[str]) -> str:
    """Return, for a hint, the character that an entity of this name stands for in HTML and in the sets of ISO."""
    meant = html5.get(f"{words[0]};", "") if words else ""
    if meant.isprintable() and meant.strip():
        return f", {meant}"
    return f" as &#{ord(meant)};" if len(meant) == 1 else ""


#: Where what the parser refused begins, in the line up to the place where it stopped.
_BEGINNINGS = {
    "tag-mismatch": r"</",
    "stray-ampersand": r"&",
    "undefined-entity": r"&{0};",
    "attribute-twice": r"(?<![\w.:-]){0}\s*=",
    "attribute-syntax": r"(?<=\s)[^\s\"'<>]+(?=.?$)",
    "undeclared-prefix": r"</?{0}:|(?<![\w.-]){0}:",
    "stray-less-than": r"<",
    "late-declaration": r"<\?xml\b",
    "unfinished-tag": r"<",
}


def _beginning(code: str, words: list[str], data: bytes, line: int, column: int) -> tuple[int, int]:
    """Return the line and column at which a fault begins, of which the parser says where it stopped."""
    if code not in _BEGINNINGS:
        return line, column
    before = [text.decode("utf-8", "replace") for text in islice(BytesIO(data), max(line, 1))]
    pattern = re.compile(_BEGINNINGS[code].format(*map(re.escape, words)))
    is_unfinished = code == "unfinished-tag"  # and the parser stopped at what comes after it
    first = line - _LINES_BACK if is_unfinished else line
    for number in range(line, max(first - 1, 0), -1):
        text = before[number - 1] if number <= len(before) else ""
        seen = text[: column - is_unfinished] if number == line else text
        if found := list(pattern.finditer(seen)):
            return number, found[-1].start() + 1
    return line, column


def _finding(path: str, line: int, column: int, code: str, message: str, hint: str) -> Diagnostic:
    return Diagnostic(path, line, column, Severity.error, "xml", code, message, hint)
