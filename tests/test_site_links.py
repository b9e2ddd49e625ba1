"""Every link of the built site arrives, and no page leans on the network."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import pytest
from lxml import etree, html

#: Attributes that hold one address; the rest are in `_addresses`.
ADDRESSED = ("href", "src", "poster", "data", "action", "formaction", "xlink:href")

#: What may name an address out of the site: a link that a reader follows by choice, a relation that is only stated.
FOLLOWED = {"a", "area", "relation"}
STATED = {"author", "canonical", "license"}

CSS_ADDRESS = re.compile(r"""url\(\s*["']?([^"')]+)["']?\s*\)|@import\s+["']([^"']+)["']""")
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"


class Link(NamedTuple):
    page: Path
    line: int
    element: str
    address: str


@pytest.fixture(scope="module")
def trees(built_pages: list[Path]) -> dict[Path, etree._Element]:
    return {
        page: html.parse(page, html.HTMLParser(encoding="utf-8")).getroot() for page in built_pages
    }


@pytest.fixture(scope="module")
def links(trees: dict[Path, etree._Element], built_site: Path) -> list[Link]:
    found = [Link(page, *rest) for page, tree in trees.items() for rest in _addresses(tree)]
    for sheet in sorted(built_site.rglob("*.css")):
        text = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
        found += [Link(sheet, 0, "css", address) for address in _in_css(text)]
    return found


def test_every_link_arrives(
    links: list[Link], trees: dict[Path, etree._Element], built_site: Path
) -> None:
    ids = {page: _ids(tree) for page, tree in trees.items()}
    faults = []
    for link in links:
        parts = urlsplit(link.address)
        if parts.scheme or parts.netloc:
            continue
        target = (link.page.parent / unquote(parts.path)).resolve() if parts.path else link.page
        fragment = unquote(parts.fragment)
        if not target.is_relative_to(built_site.resolve()):
            faults.append(_say(link, built_site, "leads out of the site"))
        elif target.is_dir():
            faults.append(
                _say(link, built_site, "names a folder: from file:// that opens a listing")
            )
        elif not target.is_file():
            faults.append(_say(link, built_site, "leads to no file"))
        elif fragment and target.suffix in {".html", ".xml"}:
            if target not in ids:
                ids[target] = _ids(etree.parse(target).getroot())
            if fragment not in ids[target]:
                faults.append(_say(link, built_site, "leads to no such fragment"))
    assert not faults, _list(faults)


def test_no_page_asks_the_network(links: list[Link], built_site: Path) -> None:
    """Only a link that a reader follows may lead outside; what a page loads by itself may not."""
    faults = [
        _say(link, built_site, "is fetched from elsewhere")
        for link in links
        if link.element not in FOLLOWED and (urlsplit(link.address).netloc or _is_web(link.address))
    ]
    assert not faults, _list(faults)


def test_links_leave_by_http_only(links: list[Link], built_site: Path) -> None:
    faults = [
        _say(link, built_site, "is no http(s) address")
        for link in links
        if link.element in FOLLOWED
        if (scheme := urlsplit(link.address).scheme) and scheme not in {"http", "https"}
    ]
    assert not faults, _list(faults)


def test_an_id_lives_once_on_a_page(trees: dict[Path, etree._Element], built_site: Path) -> None:
    faults = [
        f"{page.relative_to(built_site)}: id {name!r} stands {count} times"
        for page, tree in trees.items()
        for name, count in Counter(tree.xpath("//@id")).items()
        if count > 1
    ]
    assert not faults, _list(faults)


def test_every_page_can_be_reached(
    links: list[Link], built_pages: list[Path], built_site: Path
) -> None:
    """From `index.html`, by links alone."""
    onward: dict[Path, set[Path]] = {}
    for link in links:
        parts = urlsplit(link.address)
        if link.element == "a" and not parts.netloc and parts.path:
            onward.setdefault(link.page, set()).add(
                (link.page.parent / unquote(parts.path)).resolve()
            )
    seen: set[Path] = set()
    waiting = [(built_site / "index.html").resolve()]
    while waiting:
        page = waiting.pop()
        if page not in seen:
            seen.add(page)
            waiting += onward.get(page, ())
    lonely = [str(page.relative_to(built_site)) for page in built_pages if page not in seen]
    assert not lonely, f"no way leads from index.html to:\n{_list(lonely)}"


def _addresses(tree: etree._Element) -> Iterator[tuple[int, str, str]]:
    """Yield line, element name and address of everything in a page that names one."""
    for element in tree.iter(etree.Element):
        line, name = element.sourceline or 0, str(element.tag)
        if name == "link" and set(element.get("rel", "").split()) <= STATED:
            name = "relation"
        for attribute in ADDRESSED:
            if (value := element.get(attribute)) is not None:
                yield line, name, value.strip()
        for candidate in filter(None, map(str.strip, element.get("srcset", "").split(","))):
            yield line, name, candidate.split()[0]
        styles = element.get("style", "") + (element.text or "" if name == "style" else "")
        for address in _in_css(styles):
            yield line, "css", address


def _in_css(text: str) -> Iterator[str]:
    for url, imported in CSS_ADDRESS.findall(text):
        yield url or imported


def _ids(tree: etree._Element) -> set[str]:
    return {
        *tree.xpath("//@id"),
        *(element.get(XML_ID) for element in tree.iter() if element.get(XML_ID)),
    }


def _is_web(address: str) -> bool:
    return address.lower().startswith(("http:", "https:", "//"))


def _say(link: Link, site: Path, fault: str) -> str:
    return f"{link.page.relative_to(site)}:{link.line}: <{link.element}> {link.address!r} {fault}"


def _list(faults: list[str]) -> str:
    return "\n".join(
        [*faults[:40], *([f"and {len(faults) - 40} more"] if len(faults) > 40 else [])]
    )
