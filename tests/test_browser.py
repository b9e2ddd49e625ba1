"""The site as a reader meets it: opened from `file://` in a browser, at three widths, with and without script."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from playwright.sync_api import Page

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
WIDTHS = (390, 768, 1440)

#: The start tags of the first elements that stick out of a window of this width.
WIDER = """width => [...document.querySelectorAll('body *')]
    .filter(element => element.getBoundingClientRect().right > width + 1)
    .slice(0, 3).map(element => element.cloneNode().outerHTML)"""

TEI = "{http://www.tei-c.org/ns/1.0}"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
PASSAGES = tuple(TEI + name for name in ("p", "ab", "l", "s", "seg", "head"))


def test_every_page_opens_from_a_file(
    page: Page, built_site: Path, built_pages: list[Path]
) -> None:
    """Each page has a title, a language, one h1 and a main part; the fixture sees to network and console."""
    faults = []
    for path in built_pages:
        page.goto(path.as_uri())
        name = path.relative_to(built_site)
        if not page.title().strip():
            faults.append(f"{name}: no title")
        if not page.locator("html").get_attribute("lang"):
            faults.append(f"{name}: no language")
        faults += [
            f"{name}: {count} × {selector}"
            for selector in ("h1", "main")
            if (count := page.locator(selector).count()) != 1
        ]
    assert not faults, "\n".join(faults)


def test_nothing_scrolls_sideways(page: Page, built_site: Path, built_pages: list[Path]) -> None:
    faults = []
    for path in built_pages:
        page.goto(path.as_uri())
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            widest = page.evaluate("document.documentElement.scrollWidth")
            if widest > width:
                wide = page.evaluate(WIDER, width)
                faults.append(
                    f"{path.relative_to(built_site)} at {width}: {widest} px, from {wide}"
                )
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_accessibility_fault(
    page: Page, built_site: Path, main_pages: list[Path], scheme: str
) -> None:
    """axe-core finds nothing, in either theme, by desk or by phone."""
    if not AXE.is_file():
        pytest.skip("needs axe-core (npm ci in tests/), which is not installed")
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    axe = AXE.read_text(encoding="utf-8")
    faults = []
    for path in main_pages:
        for width in (390, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(path.as_uri())
            page.evaluate(axe)
            found = page.evaluate("axe.run({preload: false, resultTypes: ['violations']})")
            faults += [
                f"{path.relative_to(built_site)} at {width}: {fault['id']}: {fault['help']}: "
                + "; ".join(node["html"][:160] for node in fault["nodes"][:3])
                for fault in found["violations"]
            ]
    assert not faults, "\n".join(faults)


def test_site_reads_without_script(
    page_without_script: Page, built_site: Path, repository: Path
) -> None:
    """Every passage of every source that has an `xml:id` stands, readable, on a page of its text."""
    page, faults = page_without_script, []
    homes = _homes(built_site / "texts")
    passages = _passages(repository / "tei")
    assert passages, "the sources have no passage with an xml:id"
    for name in sorted(set(passages) & set(homes), key=lambda name: str(homes[name])):
        if page.url.partition("#")[0] != homes[name].as_uri():
            page.goto(homes[name].as_uri())
        passage = page.locator(f'[id="{name}"]')
        if not passage.is_visible():
            faults.append(f"{homes[name].relative_to(built_site)}#{name} is not visible")
        elif _letters(passages[name]) not in _letters(shown := passage.inner_text()):
            faults.append(f"{homes[name].relative_to(built_site)}#{name} shows {shown!r}")
    faults += [f"{name} is on no page under texts/" for name in sorted(set(passages) - set(homes))]
    assert not faults, "\n".join(faults)


def test_every_page_has_words_without_script(
    open_page: Callable[..., AbstractContextManager[Page]], built_site: Path, main_pages: list[Path]
) -> None:
    """With script off, the main part of a page keeps at least nine tenths of the words it shows with script on."""
    faults = []
    for path in main_pages:
        counts = []
        for script in (True, False):
            with open_page(java_script_enabled=script) as page:
                page.goto(path.as_uri())
                counts.append(len(page.locator("main").inner_text().split()))
        if counts[1] < 0.9 * counts[0] or not counts[1]:
            faults.append(f"{path.relative_to(built_site)}: {counts[1]} words of {counts[0]}")
    assert not faults, "\n".join(faults)


def _homes(folder: Path) -> dict[str, Path]:
    """Map each id to the page that has it."""
    return {
        name: page
        for page in sorted(folder.rglob("*.html"))
        for name in re.findall(r'\bid="([^"]+)"', page.read_text(encoding="utf-8"))
    }


def _passages(folder: Path) -> dict[str, str]:
    """Map each passage's `xml:id` to the first words that are its own, before any child element."""
    found = {}
    for source in sorted(folder.rglob("*.xml")):
        for body in etree.parse(source).iter(f"{TEI}body"):
            for element in body.iter(*PASSAGES):
                if (name := element.get(XML_ID)) and not any(
                    ancestor.tag == f"{TEI}note" for ancestor in element.iterancestors()
                ):
                    found[name] = element.text or ""
    return found


def _letters(text: str) -> str:
    """Fold what the style sheet may change: case and white space."""
    return "".join(text.split()).casefold()
