"""Document: what can be read, what cannot, and where things stand in a file."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edition.diagnostics import Diagnostic
from edition.document import Document, names, read
from edition.tei import TEI, UNSHOWN, descendants

TEXT = f'<TEI xmlns="{TEI}"><text><body><p>κ</p></body></text></TEI>'


def document(folder: Path, data: bytes) -> Document:
    file = folder / "one.xml"
    file.write_bytes(data)
    found, refused = read(file, "one.xml", "one")
    assert found is not None, refused
    return found


def refused(folder: Path, data: bytes) -> Diagnostic:
    file = folder / "one.xml"
    file.write_bytes(data)
    found, (why,) = read(file, "one.xml", "one")
    assert found is None
    return why


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-7", "utf-32"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    name = encoding.removesuffix("-sig")
    data = f'<?xml version="1.0" encoding="{name}"?>\n{TEXT}'.encode(encoding)
    assert "".join(document(tmp_path, data).root.itertext()) == "κ"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-7", "utf-32"])
def test_a_name_that_is_there_is_never_denied(tmp_path: Path, encoding: str) -> None:
    data = f'<?xml version="1.0" encoding="{encoding}"?>\n{TEXT}'
    based = data.replace("<body", '<body xml:base="sub/"')
    assert document(tmp_path, based.encode(encoding)).may_say(b"xml:base")
    assert not document(tmp_path, TEXT.encode()).may_say(b"xml:base")


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_lines_end_in_each_way_that_xml_has(tmp_path: Path, end: str) -> None:
    lines = [f'<TEI xmlns="{TEI}">', "<text>", "  <p>x</q>", "</text></TEI>"]
    why = refused(tmp_path, end.join(lines).encode())
    assert (why.code, why.line, why.column) == ("tag-mismatch", 3, 7)


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.xml")
    (tmp_path / "loop.xml").symlink_to(tmp_path / "loop.xml")
    cases = {
        "none.xml": "unreadable-file",
        "loop.xml": "unreadable-file",
        "": "not-a-file",
        "pipe.xml": "not-a-file",
    }
    for name, code in cases.items():
        found, (why,) = read(tmp_path / name, "x", "x")
        assert found is None
        assert (why.code, why.line) == (code, 0)


def test_ids_that_stand_twice_or_are_none_do_not_stop_it(tmp_path: Path) -> None:
    ids = (
        f'<TEI xmlns="{TEI}"><p xml:id="a">1</p><p xml:id="a">2</p><p xml:id="1 b"/></TEI>'.encode()
    )
    found = document(tmp_path, ids)
    assert sorted(found.elements) == ["1 b", "a"]
    assert found.elements["a"].text == "1"


def test_nothing_from_outside_comes_in(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    data = f'<!DOCTYPE TEI [<!ENTITY x SYSTEM "{secret.as_uri()}">]>{TEXT.replace("κ", "&x;")}'
    why = refused(tmp_path, data.encode())
    assert why.code == "undefined-entity"
    (tmp_path / "tei.dtd").write_text('<!ENTITY x "secret">')
    for dtd in ("http://localhost:1/tei.dtd", f"{tmp_path}/tei.dtd", "tei.dtd"):
        declared = f"""<?xml version="1.0"?><!-- a > b --><?a b?>\n<!DOCTYPE TEI\n SYSTEM "{dtd}" []>\n{TEXT}"""
        found = document(tmp_path, declared.encode())
        assert found.place(found.root)[0] == 4
        assert refused(tmp_path, declared.replace("κ", "&x;").encode()).code == "undefined-entity"
        assert document(tmp_path, declared.encode("utf-16")).root is not None


def test_a_long_prolog_is_read_in_no_time(tmp_path: Path) -> None:
    assert document(tmp_path, ("<?a b?><!-- c -->" * 5000 + TEXT).encode()).root is not None


def test_entities_of_the_file_itself_are_written_out(tmp_path: Path) -> None:
    data = (
        f'<!DOCTYPE TEI [<!ENTITY x "a <hi>b</hi>">]>\n{TEXT.replace("κ", "&x;<emph/>")}'.encode()
    )
    found = document(tmp_path, data)
    assert "".join(found.root.itertext()) == "a b"


def test_elements_in_an_entity_are_of_the_namespace_of_where_it_is_called(tmp_path: Path) -> None:
    markup = "<!DOCTYPE TEI [<!ENTITY x '<hi>b<lb/></hi>'>]>"
    file = tmp_path / "entity.xml"
    file.write_text(
        f'{markup}<TEI xmlns="{TEI}"><p>&x;</p><y xmlns="">&x;</y></TEI>', encoding="utf-8"
    )
    document, _ = read(file, "entity.xml", "entity")
    assert document is not None
    named = [str(element.tag) for element in document.root.iter("{*}hi", "{*}lb")]
    assert named == [f"{{{TEI}}}hi", f"{{{TEI}}}lb", "hi", "lb"]


@pytest.mark.parametrize("text", ["<hi>" * 100_000, "x" * 30_000_000, "&x;" * 20])
def test_what_is_out_of_bounds_is_refused_soon(tmp_path: Path, text: str) -> None:
    entities = "".join(f'<!ENTITY x{n} "{f"&x{n + 1};" * 20}">' for n in range(20))
    start = time.perf_counter()
    data = (
        f'<!DOCTYPE TEI [<!ENTITY x "&x0;">{entities}<!ENTITY x20 "x">]>{TEXT.replace("κ", text)}'
    )
    assert refused(tmp_path, data.encode()).code == "out-of-bounds"
    assert time.perf_counter() - start < 20


def test_places_of_tags_and_attributes(tmp_path: Path) -> None:
    text = f"""<?xml version="1.0"?>
<!-- a comment -->
<TEI xmlns="{TEI}"
     xml:id="x"><text>
  <p n="a > b"
     rend='x'>ἀκάθιστος <hi rend="x"/></p></text></TEI>"""
    found = document(tmp_path, text.encode())
    (p,), (hi,) = descendants(found.root, "p"), descendants(found.root, "hi")
    assert found.place(found.root) == (3, 1)
    assert found.place(found.root, "{http://www.w3.org/XML/1998/namespace}id") == (4, 6)
    assert found.place(p) == (5, 3)
    assert found.place(p, "n") == (5, 6)
    assert found.place(p, "rend") == (6, 6)
    assert found.place(hi) == (6, 25)
    assert found.place(hi, "rend") == (6, 29)
    assert found.place(hi, "none") == (6, 25)
    assert found.place(None) == (1, 1)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["\n", " ", "é", "𐎠", "a", "<!-- < -->", "<?x <y?>", "<![CDATA[<z>]]>", "<q/>"]
        )
    )
)
def test_places_hold_whatever_stands_before(parts: list[str]) -> None:
    before = "".join(parts)
    text = f'<TEI xmlns="{TEI}"><p>{before}<hi n="1"/></p></TEI>'
    from lxml import etree

    data = text.encode()
    found = Document("x", "x", Path("x"), data, etree.fromstring(data))
    (hi,) = descendants(found.root, "hi")
    line, column = found.place(hi)
    assert text.split("\n")[line - 1][column - 1 :].startswith("<hi n=")


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(["<", ">", "/", "p", "TEI", "&", ";", '"', "=", " ", "\0", "\xff", "é", "<p>", "</p>",
                         "<!--", "-->", "]]>", "<?xml", "?>", "<!DOCTYPE", "&#0;", "xmlns:a", f'<TEI xmlns="{TEI}">'])
    ),
    st.sampled_from(["utf-8", "latin-1", "utf-16"]),
)  # fmt: skip
def test_whatever_the_bytes_are_there_is_a_document_or_a_reason(
    tmp_path_factory: pytest.TempPathFactory, parts: list[str], encoding: str
) -> None:
    file = tmp_path_factory.getbasetemp() / "any.xml"
    file.write_bytes("".join(parts).encode(encoding, "replace"))
    found, why = read(file, "any.xml", "any")
    assert (found is None) == bool(why)
    assert all("\n" not in item.message for item in why)


def test_each_character_that_no_page_can_have_is_counted(tmp_path: Path) -> None:
    planes = range(1 << 16, 17 << 16, 1 << 16)
    codes = [
        *range(0x7F, 0xA0),
        *range(0xFDD0, 0xFDF0),
        *(p + e for p in planes for e in (0xFFFE, 0xFFFF)),
    ]
    near = [0x7E, 0xA0, 0xFDCF, 0xFDF0, 0xFFFD, *(p + 0xFFFD for p in planes)]
    assert [code for code in (*codes, *near) if UNSHOWN.match(chr(code))] == codes

    def said(*words: str) -> list[str]:
        file = tmp_path / "a.xml"
        file.write_text(f'<TEI xmlns="{TEI}"><p>{" ".join(words)}</p></TEI>', encoding="utf-8")
        return [item.message for item in read(file, "a.xml", "a")[1]]

    for code in codes:
        (message,) = said(chr(code), f"&#{code};", f"&#x{code:x};", f"&#x00{code:X};")
        assert "4 characters" in message
    assert not said(*(word for code in near for word in (chr(code), f"&#{code};", f"&#x{code:x};")))


def test_names_of_documents() -> None:
    def named(*files: str) -> list[str]:
        return names([Path(file) for file in files])

    assert named("/a/one.xml", "/a/two.xml") == ["one", "two"]
    assert named("/a/x/one.xml", "/a/y/one.xml", "/a/two.xml") == ["x-one", "y-one", "two"]
    assert named("/a/One.xml", "/b/one.xml") == ["a-One", "b-one"]
    assert named("/a/in the east.xml") == ["in-the-east"]
    assert named("/a/---.xml") == ["document"]
    assert len(set(map(str.lower, named("/a/x y.xml", "/a/x-y.xml", "/a/x_y.xml")))) == 3


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="rights do not bind the superuser")
def test_a_file_without_rights(tmp_path: Path) -> None:
    file = tmp_path / "one.xml"
    file.write_text(TEXT)
    file.chmod(0)
    _, (why,) = read(file, "one.xml", "one")
    assert why.code == "unreadable-file"
