"""How fast texts are rendered, against how fast lxml parses the same files.

Run by hand, from the repository's root, with nothing else at work on the machine:

    python tests/benchmarks/bench_rendering.py [FILE|FOLDER ...]      (default: ../shared/corpus)

Prints for each collection, and for all, the megabytes, the megabytes a second of parsing, those of rendering (from the
parsed tree and the edition's look-ups to the finished HTML of the text, on one core), and the ratio of the two, of
which at least 0.2 is wanted. Each is the best of several runs over the same files, taken in turn.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from itertools import chain
from pathlib import Path
from time import process_time

from lxml import etree

from edition.analysis import Addressed, analyse, text_element
from edition.assembly import Edition
from edition.document import Document, read
from edition.header import Header
from edition.library import CIRCLES
from edition.rendering import Renderer

RUNS = 15
CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"


def main(paths: list[Path]) -> None:
    """Measure each path apart, then say what all come to."""
    total = [0.0, 0.0, 0.0]
    gc.set_threshold(*CIRCLES)  # as the command does
    print(f"{'':24}{'MB':>8}{'parse MB/s':>12}{'render MB/s':>12}{'ratio':>8}")
    for path in paths:
        if documents := _documents(path):
            measured = _measured(documents)
            total = [a + b for a, b in zip(total, measured, strict=True)]
            _say(path.name, *measured)
    _say("all", *total)


def _documents(path: Path) -> list[Document]:
    files = sorted(path.rglob("*.xml")) if path.is_dir() else [path]
    found = [read(file, file.name, f"d{number}")[0] for number, file in enumerate(files)]
    return [one for one in found if one is not None and text_element(one.root) is not None]


def _measured(documents: list[Document]) -> tuple[float, float, float]:
    """Return the megabytes of some documents, and the seconds of parsing and of rendering them."""
    edition = Edition(
        Path("/"), Header("benchmark"), tuple(chain.from_iterable(map(analyse, documents)))
    )
    addressed = [Addressed(one) for one in documents]
    parsing, rendering = [], []
    for _ in range(RUNS):
        parsing.append(_timed(lambda: [_parse(str(one.file)) for one in documents]))
        rendering.append(_timed(lambda: [_render(one, edition) for one in addressed]))
    return sum(len(one.data) for one in documents) / 1e6, min(parsing), min(rendering)


def _parse(file: str) -> None:
    try:
        etree.parse(file)
    except (
        etree.XMLSyntaxError
    ):  # ids that stand twice, which lxml refuses unless it is told not to look
        etree.parse(file, etree.XMLParser(collect_ids=False))


def _render(addressed: Addressed, edition: Edition) -> str:
    element = text_element(addressed.document.root)
    renderer = Renderer(addressed, edition, root="../../")
    return renderer.render(element) if element is not None else ""


def _timed(run: Callable[[], object]) -> float:
    gc.collect()
    start = process_time()
    run()
    return process_time() - start


def _say(name: str, size: float, parsing: float, rendering: float) -> None:
    ratio = parsing / rendering if rendering else 0
    print(f"{name:24}{size:8.2f}{size / parsing:12.1f}{size / rendering:12.1f}{ratio:8.3f}")


if __name__ == "__main__":
    named = [Path(name) for name in sys.argv[1:]]
    main(named or sorted(path for path in CORPUS.iterdir() if path.is_dir()))
