"""What several tests share: the repository, its own edition built once, and a browser."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings
from lxml import etree

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    OpenPage = Callable[..., AbstractContextManager[Page]]

REPOSITORY = Path(__file__).resolve().parent.parent

#: Properties are tried on the same examples at every run, and no clock is looked at.
settings.register_profile("edition", derandomize=True, deadline=None)
settings.load_profile("edition")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--renew` writes what is made now into `golden/*/expected`."""
    parser.addoption("--renew", action="store_true", help="make the golden files anew")


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the repository."""
    return REPOSITORY


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of sources and foreign TEI files that may lie beside the repository."""
    folder = REPOSITORY.parent / "shared"
    if not folder.is_dir():
        pytest.skip("needs ../shared, which is not beside this checkout")
    return folder


@pytest.fixture(scope="session")
def tei_all(shared: Path) -> etree.RelaxNG:
    """The grammar of all of TEI, compiled once by libxml2, which takes seconds."""
    return etree.RelaxNG(etree.parse(shared / "schemas" / "tei_all.rng"))


@pytest.fixture(scope="session")
def built_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository's own edition as `edition build` makes it, once for all tests. Not to be written into."""
    site = tmp_path_factory.mktemp("built") / "site"
    command = [sys.executable, "-m", "edition", "-C", str(REPOSITORY), "build", "-o", str(site)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command[1:])} exits {done.returncode}:\n{done.stderr}"
    return site


@pytest.fixture(scope="session")
def built_pages(built_site: Path) -> list[Path]:
    """Every HTML page of the built site."""
    pages = sorted(built_site.rglob("*.html"))
    assert pages, "the site has no page"
    return pages


@pytest.fixture(scope="session")
def main_pages(built_site: Path, built_pages: list[Path]) -> list[Path]:
    """One page of each kind: of every folder its `index.html` and one more; all of the root, the texts and the parallels."""
    chosen = []
    for folder in sorted({page.parent for page in built_pages}):
        pages = [page for page in built_pages if page.parent == folder]
        entries = [page for page in pages if page.name != "index.html"]
        whole = folder == built_site or folder.relative_to(built_site).parts[0] in {
            "texts",
            "parallel",
        }
        chosen += (
            pages if whole else [*(page for page in pages if page not in entries), *entries[:1]]
        )
    return chosen


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium of the machine's own."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        pytest.skip(
            "needs Chromium, which is not on this machine (on Debian: apt install chromium)"
        )
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="needs Playwright, which is not installed"
    )
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=found)
        yield chromium
        chromium.close()


@contextmanager
def _watched(browser: Browser, **options: Any) -> Iterator[Page]:
    """Open a page in a context of its own; raise AssertionError at the end with all that it did wrong."""
    wrong: list[str] = []

    def asked(url: str) -> None:
        if not url.startswith(("file:", "data:", "blob:", "about:")):
            wrong.append(f"asks for {url}")

    def failed(url: str, why: str | None) -> None:
        if why != "net::ERR_ABORTED":  # the test went on to the next page, an icon still loading
            wrong.append(f"cannot load {url}: {why}")

    def said(kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            wrong.append(f"console {kind}: {text}")

    with browser.new_context(**{"viewport": {"width": 1440, "height": 900}, **options}) as context:
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.on("request", lambda request: asked(request.url))
        page.on("requestfailed", lambda request: failed(request.url, request.failure))
        page.on("console", lambda message: said(message.type, message.text))
        page.on("pageerror", lambda error: wrong.append(f"script error: {error}"))
        yield page
        where = page.url
    assert not wrong, f"up to {where}:\n" + "\n".join(list(dict.fromkeys(wrong))[:20])


@pytest.fixture
def open_page(browser: Browser) -> OpenPage:
    """`with open_page(java_script_enabled=False) as page:` opens a page; the options are those of a browser context.

    The test fails if the page asks for anything but local files, or anything lands on the console.
    """
    return partial(_watched, browser)


@pytest.fixture
def page(open_page: OpenPage) -> Iterator[Page]:
    """A page, 1440 pixels wide, watched as `open_page` says."""
    with open_page() as opened:
        yield opened


@pytest.fixture
def page_without_script(open_page: OpenPage) -> Iterator[Page]:
    """The same with JavaScript off."""
    with open_page(java_script_enabled=False) as opened:
        yield opened
