"""Every element of TEI P5, in a block and in a phrase: its words are on the page, and the HTML nests as HTML must."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from lxml import etree
from small import document, edition, rendered, tei

from edition.analysis import Addressed
from edition.rendering import Rendered, Renderer

SCHEMAS = Path(__file__).resolve().parents[2] / "shared" / "schemas"
ODD = SCHEMAS / "odd" / "p5subset-4.1.0.xml"
GRAMMAR = SCHEMAS / "tei_all.rng"

GOLDEN = Path(__file__).parent / "golden"

VOID = {"br", "hr", "img", "input", "link", "meta", "wbr"}
BLOCKS = set(
    """address article aside blockquote details dialog dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6
    header hr li main nav ol p pre section table ul""".split()
)
#: Elements of HTML that hold phrases only.
PHRASING = set(
    """p h1 h2 h3 h4 h5 h6 pre dt span i em b q cite code sub sup abbr ruby rt rp a summary ins del""".split()
)
#: What may be around an element of HTML.
PARENTS = {
    "li": {"ul", "ol"},
    "dt": {"dl", "div"},
    "dd": {"dl", "div"},
    "tr": {"table", "tbody"},
    "td": {"tr"},
    "th": {"tr"},
    "caption": {"table"},
    "rt": {"ruby"},
    "rp": {"ruby"},
    "figcaption": {"figure"},
    "summary": {"details"},
}
#: What may be inside an element of HTML that does not hold just anything.
CHILDREN = {
    "ul": {"li"},
    "ol": {"li"},
    "dl": {"dt", "dd", "div"},
    "table": {"caption", "tbody", "tr"},
    "tr": {"td", "th"},
}


class Strict(HTMLParser):
    """What is wrong with the nesting of a piece of HTML, by the content models of the HTML standard."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = ["div"]
        self.faults: list[str] = []
        self.ids: Counter[str] = Counter()
        self.words: list[str] = []
        self.feed(text)
        self.close()
        self.faults += [f"<{name}> is never closed" for name in self.open[1:]]
        self.faults += [f"id {id!r} stands {n} times" for id, n in self.ids.items() if n > 1]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids.update(value or "" for name, value in attrs if name == "id")
        if len({name for name, _ in attrs}) != len(attrs):
            self.faults.append(f"<{tag}> has an attribute twice")
        self._check(tag, self._around(tag))
        if tag not in VOID:
            self.open.append(tag)

    def _around(self, tag: str) -> str:
        """Return the element that decides what may stand here: `ins`, `del` and `a` hold what their parent may."""
        around = [name for name in self.open if name not in ("ins", "del", "a")]
        return around[-1]

    def _check(self, tag: str, parent: str) -> None:
        if tag in BLOCKS - {"li", "dt", "dd"} and parent in PHRASING - {"ins", "del"}:
            self.faults.append(f"<{tag}> in <{parent}>")
        if tag in PARENTS and parent not in PARENTS[tag]:
            self.faults.append(f"<{tag}> in <{parent}>")
        if parent in CHILDREN and tag not in CHILDREN[parent]:
            self.faults.append(f"<{tag}> in <{parent}>")
        if tag == "a" and "a" in self.open:
            self.faults.append("<a> in <a>")

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if data.strip() and self.open[-1] in CHILDREN:
            self.faults.append(f"words in <{self.open[-1]}>")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing")


def all_html(found: Rendered) -> str:
    """Return the HTML of a text and its notes, as its page sets them."""
    notes = "".join(f'<div id="{note.id}">{note.html}</div>' for note in found.notes)
    return f"{found.html}{notes}"


def faults(*bodies: str) -> list[str]:
    """Return what is wrong with the HTML of some pieces of a text in one: how it nests, and what it lost."""
    body = "\n".join(bodies)
    read = Strict(all_html(found := rendered(tei(body))))
    said = etree.fromstring(f"<x>{body}</x>".encode())
    wanted = Counter(re.findall(r"word\w*", " ".join(map(str, said.itertext()))))
    shown = Counter(re.findall(r"word\w*", " ".join([*read.words, *found.dropped_text])))
    return [*dict.fromkeys(read.faults), *(f"lost {word}" for word in wanted - shown)]


@cache
def names() -> list[str]:
    """The elements of TEI P5, those of the ODD and the newer ones of the grammar; none where neither is at hand."""
    found: set[str] = set()
    if ODD.is_file():
        specs = etree.parse(str(ODD)).iter("{*}elementSpec")
        found.update(spec.get("ident", "") for spec in specs)
    if GRAMMAR.is_file():
        specs = etree.parse(str(GRAMMAR)).iter("{http://relaxng.org/ns/structure/1.0}element")
        found.update(name for spec in specs if (name := spec.get("name")))
    return sorted(found - {""})


needs_names = pytest.mark.skipif(
    not names(), reason="needs ../shared/schemas, which is not beside this checkout"
)

#: What stands inside the element that is tried.
INSIDE = {
    "nothing": "",
    "words": "wordone wordtwo",
    "phrases": "wordone <hi>wordtwo</hi>\n <name ref='#x'>wordthree</name><lb/> <ref target='https://example.org/'>wordfour</ref>",
    "only phrases": "\n  <hi>wordone</hi>\n  <note>wordtwo</note>\n",
    "blocks": "<p>wordone</p>\n<p>wordtwo <note><p>wordthree</p></note></p><list><item>wordfour</item></list>",
    "described": "<desc>wordone</desc><head>wordtwo</head><label>wordthree</label><note>wordfour</note>",
    "itself": "wordone <{0}>wordtwo</{0}>",
}
#: Where it stands.
AROUND = {
    "a division": "{}",
    "a paragraph": "<p>wordbefore {} wordafter</p>",
    "a name": "<p><persName ref='#x'>wordbefore {} wordafter</persName></p>",
    "a reference": "<p><ref target='https://example.org/'>wordbefore {} wordafter</ref></p>",
    "a heading": "<div><head>wordbefore {} wordafter</head><p>wordlast</p></div>",
    "a line": "<lg><l>wordbefore {} wordafter</l></lg>",
    "a cell": "<table><row><cell>wordbefore {} wordafter</cell></row></table>",
    "a note": "<p>wordfirst<note>wordbefore {} wordafter</note></p>",
    "a bibl": "<p>wordfirst <bibl>wordbefore {} wordafter</bibl></p>",
    "a choice": "<p><choice><sic>wordbefore {}</sic><corr>wordafter {}</corr></choice></p>",
}
EMPTY = edition(a=tei())
ATTRIBUTES = (
    "",
    " xml:id='i{0}' n='3' type='a b' rend='italic' ref='#x' target='#i{0}' place='margin' when='0626'",
)


@needs_names
@pytest.mark.parametrize("where", AROUND)
@pytest.mark.parametrize("inside", INSIDE)
def test_every_element_shows_its_words_in_html_that_nests(where: str, inside: str) -> None:
    """All in one document; if something is wrong, one document for each names the element."""
    made = {
        f"<{name}{attributes.format(number)}>": AROUND[where]
        .replace(
            "{}", f"<{name}{attributes.format(number)}>{INSIDE[inside].format(name)}</{name}>", 1
        )
        .replace("{}", f"<{name}>word</{name}>")
        for number, name in enumerate(names())
        for attributes in ATTRIBUTES
    }
    if faults(*made.values()):
        wrong = [f"{start}: {found}" for start, body in made.items() if (found := faults(body))]
        assert not wrong, "\n".join([f"{len(wrong)} in all", *wrong])
        raise AssertionError(f"all together: {faults(*made.values())}")


@pytest.mark.parametrize("inside", INSIDE)
@pytest.mark.parametrize("where", AROUND)
@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("<unheard>", "</unheard>"),
        ("<y:p xmlns:y='urn:y'>", "</y:p>"),
        ("<script xmlns='urn:y'>", "</script>"),
        ("<p xmlns=''>", "</p>"),
    ],
)
def test_what_is_no_element_of_tei_passes_through(
    start: str, end: str, where: str, inside: str
) -> None:
    """An unknown element, and one of another namespace, whatever they are called."""
    body = AROUND[where].replace("{}", f"{start}{INSIDE[inside].format('unheard')}{end}")
    assert faults(body) == []
    assert re.search("unheard|foreign-element", all_html(rendered(tei(body))))


@needs_names
@pytest.mark.parametrize("inside", INSIDE)
@pytest.mark.parametrize("around", ["encodingDesc", "sourceDesc", "msDesc", "profileDesc"])
def test_every_element_shows_its_words_in_a_header(around: str, inside: str) -> None:
    """As above, in the description of the text that its page shows."""
    wrong = []
    for name in names():
        source = document(
            tei(header=f"<{around}><{name}>{INSIDE[inside].format(name)}</{name}></{around}>")
        )
        renderer = Renderer(Addressed(source), EMPTY, root="")
        read = Strict(renderer.render(source.root[0]))
        shown = Counter(" ".join([*read.words, *renderer.result.dropped_text]).split())
        lost = Counter(re.findall(r"word\w+", INSIDE[inside])) - shown
        wrong += [f"{name}: {read.faults or list(lost)}"] if read.faults or lost else []
    assert not wrong, "\n".join([f"{len(wrong)} in all", *wrong])


@pytest.mark.parametrize(
    "file", sorted(GOLDEN.glob("*/expected/*/*.html")), ids=lambda file: file.stem
)
def test_golden_html_nests(file: Path) -> None:
    assert Strict(f"<div>{file.read_text(encoding='utf-8')}</div>").faults == []
