"""The site as a reader meets it: opened from `file://` in a browser, at three widths, with and without script."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from lxml import etree
from small import tei

from edition.project import Project

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from playwright.sync_api import Locator, Page

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
WIDTHS = (390, 768, 1440)

#: The start tags of the first elements that stick out of a window of this width.
WIDER = """width => [...document.querySelectorAll('body *')]
    .filter(element => element.getBoundingClientRect().right > width + 1)
    .slice(0, 3).map(element => element.cloneNode().outerHTML)"""

#: A text with footnotes and editors' notes, and the page that has it beside the other.
TEXT = "texts/encyclopedia/index.html"
PARALLEL = "parallel/encyclopedia-narrative/index.html"

#: What can be tabbed to inside something else that can, and names that are more than one stop.
STOPS = """() => {
    const stops = 'a[href], button, input, select, summary, [tabindex="0"]';
    const nested = [...document.querySelectorAll(stops)].filter(one => one.parentElement.closest(stops));
    const split = [...document.querySelectorAll('.name[data-card]')].filter(
        name => [...name.querySelectorAll('a.part')].filter(
            part => part.closest('[data-card]') === name && part.tabIndex === 0).length > 1);
    const empty = [...document.querySelectorAll('a.part')].filter(part => !/[\\p{L}\\p{N}]/u.test(part.textContent));
    return [...nested, ...split, ...empty].slice(0, 5).map(one => one.outerHTML.slice(0, 160));
}"""

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


def test_a_card_opens_for_the_mouse(page: Page, built_site: Path) -> None:
    """Pointing at a name shows who it is, without leaving the page; pointing elsewhere takes it away."""
    page.goto((built_site / TEXT).as_uri())
    name = page.locator(".passage a.name[data-card]").first
    name.hover()
    card = page.locator(".card")
    card.wait_for()
    assert name.get_attribute("href") == card.locator("a").first.get_attribute("href")
    page.locator("h1").hover()
    card.wait_for(state="detached")
    assert page.url == (built_site / TEXT).as_uri()


def test_a_card_opens_for_the_keyboard(page: Page, built_site: Path) -> None:
    """Tab shows the card, and Tab leads into it; Escape closes it and the focus is where it was."""
    page.goto((built_site / TEXT).as_uri())
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.passage [data-card]')"):
            break
    focused = page.evaluate("document.activeElement.id")
    assert focused
    page.locator(".card").wait_for()
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('.card')")
    page.keyboard.press("Escape")
    assert page.locator(".card").count() == 0
    assert page.evaluate("document.activeElement.id") == focused


@pytest.mark.parametrize("address", [TEXT, PARALLEL])
@pytest.mark.parametrize("opener", ["a.marker[data-note-ref]", "a[data-comment]"])
def test_a_note_opens_in_place(page: Page, built_site: Path, address: str, opener: str) -> None:
    """A footnote, a note of the editors: by Enter it opens in its passage, by Escape it closes, the focus comes back."""
    page.goto((built_site / address).as_uri())
    link = page.locator(f".passage:has({opener})").first.locator(opener).first
    link.focus()
    page.keyboard.press("Enter")
    note = page.locator(".passage .sidenote, .passage > .comment")
    note.wait_for()
    assert note.inner_text().strip()
    assert link.get_attribute("aria-expanded") == "true"
    assert page.url == (built_site / address).as_uri()
    page.keyboard.press("Escape")  # the card of a name around the marker, if any
    if note.count():
        page.keyboard.press("Escape")
    assert note.count() == 0
    assert link.get_attribute("aria-expanded") == "false"
    assert link.evaluate("element => element === document.activeElement")


def test_a_note_of_the_editors_is_open_once(page: Page, built_site: Path) -> None:
    """Asked for at another of its passages it moves there, and its ids stay the only ones of their kind."""
    page.goto((built_site / PARALLEL).as_uri())
    links = page.locator("a[data-comment]")
    names = [link.get_attribute("data-comment") for link in links.all()]
    twice = next(name for name in names if names.count(name) > 1)
    first, second = page.locator(f'a[data-comment="{twice}"]').all()[:2]
    first.click()
    second.click()
    assert page.locator(".passage > .comment").count() == 1
    assert [link.get_attribute("aria-expanded") for link in (first, second)] == ["false", "true"]
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(element => element.id)")
    assert len(ids) == len(set(ids))
    second.click()
    assert page.locator(".passage > .comment").count() == 0


def test_counterparts_light_up(page: Page, built_site: Path) -> None:
    """Touching a passage lights it and what answers it, and nothing else."""
    page.goto((built_site / PARALLEL).as_uri())
    passage = page.locator("[data-answers]").first
    passage.hover()
    wanted = {passage.get_attribute("data-passage"), *_answers(passage)}
    lit = page.locator(".passage.lit")
    assert {one.get_attribute("data-passage") for one in lit.all()} == wanted
    page.keyboard.press("Escape")
    assert lit.count() == 0


@pytest.mark.parametrize("script", [True, False])
def test_one_text_at_a_time_on_a_phone(
    open_page: Callable[..., AbstractContextManager[Page]], built_site: Path, script: bool
) -> None:
    """The switch shows one text; so does a link to a counterpart; after it the switch works as before."""
    with open_page(
        java_script_enabled=script, viewport={"width": 390, "height": 844}, reduced_motion="reduce"
    ) as page:
        page.goto((built_site / PARALLEL).as_uri())
        first, second = page.locator(".account").all()
        switch = page.locator(".pick a").all()

        def shown() -> list[bool]:
            return [first.is_visible(), second.is_visible()]

        assert shown() == [True, False]
        switch[1].click()
        assert shown() == [False, True]
        switch[0].click()
        assert shown() == [True, False]
        link = first.locator(".answer a").first
        target = str(link.get_attribute("href")).removeprefix("#")
        link.click()
        assert shown() == [False, True]
        assert page.locator(f'[id="{target}"]').is_visible()
        switch[0].click()
        assert shown() == [True, False]
        switch[1].click()
        assert shown() == [False, True]


def test_an_index_is_filtered(page: Page, built_site: Path) -> None:
    """By the words of an entry, accents aside, and by the texts that name it; letters without any go."""
    page.goto((built_site / "persons" / "index.html").as_uri())
    items = page.locator(".letter li")
    every = items.count()
    page.get_by_role("searchbox").fill("HÉRACL")
    shown = items.filter(visible=True)
    assert 0 < shown.count() < every
    assert all("heracl" in words.lower() for words in shown.all_inner_texts())
    assert page.locator(".letter").filter(visible=True).count() < page.locator(".letter").count()
    page.get_by_role("searchbox").fill("")
    page.get_by_role("combobox", name="named in").select_option("=narrative")
    named = {item.get_attribute("data-in") for item in items.filter(visible=True).all()}
    assert named == {"narrative"}
    page.get_by_role("combobox", name="named in").select_option("")
    assert shown.count() == every


def test_an_index_is_filtered_by_all_names_of_an_entry_and_by_those_without_one(
    page: Page, tmp_path: Path
) -> None:
    """Whoever has no Greek or Chinese keyboard finds what is filed under such a name."""
    register = """<listPerson><person xml:id="r"><persName>Ρουσόπουλος</persName><persName><forename>Athanasios</forename>
      <surname>Rhousopoulos</surname></persName></person>
    <person xml:id="k"><persName>ابن خلدون</persName><persName>Ibn Khaldūn</persName></person>
    <person xml:id="l"><persName>林則徐</persName><persName>Lin Zexu</persName></person></listPerson>"""
    text = "<p>The <persName>Unlinked Man</persName> and <persName>Another</persName>.</p>"
    (tmp_path / "a.xml").write_text(tei(text, stand_off=register), "utf-8")
    Project(tmp_path, [tmp_path / "a.xml"]).build(tmp_path / "site")
    page.goto((tmp_path / "site" / "persons" / "index.html").as_uri())
    found = page.locator(".index > section > ul > li").filter(visible=True)
    for words, name in (
        ("rhousopoulos", "Ρουσόπουλος"),
        ("khaldun", "ابن خلدون"),
        ("Lin Zexu", "林則徐"),
        ("unlinked", "Unlinked Man"),
    ):
        page.get_by_role("searchbox").fill(words)
        assert found.count() == 1, words
        assert name in found.inner_text()
    page.get_by_role("searchbox").fill("zzz")
    assert found.count() == 0
    assert not page.get_by_role("heading", name="Names without an entry").is_visible()


def test_what_one_looks_for_in_a_long_index_is_found_on_the_page_of_all_names(
    open_page: Callable[..., AbstractContextManager[Page]], tmp_path: Path
) -> None:
    persons = "".join(
        f'<person xml:id="{id}"><persName>{name}</persName></person>'
        for id, name in [("index-all", "Zoë"), *((f"p{n}", f"Adam {n}") for n in range(400))]
    )
    names = '<p><persName ref="#index-all">Z.</persName> and <persName>Zoë the other</persName></p>'
    (tmp_path / "a.xml").write_text(tei(names, stand_off=f"<listPerson>{persons}</listPerson>"))
    Project(tmp_path, [tmp_path / "a.xml"]).build(tmp_path / "site")
    first = (tmp_path / "site" / "persons" / "index.html").as_uri()
    with open_page() as page:
        page.goto(first)
        page.get_by_role("searchbox").fill("zoe")
        assert "none found on this page" in page.locator("output").inner_text()
        page.get_by_role("searchbox").press("Enter")
        page.wait_for_url("**/index-all.html?*")
        shown = page.locator(".letter li").filter(visible=True)
        assert shown.all_inner_texts() == ["Zoë", "Zoë the other"]
        shown.first.get_by_role("link").click()
        assert page.locator("h1").inner_text() == "Zoë"
    with open_page(java_script_enabled=False) as page:
        page.goto(first)
        page.get_by_role("link", name="All 402 names on one page").click()
        assert page.locator(".letter li").count() == 402


def test_pages_weigh_little(built_site: Path) -> None:
    """The styles and the script of every page, and what some pages add to them."""
    weights = {file.name: file.stat().st_size for file in (built_site / "assets").iterdir()}
    assert weights["style.css"] <= 20 * 1024
    assert weights["script.js"] <= 15 * 1024
    assert weights["drawings.css"] <= 7 * 1024
    assert weights["map.js"] <= 4 * 1024
    assert weights["filter.js"] <= 2 * 1024


def test_a_map_zooms_towards_what_is_named_most(page: Page, built_site: Path) -> None:
    """By button, and back; what can be tabbed to comes into view."""
    page.goto((built_site / "map.html").as_uri())
    plate = page.locator(".frame.wide .plate")
    whole = plate.get_attribute("viewBox")
    first = plate.locator(".spot").first
    page.get_by_role("button", name="Enlarge").first.click()
    page.get_by_role("button", name="Enlarge").first.click()
    assert plate.get_attribute("viewBox") != whole
    frame, spot = plate.bounding_box(), first.locator("rect, circle").bounding_box()
    assert frame
    assert spot
    assert frame["x"] <= spot["x"] <= frame["x"] + frame["width"]
    assert frame["y"] <= spot["y"] <= frame["y"] + frame["height"]
    last = plate.locator(".spot a").last
    last.focus()
    shown = last.locator("circle").bounding_box()
    assert shown
    assert frame["x"] <= shown["x"] <= frame["x"] + frame["width"]
    page.get_by_role("button", name="The whole map").first.click()
    assert plate.get_attribute("viewBox") == whole


def test_tab_stops_do_not_nest(page: Page, built_site: Path, main_pages: list[Path]) -> None:
    """No link or control holds another; a name in pieces is one stop."""
    faults = []
    for path in main_pages:
        page.goto(path.as_uri())
        faults += [f"{path.relative_to(built_site)}: {fault}" for fault in page.evaluate(STOPS)]
    assert not faults, "\n".join(faults)


def test_a_link_into_what_is_folded_opens_it(page: Page, built_site: Path) -> None:
    page.goto((built_site / "about.html").as_uri())
    folded = page.locator("main details:not([open]) [id]").last
    name = folded.get_attribute("id")
    page.goto((built_site / "about.html").as_uri() + f"#{name}")
    page.reload()
    assert page.locator(f'[id="{name}"]').is_visible()


def _answers(passage: Locator) -> list[str]:
    return (passage.get_attribute("data-answers") or "").split()


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
