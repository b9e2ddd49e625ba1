"""Others' TEI: every collection of ../shared/corpus builds, and its site is whole.

What is lost is counted here by other means than the build's own: with the parsers of Python's standard library, and
by what stands between two tags. That a renderer writes as it is, so each of its words is found again.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import pytest

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"
COLLECTIONS = (
    sorted(path.name for path in CORPUS.iterdir() if path.is_dir()) if CORPUS.is_dir() else []
)
JAR = Path(__file__).parent / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
TEI = "{http://www.tei-c.org/ns/1.0}"

#: Attributes in which a page keeps words that it says when asked.
ASKED = ("title", "alt", "data-note")
#: What is not read: data in characters, and what stands for an inclusion that fails.
UNREAD = {f"{TEI}binaryObject", "{http://www.w3.org/2001/XInclude}fallback"}
EXPANSION = f"{TEI}expan"
#: What an expansion may hold that a page says only when asked.
SIMPLE = {f"{TEI}{name}" for name in ("ex", "hi", "am", "lb", "g")}
#: How many pages of one collection and kind the Nu checker reads.
SAMPLE = 12

pytestmark = pytest.mark.skipif(
    not COLLECTIONS, reason="needs ../shared/corpus, which is not beside this checkout"
)


class Built(NamedTuple):
    """A collection, built."""

    site: Path
    code: int
    said: str


class Page(HTMLParser):
    """The words of a page, its ids and its links."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.words: Counter[str] = Counter()
        self.ids: Counter[str] = Counter()
        self.links: list[str] = []
        self.feed(file.read_text(encoding="utf-8"))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id":
                self.ids[value or ""] += 1
            elif name in ("href", "src"):
                self.links.append(value or "")
            elif name in ASKED:
                self.words.update((value or "").split())

    def handle_data(self, data: str) -> None:
        self.words.update(data.split())
        if "<" in data:  # an example of markup
            self.words.update(unescape(re.sub(r"<[^>]*>", " ", data)).split())


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Built]:
    """Every collection, built by the command."""
    folder = tmp_path_factory.mktemp("corpus")
    found = {}
    for name in COLLECTIONS:
        command = [
            sys.executable,
            "-m",
            "edition",
            "build",
            str(CORPUS / name),
            "-o",
            str(folder / name),
        ]
        done = subprocess.run(
            command, capture_output=True, text=True, encoding="utf-8", check=False
        )
        found[name] = Built(folder / name, done.returncode, done.stderr)
    return found


@pytest.fixture(scope="module")
def pages(sites: dict[str, Built]) -> dict[str, dict[Path, Page]]:
    """The pages of every collection."""
    return {
        name: {file: Page(file) for file in sorted(built.site.rglob("*.html"))}
        for name, built in sites.items()
    }


@pytest.mark.parametrize("name", COLLECTIONS)
def test_it_builds(name: str, sites: dict[str, Built]) -> None:
    built = sites[name]
    assert built.code in (0, 1), built.said
    assert "Traceback" not in built.said
    assert "[text-lost]" not in built.said
    assert (built.site / "index.html").is_file()


@pytest.mark.parametrize("name", COLLECTIONS)
def test_nothing_of_a_text_is_lost(
    name: str, sites: dict[str, Built], pages: dict[str, dict[Path, Page]]
) -> None:
    """Each word between two tags of a text is on a page of that text, or of those of its corpus, as often as it is there."""
    site = sites[name].site
    folders: dict[Path, list[Path]] = {}
    for folder in sorted((site / "texts").iterdir()):
        folders.setdefault(_source(site, pages[name][folder / "index.html"]), []).append(folder)
    wrong = []
    for source, found in folders.items():
        shown = _words_of(
            pages[name], lambda file, found=found: not set(found).isdisjoint(file.parents)
        )
        text = Counter(_words(source, f"{TEI}text"))
        wrong += [f"{source.name}: {text - shown}"] if text - shown else []
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", COLLECTIONS)
def test_nothing_of_a_header_is_lost(
    name: str, sites: dict[str, Built], pages: dict[str, dict[Path, Page]]
) -> None:
    """Each word of the headers is on the page about the edition."""
    site = sites[name].site
    shown = _words_of(pages[name], lambda file: file.name == "about.html" or "texts" in file.parts)
    header: Counter[str] = Counter()
    for file in sorted((site / "tei").rglob("*.xml")):
        header.update(_words(file, f"{TEI}teiHeader"))
        shown.update(_words(file, f"{TEI}text"))  # counted above
    assert header - shown == Counter()


@pytest.mark.parametrize("name", COLLECTIONS)
def test_nothing_of_a_register_is_lost(
    name: str, sites: dict[str, Built], pages: dict[str, dict[Path, Page]]
) -> None:
    """Each word of a register is on the page of its entry, or on the page about the edition."""
    site = sites[name].site
    shown = _words_of(pages[name], lambda file: "texts" not in file.relative_to(site).parts)
    register: Counter[str] = Counter()
    for file in sorted((site / "tei").rglob("*.xml")):
        register.update(_words(file, f"{TEI}standOff"))
        shown.update(_words(file, f"{TEI}teiHeader"))  # counted above
    assert register - shown == Counter()


@pytest.mark.parametrize("name", COLLECTIONS)
def test_every_text_has_its_pages(
    name: str, sites: dict[str, Built], pages: dict[str, dict[Path, Page]]
) -> None:
    site = sites[name].site
    folders = (site / "texts").iterdir()
    shown = {_source(site, pages[name][folder / "index.html"]) for folder in folders}
    texts = {file for file in (site / "tei").rglob("*.xml") if any(_words(file, f"{TEI}text"))}
    assert texts <= shown


@pytest.mark.parametrize("name", COLLECTIONS)
def test_ids_stand_once_and_links_arrive(name: str, pages: dict[str, dict[Path, Page]]) -> None:
    doubled = [
        f"{file.name}: {id!r}"
        for file, page in pages[name].items()
        for id, n in page.ids.items()
        if n > 1
    ]
    assert not doubled
    known = {file.resolve(): page.ids for file, page in pages[name].items()}
    broken = [
        f"{file.parent.name}/{file.name}: {link}"
        for file, page in pages[name].items()
        for link in page.links
        if not _arrives(file, link, known)
    ]
    assert not broken


def test_all_build_in_one_run(tmp_path: Path) -> None:
    """Each file of all collections is in the site, or in a finding that says why not."""
    command = [sys.executable, "-m", "edition", "build", str(CORPUS), "-o", str(tmp_path / "site")]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode in (0, 1), done.stderr
    assert "Traceback" not in done.stderr
    assert "[text-lost]" not in done.stderr
    refused = {line.partition(".xml:")[0] + ".xml" for line in done.stderr.splitlines()}
    files = sorted(CORPUS.rglob("*.xml"))
    silent = [
        file
        for file in files
        if not (tmp_path / "site" / "tei" / file.relative_to(CORPUS)).is_file()
        and not any(file.samefile(path) for path in map(Path, refused) if path.name == file.name)
    ]
    assert len(files) > 200
    assert not silent


@pytest.fixture(scope="module")
def checker() -> list[str]:
    """The Nu checker, where there is one."""
    java = shutil.which("java")
    if java is None or not JAR.is_file():
        pytest.skip(
            "needs Java and the Nu HTML checker (npm ci in tests/), which are not installed"
        )
    command = [java, "-Xss4m", "-jar", str(JAR)]
    if subprocess.run([*command, "--version"], capture_output=True, check=False).returncode:
        pytest.skip("needs Java 17 or newer to run the Nu HTML checker")
    return command


def test_pages_conform(checker: list[str], sites: dict[str, Built]) -> None:
    """Of every collection the pages of its root and texts, and of each folder of entries some."""
    files = [file for built in sites.values() for file in _sample(built.site)]
    command = [*checker, "--format", "json", "--stdout", "--exit-zero-always", *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    faults = [
        f"{message.get('url', '')}:{message.get('lastLine', 0)}: {message['message']} {message.get('extract', '')!r}"
        for message in json.loads(done.stdout)["messages"]
        if message["type"]
        != "info"  # it also informs of what the sources are like, as their normal form
    ]
    assert not faults, "\n".join([f"{len(faults)} in all", *faults[:40]])


def _sample(site: Path) -> Iterator[Path]:
    for folder in sorted({file.parent for file in site.rglob("*.html")}):
        files = sorted(folder.glob("*.html"))
        step = 1 if folder == site else -(-len(files) // SAMPLE)
        yield from files[::step]


def _words_of(pages: dict[Path, Page], wanted) -> Counter[str]:
    found: Counter[str] = Counter()
    for file, page in pages.items():
        if wanted(file):
            found.update(page.words)
    return found


def _source(site: Path, page: Page) -> Path:
    """Return the source, as the site carries it, of the text that a page shows."""
    links = [link for link in page.links if re.match(r"(\.\./)+tei/", link)]
    return site / "tei" / unquote(links[0]).partition("tei/")[2]


def _words(file: Path, name: str) -> Iterator[str]:
    """Yield the words between two tags inside the elements of a name in a file, as Python's own parser reads it."""
    try:
        root = ElementTree.parse(file).getroot()
    except ElementTree.ParseError:  # an entity that its DTD declares
        return
    yield from _inside(root, root.tag == name, name)


def _inside(element: ElementTree.Element, counts: bool, name: str) -> Iterator[str]:
    """Yield the words of an element, of which only those inside elements of a name count."""
    if element.tag in UNREAD:
        return
    if counts:
        yield from (element.text or "").split()
    for node in element:
        if counts and node.tag == EXPANSION and _is_said_when_asked(element, node):
            yield from "".join(node.itertext()).split()
        else:
            yield from _inside(node, counts or node.tag == name, name)
        if counts:
            yield from (node.tail or "").split()


def _is_said_when_asked(choice: ElementTree.Element, expansion: ElementTree.Element) -> bool:
    """Tell whether an expansion is kept, in one piece, in an attribute over its abbreviation."""
    inside = {node.tag for node in expansion.iter()} - {EXPANSION}
    return {node.tag for node in choice} == {EXPANSION, f"{TEI}abbr"} and inside <= SIMPLE


def _arrives(file: Path, link: str, known: dict[Path, Counter[str]]) -> bool:
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return True
    target = (file.parent / unquote(parts.path)).resolve() if parts.path else file.resolve()
    if target not in known:
        return target.is_file()
    return not parts.fragment or unquote(parts.fragment) in known[target]
