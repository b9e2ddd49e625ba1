"""Hostile and broken input: every command ends with a page or a clear finding, in bounded time and memory.

What can be a file lies under `bad/`; here is what is too large for one, or needs a folder around it. Every case goes
through all commands, from an empty folder; what would fill the memory, in a process of its own that has little.
"""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner

from edition.cli import main
from edition.document import read, standing_alone
from edition.tei import TEI, XML_ID, descendants, text_of

HEADER = (
    "<teiHeader><fileDesc><titleStmt><title>A text</title></titleStmt><publicationStmt><p/></publicationStmt>"
    "<sourceDesc><p/></sourceDesc></fileDesc></teiHeader>"
)
XI = 'xmlns:xi="http://www.w3.org/2001/XInclude"'
MEMORY = 1_200_000_000
SECONDS = 30


def tei(body: str, before: str = "") -> str:
    return f'{before}<TEI xmlns="{TEI}" {XI}>{HEADER}<text><body>{body}</body></text></TEI>'


def entities(*declared: str) -> str:
    return f"<!DOCTYPE TEI [{''.join(declared)}]>"


def bomb() -> str:
    steps = (f'<!ENTITY x{n} "{f"&x{n + 1};" * 20}">' for n in range(20))
    return tei("<p>&x0;</p>", entities(*steps, '<!ENTITY x20 "x">'))


def nested(name: str, inside: str = "x", depth: int = 248) -> str:
    return f"<{name}>" * depth + inside + f"</{name}>" * depth


#: What builds, whatever a validator says of it.
BUILT = {
    "deep-phrases": lambda: tei(f"<p>{nested('hi')}</p>"),
    "deep-divisions": lambda: tei(nested("div", "<p>x</p>")),
    "deep-quotations": lambda: tei(f"<p>{nested('quote')}</p>"),
    "deep-notes": lambda: tei(f"<p>x{nested('note')}</p>"),
    "deep-names": lambda: tei(f"<p>{nested('persName')}</p>"),
    "deep-unknown": lambda: tei(nested("unheard")),
    "deep-tables": lambda: tei("<table><row><cell>" * 82 + "x" + "</cell></row></table>" * 82),
    "many-attributes": lambda: tei("<p " + " ".join(f'a{n}="1"' for n in range(20_000)) + ">x</p>"),
    "many-alike": lambda: tei(f"<table>{'<row><cell>—</cell><cell/></row>' * 4_000}</table>"),
    "many-names": lambda: tei('<persName ref="#a">x</persName>' * 5_000),
    "many-notes": lambda: tei(f"<p>x{'<note>n</note>' * 5_000}</p>"),
    "many-lost-pointers": lambda: tei("".join(f'<ab xml:id="s{n}"><ref target="#q{n}">x</ref></ab>' for n in range(2000))),
    "slow-pattern": lambda: tei(f'<p><ref target="r:{"a" * 60}">x</ref></p>').replace(
        "</teiHeader>", '<encodingDesc><listPrefixDef><prefixDef ident="r" matchPattern="(a+)+b" replacementPattern="$1"/>'
        "</listPrefixDef></encodingDesc></teiHeader>"),
    "long-pointers": lambda: tei(f'<p><ref target="{"a" * 5000}.xml#x">x</ref><graphic url="{"a" * 5000}.png"/></p>', f'<?xml-model href="{"a" * 5000}.rng"?>'),
    "long-numbers": lambda: tei(f'<table><row><cell cols="{"9" * 5000}">x</cell></row></table><p><measure quantity="{"9" * 5000}">x</measure><date when="{"9" * 5000}">x</date></p>'),
    "attributes-with-newlines": lambda: tei('<p xml:id="a&#10;b" n="1&#10;2" rend="x&#13;y">x <ref target="#a&#10;::error::b">y</ref></p>'),
    "instructions-and-sections": lambda: tei('<p>a<?php echo "x" ?>b<!-- c --><![CDATA[<script>&amp;]]>x</p>') + "<!-- end --><?end?>",
    "missing-dtd": lambda: tei("<p>x</p>", '<!DOCTYPE TEI SYSTEM "nowhere.dtd">'),
    "missing-dtd-on-a-network": lambda: tei("<p>&x;</p>", '<!DOCTYPE TEI PUBLIC "-//x" "http://127.0.0.1:9/x.dtd" [<!ENTITY x "x">]>'),
    "odd": lambda: tei('<p>x</p><schemaSpec ident="s" start="TEI"><moduleRef key="core"/></schemaSpec>'),
    "utf-16-little": lambda: b"\xff\xfe" + tei('<p xml:id="a">x</p><p xml:id="a">y</p>').encode("utf-16-le"),
    "utf-16-big": lambda: b"\xfe\xff" + tei('<p xml:id="a">x</p><p xml:id="a">y</p>').encode("utf-16-be"),
    "utf-32": lambda: tei("<p>x</p>").encode("utf-32"),
    "windows-1252": lambda: tei("<p>x œ</p>", '<?xml version="1.0" encoding="windows-1252"?>').encode("cp1252"),
    "mark-and-declaration": lambda: b"\xef\xbb\xbf" + tei("<p>x é</p>", '<?xml version="1.0" encoding="ISO-8859-1"?>').encode(),
}  # fmt: skip

#: What is refused, and the code that says so.
REFUSED = {
    "bomb": (bomb, "out-of-bounds"),
    "quadratic-bomb": (lambda: tei("<p>" + "&a;" * 50_000 + "</p>", entities(f'<!ENTITY a "{"x" * 50_000}">')), "out-of-bounds"),
    "circle-of-entities": (lambda: tei("<p>&a;</p>", entities('<!ENTITY a "&b;"><!ENTITY b "&a;">')), "out-of-bounds"),
    "deep-entities": (lambda: tei(f"<p>{nested('hi', '&a;', 150)}</p>", entities(f'<!ENTITY a "{nested("hi", "x", 150)}">')), "out-of-bounds"),
    "too-deep": (lambda: tei(nested("hi", depth=100_000)), "out-of-bounds"),
    "200-MB-of-text": (lambda: tei(f"<p>{'x' * 200_000_000}</p>"), "out-of-bounds"),
    "12-MB-comment": (lambda: tei(f"<p>x<!--{'x' * 12_000_000}--></p>"), "out-of-bounds"),
    "12-MB-section": (lambda: tei(f"<p><![CDATA[{'x' * 12_000_000}]]></p>"), "out-of-bounds"),
    "12-MB-attribute": (lambda: tei(f'<p n="{"x" * 12_000_000}"/>'), "out-of-bounds"),
    "external-entity": (lambda: tei("<p>&a;</p>", entities('<!ENTITY a SYSTEM "file:///etc/passwd">')), "undefined-entity"),
    "undefined-with-dtd": (lambda: tei("<p>&eacute;</p>", '<!DOCTYPE TEI SYSTEM "nowhere.dtd">'), "undefined-entity"),
    "undefined-without": (lambda: tei("<p>&eacute;</p>"), "undefined-entity"),
    "control-character": (lambda: tei("<p>\x01</p>"), "control-character"),
    "said-to-be-utf-16": (lambda: tei("<p>x</p>", '<?xml version="1.0" encoding="UTF-16"?>'), "wrong-encoding"),
}  # fmt: skip

COMMANDS = (("validate", "FILE"), ("build", "FILE", "-o", "site"), ("export", "persons", "FILE"))


class Ran(NamedTuple):
    """What a command gave."""

    code: int
    out: str
    err: str


def run(folder: Path, *words: str) -> Ran:
    """Run a command in a folder, in this process: so everything is called from deep in the stack, too."""
    kept = Path.cwd()
    os.chdir(folder)
    try:
        done = CliRunner().invoke(main, words, prog_name="edition")
    finally:
        os.chdir(kept)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
    return Ran(done.exit_code, done.stdout, done.stderr)


def run_bounded(folder: Path, *words: str) -> Ran:
    """Run a command in a process of its own, in bounded memory and time."""
    done = subprocess.run(
        [sys.executable, "-m", "edition", *words],
        cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY)),
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr[-2000:]
    return Ran(done.returncode, done.stdout, done.stderr)


def all_commands(folder: Path, file: Path, run: Callable[..., Ran] = run) -> list[Ran]:
    start = time.perf_counter()
    ran = [
        run(folder, *(str(file) if word == "FILE" else word for word in words))
        for words in COMMANDS
    ]
    assert time.perf_counter() - start < 3 * SECONDS
    for done in ran:
        assert done.code in (0, 1), done.err
        assert all(len(line) < 1500 for line in (done.out + done.err).splitlines())
    return ran


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    folder = tmp_path / "empty"
    folder.mkdir()
    return folder


def written(file: Path, content: str | bytes) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


@pytest.mark.parametrize("name", BUILT)
def test_it_builds(tmp_path: Path, empty: Path, name: str) -> None:
    _, built, _ = all_commands(empty, written(tmp_path / "one.xml", BUILT[name]()))
    pages = "".join(page.read_text() for page in (empty / "site/texts").rglob("*.html"))
    assert re.search(r">[^<]*x[^<]*<", pages.partition("<main")[2]), built.err
    assert "text-lost" not in built.err
    assert not re.search(r"^::", built.err, re.MULTILINE)


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_in_one_finding(tmp_path: Path, empty: Path, name: str) -> None:
    content, code = REFUSED[name]
    way = run_bounded if "MB" in name or "bomb" in name else run
    for done in all_commands(empty, written(tmp_path / "one.xml", content()), way):
        found = re.findall(r"^\S.*: error: .*\[([a-z-]+)\]$", done.out + done.err, re.MULTILINE)
        assert (done.code, found) == (1, [code])


FRAGMENTS = "text body facsimile div lg p surface sourceDoc entry msDesc".split()


@pytest.mark.parametrize("name", [*FRAGMENTS, "standOff", "listPerson", "teiHeader", "person"])
def test_a_fragment_is_what_it_is(tmp_path: Path, empty: Path, name: str) -> None:
    inside = (
        "<person xml:id='a'><persName>x</persName></person>"
        if name in ("standOff", "listPerson")
        else "x"
    )
    file = written(tmp_path / "one.xml", f'<{name} xmlns="{TEI}" xml:id="r">{inside}</{name}>')
    _, built, _ = all_commands(empty, file)
    assert built.code == 0, built.err
    assert (empty / "site/texts/one/index.html").exists() == (name in FRAGMENTS)
    assert (empty / "site/persons/a.html").exists() == ("person" in inside)


def test_nothing_is_written_or_linked_outside(tmp_path: Path, empty: Path) -> None:
    script = "javascript:alert(1)"
    body = (
        f'<div xml:id="../../x"><p xml:id="..\\..\\y">x <ref target="{script}">a</ref><ref target=" JavaScript:a">b</ref>'
        f'<ref target="java&#10;script:a">c</ref><ref target="j:a">d</ref><ptr target="data:text/html,a"/>'
        f'<graphic url="{script}"/><pb facs="{script}"/><persName ref="vbscript:a">e</persName>'
        '<hi style="background:url(http://a/b)" rend="&lt;/style&gt;">f</hi></p></div>'
        '<listPerson><person xml:id="../../../z"><persName>Z</persName></person></listPerson>'
        f'<listBibl><bibl xml:id="&quot;onload=&quot;"><ptr target="{script}"/>g</bibl></listBibl>'
    )
    header = (
        f'<encodingDesc><listPrefixDef><prefixDef ident="j" matchPattern="(.*)" replacementPattern="{script}$1"/>'
        "</listPrefixDef></encodingDesc></teiHeader>"
    )
    text = tei(body).replace("</teiHeader>", header).replace(
        "<publicationStmt><p/>", f'<publicationStmt><availability><licence target="{script}">L</licence></availability>'
    )  # fmt: skip
    file = written(tmp_path / "in" / "one.xml", text)
    before = set(tmp_path.rglob("*"))
    all_commands(empty, file)
    made = {
        path for path in set(tmp_path.rglob("*")) - before if empty / "site" not in path.parents
    }
    assert made == {empty / "site"}
    pages = "".join(page.read_text() for page in (empty / "site").rglob("*.html"))
    for attribute in re.findall(r'(?:href|src|action|style)="([^"]*)"', pages):
        assert not re.match(r"\s*(java|vb)\s*script|\s*data:", attribute, re.IGNORECASE)
        assert "url(" not in attribute
    assert " onload=" not in pages


def test_what_is_no_file_is_named(tmp_path: Path, empty: Path) -> None:
    folder = tmp_path / "folder"
    written(folder / "good.xml", tei("<p>x</p>"))
    os.mkfifo(folder / "pipe.xml")
    (folder / "loop.xml").symlink_to("loop.xml")
    (folder / "around").symlink_to(folder)
    written(folder / ".git" / "hidden.xml", tei("<p>x</p>"))
    written(folder / "deep" / "pictures.xml", tei('<p>x<graphic url="../loop.png"/></p>'))
    (folder / "loop.png").symlink_to("loop.png")
    _, built, _ = all_commands(empty, folder)
    assert [re.search(r"(\w+)\.xml: error.*\[(.*)\]", line).groups() for line in built.err.splitlines() if ": error" in line] == [  # type: ignore[union-attr]
        ("loop", "unreadable-file"), ("pipe", "not-a-file"),
    ]  # fmt: skip
    assert sorted(path.name for path in (empty / "site/texts").iterdir()) == ["good", "pictures"]
    for path in ("/dev/zero", str(folder / "pipe.xml")):
        assert "not-a-file" in run(empty, "validate", path).out


@pytest.mark.parametrize("name", ["loop.rng", "loop.sch"])
def test_a_schema_that_is_a_link_to_itself_is_named(tmp_path: Path, name: str) -> None:
    written(tmp_path / "tei" / "good.xml", tei("<p>x</p>"))
    (tmp_path / "schema").mkdir()
    (tmp_path / "schema" / name).symlink_to(name)
    ran = run(tmp_path, "validate")
    assert (ran.code, name in ran.err) == (1, True)


# XInclude


def test_chapters_stand_in_the_text_that_includes_them(tmp_path: Path, empty: Path) -> None:
    folder = tmp_path / "edition"
    written(
        folder / "main.xml",
        tei('<xi:include href="parts/one.xml"/> <xi:include href="parts/two.xml" xpointer="c2"/>'),
    )
    written(
        folder / "parts/one.xml",
        f'<div xmlns="{TEI}" {XI} xml:id="c1"><p>First. <xi:include href="more/sign.txt" parse="text"/></p></div>',
    )
    written(
        folder / "parts/two.xml",
        tei(
            '<div xml:id="c2" xml:lang="la"><p>Secundum <ref target="one.xml#c1">x</ref></p></div><p>Alone.</p>'
        ).encode("utf-16"),
    )
    written(folder / "parts/more/sign.txt", b"\xef\xbb\xbfA & B <\r\n")
    written(folder / "other.xml", tei('<p>See <ref target="parts/one.xml#c1">the first</ref></p>'))
    _, built, _ = all_commands(empty, folder)
    assert built.code == 0, built.err
    page = (empty / "site/texts/main/index.html").read_text()
    assert "A &amp; B &lt;" in page
    assert page.index("First.") < page.index("Secundum")
    assert sorted(path.name for path in (empty / "site/texts").iterdir()) == [
        "main",
        "other",
        "two",
    ]
    assert (
        'href="../../texts/main/index.html#c1"'
        in (empty / "site/texts/other/index.html").read_text()
    )


def test_a_shared_register_is_one(tmp_path: Path, empty: Path) -> None:
    folder = tmp_path / "edition"
    written(
        folder / "lists/persons.xml",
        f'<listPerson xmlns="{TEI}"><person xml:id="a"><persName>Anna</persName></person></listPerson>',
    )
    for name in ("one", "two"):
        written(
            folder / f"{name}.xml",
            tei('<p><persName ref="#a">Anna</persName></p>').replace(
                "</TEI>", '<standOff><xi:include href="lists/persons.xml"/></standOff></TEI>'
            ),
        )
    written(folder / "three.xml", tei('<p><persName ref="lists/persons.xml#a">Anna</persName></p>'))
    done = run(empty, "export", "persons", str(folder))
    assert done.out.splitlines()[1:] == [
        row for row in done.out.splitlines()[1:] if row.startswith("a,Anna")
    ]
    assert len(done.out.splitlines()) == 2
    assert done.out.splitlines()[1].endswith(",3") or ",3," in done.out
    validated = run(empty, "validate", str(folder)).out
    assert "id-in-two-files" not in validated
    assert "never-mentioned" not in validated


def test_nothing_is_included_from_outside(tmp_path: Path, empty: Path) -> None:
    folder = tmp_path / "edition"
    secret = written(tmp_path / "secret.txt", "sesame")
    (folder / "in").mkdir(parents=True)
    (folder / "in/link.txt").symlink_to(secret)
    hrefs = (
        "../secret.txt",
        str(secret),
        secret.as_uri(),
        "in/link.txt",
        "in/../../secret.txt",
        "%2e%2e/secret.txt",
        "http://127.0.0.1:9/x",
        "//127.0.0.1/x",
    )
    written(
        folder / "one.xml",
        tei("".join(f'<p>x <xi:include href="{href}" parse="text"/></p>' for href in hrefs)),
    )
    written(
        folder / "two.xml",
        tei(
            f'<p>y <xi:include href="{secret}" parse="text"><xi:fallback>instead</xi:fallback></xi:include></p>'
        ),
    )
    _, built, _ = all_commands(empty, folder)
    assert built.err.count("[include-outside]") == len(hrefs) + 1
    site = b"".join(path.read_bytes() for path in (empty / "site").rglob("*") if path.is_file())
    assert b"sesame" not in site
    assert b"instead" in (empty / "site/texts/two/index.html").read_bytes()


def test_files_that_include_each_other(tmp_path: Path, empty: Path) -> None:
    folder = tmp_path / "edition"
    for name, other in (("one", "two"), ("two", "one")):
        written(
            folder / f"{name}.xml",
            f'<div xmlns="{TEI}" {XI}><p>{name}</p><xi:include href="{other}.xml"/></div>',
        )
    _, built, _ = all_commands(empty, folder)
    assert "[include-loop]" in built.err
    page = (empty / "site/texts/one/index.html").read_text()
    assert ">one<" in page
    assert ">two<" in page


def test_inclusions_that_grow_are_bounded(tmp_path: Path, empty: Path) -> None:
    folder = tmp_path / "edition"
    for n in range(12):
        next_one = f'<xi:include href="f{n + 1}.xml"/>'
        written(
            folder / f"f{n}.xml",
            f'<div xmlns="{TEI}" {XI}>{next_one * 20}<p>x</p></div>',
        )
    written(folder / "f12.xml", f'<div xmlns="{TEI}">{nested("div", "<p>x</p>", 240)}</div>')
    written(folder / "deep.xml", tei(nested("div", '<xi:include href="f12.xml"/><p>x</p>', 30)))
    ran = run(empty, "validate", str(folder / "f0.xml"), str(folder / "deep.xml"))
    assert "Traceback" not in ran.err
    assert "[out-of-bounds]" in ran.out


def test_examples_and_fallbacks(tmp_path: Path) -> None:
    example = (
        '<egXML xmlns="http://www.tei-c.org/ns/Examples"><xi:include href="nowhere.xml"/></egXML>'
    )
    body = (
        '<p>a<xi:include href="no.xml"><xi:fallback>b<hi>c</hi><xi:include href="d.txt" parse="text"/>e</xi:fallback></xi:include>f</p>'
        f"<p>{example}</p>"
    )
    written(tmp_path / "d.txt", "d")
    found, said = read(written(tmp_path / "one.xml", tei(body)), "one.xml", "one")
    assert found is not None
    assert [text_of(p) for p in descendants(found.root, "p")][-2:] == ["abcdef", ""]
    assert [(item.code, item.severity.name) for item in said] == [("include-not-found", "warning")]
    assert len(list(found.root.iter("{*}include"))) == 1


def test_places_in_what_is_included(tmp_path: Path) -> None:
    written(tmp_path / "parts/two.xml", f'<div xmlns="{TEI}">\n <p xml:id="b">x</p>\n</div>')
    main = written(
        tmp_path / "one.xml", tei('\n<xi:include href="parts/two.xml"/>\n<p xml:id="c">y</p>')
    )
    found, _ = read(main, "in/one.xml", "one")
    assert found is not None
    inner, outer = found.elements["b"], found.elements["c"]
    assert (found.path_of(inner), found.place(inner, XML_ID)) == ("in/parts/two.xml", (2, 5))
    assert (found.path_of(outer), found.place(outer)) == ("in/one.xml", (3, 1))
    assert standing_alone([found]) == [found]
    before = found.digest
    written(tmp_path / "parts/two.xml", f'<div xmlns="{TEI}"/>')
    again, _ = read(main, "in/one.xml", "one")
    assert again is not None
    assert again.digest != before
