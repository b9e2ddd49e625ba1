"""Malformed: why a file is not well-formed XML, in words that say what to do.

Extensible Markup Language (XML) 1.0, Namespaces in XML 1.0. libxml2 finds the fault; each pattern here knows some of
its messages, and what they mean for the person who wrote the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html.entities import html5
from io import BytesIO
from itertools import islice
from typing import NamedTuple

from edition.diagnostics import Diagnostic, Severity
from edition.tei import folded

_MISMATCH = r"Opening and ending tag mismatch: (\S+) line (\d+) and ([^\s,]+)"

_REASONS: tuple[tuple[str, str, str, str], ...] = (
    (_MISMATCH, "tag-mismatch",
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
    (r"Double hyphen within comment|Comment must not", "comment-syntax",
     "a comment with -- in it", "Use no -- between <!-- and -->: there is no comment within a comment."),
    (r"ParsePI : no target name|ParsePI: PI \S+ space expected", "not-well-formed",
     "a processing instruction is miswritten", "Write it as <?name words?>: its name directly behind <?, then a space."),
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
    (r"parsing XML declaration|declaration expecting|Blank needed here|Invalid PI name|expected '='", "not-well-formed",
     "the XML declaration is miswritten", 'Write it as <?xml version="1.0" encoding="UTF-8"?>.'),
    (r"xmlns\S*: '(.*)' is not a valid URI", "not-well-formed",
     'the namespace "{0}" is no address', 'Write the address whole; that of TEI is "http://www.tei-c.org/ns/1.0".'),
)  # fmt: skip

#: What is meant by what stands where the parser stopped: its words, what stands there, code, message and hint.
_SLIPS: tuple[tuple[str, str, str, str, str], ...] = (
    (r"invalid element name", r"<{7}\s", "stray-less-than",
     "a mark of git, where two people changed the same lines",
     "Keep one of the two versions, and remove the lines that begin with <<<<<<<, ======= and >>>>>>>."),
    (r"invalid element name", r"<(?:!\s?-|--)", "stray-less-than",
     "a comment that does not begin as one", "Begin it with <!--, end it with -->."),
    (r"invalid element name", r"<<+(/?[^\W\d][\w.-]*)", "stray-less-than",
     "more than one < before {0}", "Keep one of them."),
    (r"invalid element name", r"<\s+(/?[^\W\d][\w.:-]*)(?=\s*/?>|\s+[\w.:-]+\s*=)", "stray-less-than",
     "a space between < and {0}", "Remove the space, or write &lt; for the character itself."),
    (r"expected '>'", r"</\s+([^\W\d][\w.:-]*)", "unfinished-tag",
     "a space between </ and {0}", "Remove the space."),
    (r"CharRef: invalid", r"&#(\d{1,7}+|x[\da-fA-F]{1,6}+)(?![\d;]|\w*;)", "stray-ampersand",
     "&#{0} has no ; at its end", "Write &#{0};."),
    (r"CharRef: invalid", r"&#(X[\da-fA-F]{1,6});", "stray-ampersand",
     "&#{0}; has a capital X", "Write it small, as in &#x2019;."),
    (r"CharRef: (?!invalid xmlChar value [1-9])", r"(&#(?!x?0+;)\w{0,12};?)", "stray-ampersand",
     "{0} names no character", "Write the character itself, or its number, as in &#8217; or &#x2019;."),
)  # fmt: skip

#: What holds no tags, by how it begins: code, name and end.
_UNPARSED = {
    b"<!--": ("comment-syntax", "a comment", "-->"),
    b"<![CDATA[": ("not-well-formed", "a section <![CDATA[", "]]>"),
    b"<?": ("not-well-formed", "a processing instruction <?", "?>"),
}

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


class _Refusal(NamedTuple):
    """What the XML parser said of the bytes of a file, and the line and column at which it stopped."""

    reason: str
    data: bytes
    line: int
    column: int


#: What is wrong: the line and column at which it begins, code, message and hint.
_Found = tuple[int, int, str, str, str]


def malformed(path: str, data: bytes, error: Exception) -> Diagnostic:
    """Return what is wrong with a file whose bytes the XML parser refused."""
    reason = folded(str(getattr(error, "msg", None) or error))
    refusal = _Refusal(reason, data, *getattr(error, "position", (1, 1)))
    ways = (_end_tag_alone, _never_closed, _slip, _by_reason)
    found = next((found for way in ways if (found := way(refusal))), _in_other_words(refusal))
    line, column, code, message, hint = found
    return Diagnostic(path, line, column, Severity.error, "xml", code, message, hint)


def _slip(refusal: _Refusal) -> _Found | None:
    """Return what was meant by what stands where the parser stopped, where its own words lead astray."""
    for reason, written, code, message, hint in _SLIPS:
        if re.search(reason, refusal.reason):
            line, column = _beginning(code, (), refusal)
            if found := re.match(written, _line(refusal.data, line)[column - 1 :]):
                words = found.groups()
                return line, column, code, message.format(*words), hint.format(*words)
    return None


def _by_reason(refusal: _Refusal) -> _Found | None:
    """Return what the parser's words mean."""
    for pattern, code, message, hint in _REASONS:
        if found := re.search(pattern, refusal.reason):
            words = [word for word in found.groups() if word]
            namespace = _NAMESPACES.get(words[0], "…") if words else "…"
            remedy = hint.format(*words, character=_character(words), namespace=namespace)
            if code == "tag-mismatch" and words[0] in _EMPTY:
                remedy = (
                    f"<{words[0]}> holds nothing: write <{words[0]}/>, its attributes before the /."
                )
            return *_beginning(code, words, refusal), code, message.format(*words), remedy
    return None


def _in_other_words(refusal: _Refusal) -> _Found:
    """Return the parser's words, which nobody here knows."""
    plain = re.sub(r", line \d+, column \d+.*$", "", refusal.reason)
    message = f"the XML is not well-formed: {plain}"
    hint = "Mend the markup at this place; an XML editor shows it."
    return refusal.line, refusal.column, "not-well-formed", message, hint


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
    "stray-less-than": r"<+",
    "late-declaration": r"<\?xml\b",
    "unfinished-tag": r"<",
}


def _beginning(code: str, words: Iterable[str], refusal: _Refusal) -> tuple[int, int]:
    """Return the line and column at which a fault begins, of which the parser says where it stopped."""
    _, data, line, column = refusal
    if code not in _BEGINNINGS:
        return line, column
    pattern = re.compile(_BEGINNINGS[code].format(*map(re.escape, words)))
    is_unfinished = code == "unfinished-tag"  # and the parser stopped at what comes after it
    first = line - _LINES_BACK if is_unfinished else line
    for number in range(line, max(first - 1, 0), -1):
        text = _line(data, number)
        seen = text[: column - is_unfinished] if number == line else text
        if found := list(pattern.finditer(seen)):
            return number, found[-1].start() + 1
    return line, column


def _line(data: bytes, number: int) -> str:
    """Return the line of a number, "" where there is none."""
    found = islice(BytesIO(data), max(number, 1) - 1, None)
    return next(found, b"").decode("utf-8", "replace")


# -- what is never closed

#: What holds no tags, whole or, as a group, left open.
_WHOLE = re.compile(
    rb"<!--(?>[^-]|-[^-])*+-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|(<!--|<!\[CDATA\[|<\?)", re.DOTALL
)


def _never_closed(refusal: _Refusal) -> _Found | None:
    """Return where a comment, or what else holds no tags, begins that has no end: the parser looks for it down to the last line."""
    if not re.search(r"within comment|Comment not|CData section not|never end", refusal.reason):
        return None
    found = next((one for one in _WHOLE.finditer(refusal.data) if one[1]), None)
    if found is None or (found[1] == b"<!--" and _is_closed(refusal.data, found.end())):
        return None
    code, what, end = _UNPARSED[found[1]]
    return (
        *_place(refusal.data, found.start()),
        code,
        f"{what} is never closed",
        f"End it with {end}.",
    )


def _is_closed(data: bytes, at: int) -> bool:
    """Tell whether a comment that begins before a byte has an end of its own, and not that of the next comment."""
    marks = [found[0] for found in islice(re.compile(rb"<!--|-->").finditer(data, at), 3)]
    return marks[:1] == [b"-->"] or marks == [b"<!--", b"-->", b"-->"]


def _place(data: bytes, at: int) -> tuple[int, int]:
    """Return the line and the column of a byte."""
    begin = data.rfind(b"\n", 0, at) + 1
    return data.count(b"\n", 0, at) + 1, len(data[begin:at].decode("utf-8", "replace")) + 1


# -- end tags whose element is not open

#: What begins with `<`: a tag, or what holds none.
_MARKUP = re.compile(
    rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>"
    rb"""|<(?P<slash>/?)(?P<name>[^\s<>/!?"'=]+)(?>[^<>"']|"[^"]*"|'[^']*')*+>""",
    re.DOTALL,
)

#: So many tags behind an end tag are looked at, to find out what it was meant to end.
_TAGS_AHEAD = 10_000


class _Tag(NamedTuple):
    """A tag: whether it opens an element, whether it ends one, and the byte at which it begins."""

    name: str
    opens: bool
    ends: bool
    at: int


class _Open(NamedTuple):
    """An element that is open, and of the tags that opened its children so far the last of each name."""

    name: str
    opened: dict[str, _Tag]


def _end_tag_alone(refusal: _Refusal) -> _Found | None:
    """Return what is wrong with an end tag that has no start tag in the element opened last.

    It is left over or misnamed: what comes after it reads on if it is left out, or if it is taken for that element's.
    """
    said = re.search(_MISMATCH, refusal.reason)
    if not said or said[1] in _EMPTY:
        return None
    inner, line, name = said.groups()
    tags, around = _tags(refusal.data), list[_Open]()
    if _read(tags, around)[1] != name or not around or around[-1].name != inner:
        return None  # an entity holds tags
    rest, outer = list(islice(tags, _TAGS_AHEAD)), [one.name for one in around]
    left_out, taken = _reach(rest, outer), _reach(rest, outer[:-1])
    if name in outer:
        closed = _reach(rest, outer[: len(outer) - 1 - outer[::-1].index(name)])
        if not closed < max(left_out, taken) >= len(rest):
            return None  # what lies in its element is not closed
    if taken > left_out or name.lower() == inner.lower():
        message = f"</{name}> closes <{inner}>, which was opened on line {line}"
        hint = f"Write </{inner}>, or give the start tag the same name."
    else:
        message = f"</{name}> has no start tag in <{inner}>, which was opened on line {line}"
        hint = _left_over(name, around[-1], refusal.data)
    return *_beginning("tag-mismatch", (), refusal), "tag-mismatch", message, hint


def _left_over(name: str, around: _Open, data: bytes) -> str:
    """Return what to do with an end tag that is left over in an element: it may be that of a child that ended before."""
    opened = around.opened.get(name)
    if opened is None or not opened.ends or name in _EMPTY:
        return "Remove it, or write its start tag where the element begins."
    line, _ = _place(data, opened.at)
    return f"If it is to end <{name}/> of line {line}, remove the / there; else remove the end tag."


def _tags(data: bytes) -> Iterator[_Tag]:
    """Yield the tags of a file in their order."""
    for found in _MARKUP.finditer(data):
        if found["name"]:
            is_end = bool(found["slash"])
            ends = is_end or found[0].endswith(b"/>")
            yield _Tag(found["name"].decode("utf-8", "replace"), not is_end, ends, found.start())


def _read(tags: Iterable[_Tag], around: list[_Open]) -> tuple[int, str]:
    """Read tags up to an end tag that does not end the element opened last, and return how many were read, and its name.

    `around` are the elements that are open, from the outermost, and is changed.
    """
    number = -1
    for number, tag in enumerate(tags):
        if not tag.opens:
            if not around or around[-1].name != tag.name:
                return number, tag.name
            around.pop()
            continue
        if around:
            around[-1].opened[tag.name] = tag
        if not tag.ends:
            around.append(_Open(tag.name, {}))
    return number + 1, ""


def _reach(tags: Iterable[_Tag], around: Iterable[str]) -> int:
    """Return how many tags can be read where elements of some names are open; one more if all are closed then."""
    open_ = [_Open(name, {}) for name in around]
    number, refused = _read(tags, open_)
    return number + (not refused and not open_)
