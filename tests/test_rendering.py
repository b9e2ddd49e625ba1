"""Rendering: HTML that holds together and loses nothing, whatever the TEI is like."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from small import document, rendered, tei

from edition.analysis import text_element
from edition.coverage import lost
from edition.rendering import Rendered
from edition.tei import TEI, flatten

VOID = {"br", "hr", "img", "input", "link", "meta", "wbr"}

REGISTER = tei(
    stand_off="""<listPerson><person xml:id="ada"><persName>Ada</persName></person></listPerson>
    <listPlace><place xml:id="york"><placeName>York</placeName></place></listPlace>"""
)


class Reader(HTMLParser):
    """What is wrong with a piece of HTML: tags that do not nest, links in links, links without words, ids twice."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []
        self.ids: Counter[str] = Counter()
        self.links: list[str] = []
        self.words = ""
        self.feed(text)
        self.close()
        self.faults += [f"<{tag}> is never closed" for tag in self.open]
        self.faults += [f"id {id!r} stands {n} times" for id, n in self.ids.items() if n > 1]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if "id" in given:
            self.ids[given["id"] or ""] += 1
            if not re.fullmatch(r"\S+", given["id"] or ""):
                self.faults.append(f"{given['id']!r} cannot be an id")
        if tag == "a":
            self.links.append(given.get("href") or "")
            if "a" in self.open:
                self.faults.append("a link in a link")
            self.words = ""
        if tag not in VOID:
            self.open.append(tag)

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing")
        if tag == "a" and not self.words.strip():
            self.faults.append("a link without words")


def whole(found: Rendered) -> str:
    return found.html + "".join(note.html for note in found.notes)


def check(body: str, **attributes: str) -> Rendered:
    """Render a body, hold what must hold of any, and return what was made."""
    source = tei(body, **attributes)
    found = rendered(source, register=REGISTER)
    assert (
        Reader(found.html + "".join(f'<i id="{n.id}">{n.html}</i>' for n in found.notes)).faults
        == []
    )
    element = text_element(document(source).root)
    assert element is not None
    pages = [found.html, *(note.html for note in found.notes)]
    assert lost(element, pages, found.dropped_text) == []
    return found


def words(text: str) -> str:
    return " ".join(html.fromstring(f"<div>{text}</div>").text_content().split())


INLINE = [
    '<persName ref="register.xml#ada">', '<placeName ref="register.xml#york">', "<persName>",
    '<rs type="person" ref="register.xml#ada">', '<title ref="register.xml#none">', '<date when="0626">', "<date>",
    '<ref target="https://example.org/?a=1&amp;b=2">', '<ref target="#here">', "<note>", '<measure quantity="3" unit="km">',
    "<hi>", '<hi rend="bold">', "<emph>", "<sic>", "<corr>", "<supplied>", "<q>", "<quote>", '<seg xml:id="here">', "<unclear>",
    "<foreign xml:lang='ar'>", "<choice>", "<app>", "<lem>", '<rdg wit="#A">', "<figure>", "<figDesc>", "<gap>", "<desc>",
    "<list>", "<item>", "<lg>", "<l>", "<label>", "<unknown>",
]  # fmt: skip
EMPTY = [
    "<lb/>",
    '<pb n="2"/>',
    '<gap reason="lost"/>',
    '<ptr target="#here"/>',
    '<anchor xml:id="here"/>',
    '<milestone unit="x"/>',
]
TEXT = st.text(st.sampled_from("ab &<>\"'é ا漢"), max_size=8).map(
    lambda text: text.replace("&", "&amp;").replace("<", "&lt;")
)


def element(inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(
        lambda start, parts: f"{start}{''.join(parts)}</{start[1:].rstrip('>').split()[0]}>",
        st.sampled_from(INLINE),
        st.lists(inside, max_size=4),
    )


TREES = st.recursive(TEXT | st.sampled_from(EMPTY), element, max_leaves=14)


@given(st.lists(st.lists(TREES, max_size=4).map("".join), min_size=1, max_size=3))
def test_any_tree_becomes_html_that_holds_together(paragraphs: list[str]) -> None:
    """Tags nest, no link holds a link or nothing, no id stands twice."""
    source = tei("".join(f"<p>{text}</p>" for text in paragraphs))
    found = rendered(source, register=REGISTER)
    assert (
        Reader(found.html + "".join(f'<i id="{n.id}">{n.html}</i>' for n in found.notes)).faults
        == []
    )


#: Text inside these is misplaced: TEI has none there, and the build says so when it is left out.
ONLY_ELEMENTS = ("<choice>", "<app>", "<list>", "<lg>", "<gap>", "<figure>")


@given(st.lists(st.lists(TREES, max_size=4).map("".join), min_size=1, max_size=3))
def test_nothing_of_any_tree_is_lost(paragraphs: list[str]) -> None:
    text = "".join(f"<p>{text}</p>" for text in paragraphs)
    if any(start in text for start in ONLY_ELEMENTS):
        return
    check(text)


@pytest.mark.parametrize(
    "body",
    [
        '<p><persName ref="register.xml#ada"/></p>',
        '<p><ref target="https://example.org/"><lb/></ref></p>',
        '<p><date when="0626"> </date><measure quantity="3" unit="km"/></p>',
        '<p><rs ref="register.xml#york">York of <persName ref="register.xml#ada">Ada</persName>!</rs></p>',
        '<p><ref target="https://example.org/">see <ref target="https://example.org/2">this</ref></ref></p>',
        '<p><persName ref="register.xml#ada">Ada<note>A note <ref target="#x">on</ref> her.</note></persName></p>',
        '<p><persName ref="register.xml#ada"><choice><sic>Eda</sic><corr>Ada</corr></choice></persName></p>',
        '<p><app><lem><persName ref="register.xml#ada">Ada</persName></lem><rdg>Eda</rdg><witDetail wit="#A">faded</witDetail></app></p>',
        '<p><ref target="https://example.org/"><figure><figDesc>A ship.</figDesc></figure></ref></p>',
        '<table><note>on all</note><head>Head</head><row><pb n="3"/><cell>a</cell></row><trailer>end</trailer></table>',
        "<table><row><lb/></row></table><list/><lg/>",
        '<p xml:id="x">a</p><p xml:id="x">b</p><p xml:id="quantity-1"><measure quantity="1" unit="m">one</measure></p>',
        '<p xml:id="note-1">a<note>one</note></p><p xml:id="note-1.ref">b<note>two</note></p>',
        '<p xml:id="has space">a</p><p xml:id="a/b">b</p><p xml:id="&quot;&gt;&lt;b&gt;">c</p><p xml:id="">d</p>',
        f'<p><persName ref="register.xml#ada">{"Ada " * 1250}</persName></p>',
        '<p>a<note xml:id="n">b<note>c</note></note></p><note>d</note>',
        "<div><div><div><div><div><div><div><head>deep</head></div></div></div></div></div></div></div>",
        "<head>a<figure><head>b</head></figure></head><p><list><item>c</item></list></p>",
        '<p xmlns:x="urn:x">a<x:y>b<x:z/></x:y>c<!-- d --><?e f?>g</p>',
    ],
)  # fmt: skip
def test_odd_texts_are_shown_whole(body: str) -> None:
    check(body)


def test_words_within_names_within_names_keep_their_order() -> None:
    body = '<p>The <rs ref="register.xml#york">city of <persName ref="register.xml#ada">Ada</persName> the <placeName ref="register.xml#york">Old</placeName></rs>.</p>'
    assert words(check(body).html) == "The city of Ada the Old."


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "&#9;javascript:alert(1)",
        "//example.org/",
        "mailto:a@example.org",
    ],
)
def test_only_the_web_is_linked(target: str) -> None:
    """Neither from a reference, a name, a pointer, a picture nor through a prefix that the file declares."""
    found = check(
        f'<p><ref target="{target}">a</ref><persName ref="{target}">b</persName><ptr target="{target}"/>'
        f'<graphic url="{target}"/><ref target="x:y">c</ref></p>',
        header=f'<encodingDesc><listPrefixDef><prefixDef ident="x" matchPattern="(.+)" replacementPattern="{target}$1"/></listPrefixDef></encodingDesc>',
    )
    assert Reader(found.html).links == []


def test_what_stands_in_attributes_is_escaped() -> None:
    evil = "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"
    found = check(
        f'<p rend="{evil}" xml:lang="{evil}"><ref target="https://example.org/{evil}" type="{evil}">a</ref>'
        f'<measure quantity="{evil}" unit="{evil}">b</measure><gap reason="{evil}"/><pb n="{evil}"/>'
        f'<graphic url="{evil}"/><date when="0626" cert="{evil}">c</date><app><lem wit="#{evil}">d</lem></app>'
        f"<note n='{evil}'>e</note></p>"
    )
    assert "<script" not in whole(found)
    assert all(not re.search(r"[\s\"<>]", link) for link in Reader(found.html).links)


def test_text_is_escaped() -> None:
    assert "&lt;b&gt;&amp;amp;" in check("<p>&lt;b&gt;&amp;amp;</p>").html


def test_a_web_address_is_linked_with_its_signs_escaped() -> None:
    found = check('<p><ref target="https://example.org/?a=1&amp;b={x}">see</ref></p>')
    assert Reader(found.html).links == ["https://example.org/?a=1&b=%7Bx%7D"]


def test_a_language_that_runs_to_the_left_says_so() -> None:
    found = check(
        '<p xml:lang="ar">ا <foreign xml:lang="la">et</foreign></p><p xml:lang="ar-Latn">alif</p>'
    )
    assert re.findall(r'lang="([^"]+)" dir="([^"]+)"', found.html) == [("ar", "rtl"), ("la", "ltr")]
    whole_text = check("<p>ا</p>", attributes='xml:lang="he"')
    assert '<div class="text" dir="rtl">' in whole_text.html


def test_a_marker_and_its_note_lead_to_each_other() -> None:
    found = check(
        '<p>a<ref type="marker" target="#n1">[1]</ref> b<ref target="#n1">[1]</ref></p><note xml:id="n1" n="1">c</note>'
    )
    ids = Reader(found.html).ids
    links = Reader(found.html).links
    assert links.count("#n1") == 2
    assert len([link for link in links if link.startswith("#ref-") and link[1:] in ids]) == 2


def test_a_correction_stands_beside_the_text() -> None:
    assert (
        words(check("<p>an <choice><corr>a</corr><sic>an</sic></choice> end</p>").html)
        == "an an [a] end"
    )


def test_a_reading_stands_beside_the_text() -> None:
    found = check('<p><app><rdg wit="#B">that</rdg><lem wit="#A">this</lem></app></p>')
    assert words(found.html) == "[that B] this A"


def test_what_stands_between_the_documents_of_a_corpus_is_its_text() -> None:
    one = (
        "<TEI><teiHeader><p>a header</p></teiHeader><text><body><p>{0} text</p></body></text></TEI>"
    )
    source = f'<teiCorpus xmlns="{TEI}"><teiHeader><p>of all</p></teiHeader>{one.format("first")}<p>A stray word.</p>{one.format("second")}</teiCorpus>'
    found = rendered(source)
    assert Reader(found.html).faults == []
    assert words(found.html) == "A stray word."
    element = text_element(document(source).root)
    assert element is not None
    assert lost(element, [found.html], found.dropped_text) == []
    assert list(found.dropped) == [
        ("teiHeader", "shown on the page about the edition"),
        ("TEI", "a document of the corpus, shown on its own pages"),
    ]


def test_each_name_is_a_link_with_its_card() -> None:
    found = check(
        '<p><persName ref="register.xml#ada">Ada</persName> of <placeName ref="#york">York</placeName></p>'
    )
    assert 'href="../../persons/ada.html"' in found.html
    assert 'data-card="persons/ada.html"' in found.html
    assert [mention.text for mention in found.mentions] == ["Ada"], "the other points at nothing"


def read(body: str) -> tuple[str, str]:
    """Return the words of a body as its page shows them, and as indexes and search read them."""
    flat = flatten(document(tei(body)).root[-1]).text
    return words(check(body).html), flat


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("<p>by\n<persName>\n <forename>Ada</forename>\n <surname>L</surname>\n</persName>, who</p>", "by Ada L, who"),
        ("<p>by\n<persName>\n Ada\n</persName>, who (\n<hi>x</hi>\n) sees</p>", "by Ada, who (x) sees"),
        ("<p><s>\n<w>Arma</w>\n<pc>,</pc>\n<w>cano</w>\n<pc>(</pc>\n<w>a</w>\n<pc>)</pc>\n</s></p>", "Arma, cano (a)"),
        ('<p><w>l</w>\n<pc pre="true">’</pc>\n<w join="right">a</w>\n<w>mi</w></p>', "l ’ami"),
        ('<p>conse\n <lb n="2" break="no"/>\n quence</p>', "consequence"),
        ('<p>conse <pb break="no"/>\n<lb break="no"/> quence</p>', "consequence"),
        ("<p><w>\n<m>un</m>\n<m>hap</m>\n<lb/>py</w> end</p>", "unhappy end"),
        ("<p><expan>\n<abbr>Imp</abbr>\n<ex>erator</ex>\n</expan> C</p>", None),
        ("<p>d<am>n</am>\n<hi>next</hi></p>", "dn next"),
        ("<p>x<subst>\n<del>a</del>\n<add>b</add>\n</subst>y.</p>", "xaby."),
        ("<p>un<app>\n<lem>happy</lem>\n</app>, too</p>", "unhappy, too"),
        ("<p>un<choice>\n<orig>happi</orig>\n</choice>ly</p>", "unhappily"),
        ("<p>a <hi>b</hi> c<hi> d</hi> e</p>", "a b c d e"),
        ("<p>a\n<hi>b</hi>\n<hi>c</hi>\nd</p>", "a b c d"),
    ],
)  # fmt: skip
def test_the_layout_of_a_source_puts_no_space_into_its_words(body: str, shown: str | None) -> None:
    found, flat = read(body)
    if shown is None:
        assert (found, flat) == ("Imp(erator) C", "Imperator C")
    else:
        assert (found, flat) == (shown, shown)


def test_a_note_on_a_line_of_its_own_stays_at_its_word() -> None:
    assert read("<p>a <ref>b</ref>\n<note>n</note>\n.</p>") == ("a b1.", "a b.")


def test_preserved_space_is_kept() -> None:
    found = check('<div xml:space="preserve">\n<p>a\n   b <hi>c </hi>\n , d</p>\n</div><p>e</p>')
    assert 'is-preserved">a\n   b <i class="hi">c </i>\n , d</p>' in found.html
    assert found.html.count("is-preserved") == 1


def test_a_line_break_beside_a_mark_of_one_is_one() -> None:
    found = check('<ab xml:space="preserve">a\n   <lb n="2"/>b<lb/>\n c</ab>')
    assert 'is-preserved">a<br>b<br>c</p>' in found.html


def test_space_that_need_not_be_kept_inside_one_where_it_is() -> None:
    found = check('<p xml:space="preserve">a <name xml:space="default">\n<hi>b</hi>\n</name></p>')
    assert '><i class="hi">b</i></span>' in found.html


def test_an_example_that_speaks_of_namespaces_keeps_its_words() -> None:
    example = '<egXML xmlns="http://www.tei-c.org/ns/Examples" xmlns:xi="urn:xi"><TEI n="a &gt; b" xmlns:x.y="urn:x">with xmlns="http://www.tei-c.org/ns/1.0" on it, as in &lt;a xmlns="urn:a"></TEI></egXML>'
    shown = words(check(f"<p>Write {example}.</p>").html)
    assert shown.count("xmlns") == 2
    assert '<TEI n="a > b">' in shown.replace("&gt;", ">")


@pytest.mark.parametrize(
    "around",
    [
        "<table><row><cell>a</cell>{}</row></table>", "<table><row>{}</row></table>", "<table><row><cell>a</cell></row>{}</table>",
        "<table>{}</table>", "<list>{}<item>a</item></list>", "<p><choice><sic>a</sic>{}<corr>b</corr></choice></p>",
        "<p><app><lem>a</lem>{}</app></p>", "<p><app><rdgGrp>{}<rdg>a</rdg></rdgGrp></app></p>", "<p><gap>{}</gap></p>",
        "<listBibl><biblStruct>{}<monogr>{}</monogr></biblStruct></listBibl>", '<figure><graphic url="a.png">{}</graphic></figure>',
        "<p><ruby><rb>a</rb>{}<rt>b</rt></ruby></p>", "<figure>{}<head>a</head></figure>", "<p><subst>{}</subst></p>",
        "<figure><binaryObject>{}</binaryObject></figure>", "<p><vocal>{}</vocal></p>",
    ],
)  # fmt: skip
def test_what_is_not_of_tei_is_shown_wherever_it_stands(around: str) -> None:
    strange = '<note xmlns="urn:other">strange</note>'
    assert "strange" in words(check(around.replace("{}", strange)).html)


def test_elements_that_are_alike_are_written_as_their_own_document_says() -> None:
    """What is known of a document's elements is not taken for another's, in whatever order they are rendered."""

    def styled(css: str) -> str:
        declared = f'<rendition xml:id="r" scheme="css">{css}</rendition>' if css else ""
        header = f"<encodingDesc><tagsDecl>{declared}</tagsDecl></encodingDesc>"
        return tei('<p>A <hi rendition="#r">b</hi> <hi rend="sup">c</hi></p>', header=header)

    documents = [styled(css) for css in ("color: red", "font-weight: bold", "", "font-size: 9pt")]
    shown = [rendered(text).html for text in documents]
    assert [rendered(text).html for text in reversed(documents)] == shown[::-1]
    assert [re.findall(r' style="([^"]*)"', html) for html in shown] == [
        [],
        ["font-weight: bold"],
        [],
        ["font-size: 9pt"],
    ]
    assert all('<sup class="hi is-sup">c</sup>' in html for html in shown)


def test_elements_that_are_alike_are_written_by_what_is_around_them() -> None:
    inner = '<foreign xml:lang="ar" xml:space="preserve">\n x</foreign>'
    text = rendered(tei(f'<p>{inner}</p><p xml:lang="ar">a {inner}</p>')).html
    alone, inside = text.split("</p>")[:2]
    assert '<i class="foreign is-preserved" lang="ar" dir="rtl">' in alone
    assert '<i class="foreign is-preserved" lang="ar">' in inside
