"""How long it takes to index TEI, against how long lxml takes to parse the same files.

Run by hand, from the repository's root, with nothing else at work on the machine:

    python tests/benchmarks/bench_index.py [FILE|FOLDER ...] [--mb N] [--apart]      (default: ../shared/corpus, 100 MB)

Each path's files are taken again and again, as many files, until there are so many megabytes; `--apart` measures each folder in
it by itself. Prints, in seconds of processor time on one core, of each file in turn: parsing alone; parsing and then finding mentions and
entries where passages have ids; the same with the ids of passages that have none; and all that `analyse` does (segments, headings,
pages, too). Behind each is its ratio to parsing alone; 2.0 is wanted for an index. Below it stands how many mentions and
entries there are, and by how many megabytes the memory grew while they were kept and the texts were not. Exits 1 if an
index takes longer than is wanted.
"""

from __future__ import annotations

import gc
import resource
import sys
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from time import process_time

from edition.analysis import DocumentResolver, analyse
from edition.document import Document, parse, read
from edition.index import mentions
from edition.library import CIRCLES
from edition.register import entities
from edition.segments import addresses

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"

#: How many times as long as parsing alone an index may take, parsing included.
WANTED = 2.0


def main(paths: list[Path], megabytes: float) -> int:
    """Measure each path apart; return the exit code."""
    gc.set_threshold(*CIRCLES)  # as the command does
    print(f"{'':26}{'MB':>6}{'parse':>9}{'+ index':>16}{'+ ids':>16}{'+ analyse':>16}{'wanted':>8}")
    missed = 0
    for path in paths:
        files = sorted(path.rglob("*.xml")) if path.is_dir() else [path]
        documents = [one for file in files if (one := read(file, file.name, file.stem)[0])]
        missed += _measure(path.name, list(_repeated(documents, megabytes * 1e6)))
    return 1 if missed else 0


def _repeated(documents: list[Document], size: float) -> Iterator[Document]:
    for one in cycle(documents):
        if size <= 0:
            return
        yield one
        size -= len(one.data)


def _measure(name: str, documents: list[Document]) -> int:
    """Print what is measured; return 1 if an index takes too long."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    kept: list[object] = []
    counted = [0, 0]

    def indexed(one: Document) -> None:
        ids = {node: key for key, node in one.elements.items()}
        resolver = DocumentResolver(one)
        found = list(mentions(one.root, one.id, ids, resolver).values())
        entries = list(entities(one.root, resolver))
        counted[0] += len(found)
        counted[1] += len(entries)
        kept.extend((*found, *entries))

    def with_ids(one: Document) -> None:
        resolver = DocumentResolver(one)
        mentions(one.root, one.id, addresses(one.root), resolver)
        list(entities(one.root, resolver))

    parsing, indexing = _timed(documents, lambda one: None, indexed)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    kept.clear()
    seconds = [indexing, *_timed(documents, with_ids, analyse)]
    shown = "".join(f"{one:9.2f} ({one / parsing:4.1f})" for one in seconds)
    is_slow = indexing > WANTED * parsing
    size = sum(len(one.data) for one in documents) / 1e6
    mark = "   too much" if is_slow else ""
    print(f"{name[:25]:26}{size:6.0f}{parsing:9.2f}{shown}{WANTED:8.1f}{mark}")
    print(f"{'':26}{counted[0]:,} mentions, {counted[1]:,} entries, {grown:,.0f} MB more")
    return int(is_slow)


def _timed(documents: list[Document], *works: Callable[[Document], object]) -> list[float]:
    """Return how long each of several works takes with all documents, parsed for each; in turn, so that all have the same luck."""
    seconds = [0.0] * len(works)
    for one in documents:
        for number, work in enumerate(works):
            start = process_time()
            work(Document(one.id, one.path, one.file, one.data, parse(one.data)))
            seconds[number] += process_time() - start
    return seconds


if __name__ == "__main__":
    words = sys.argv[1:]
    amount = float(words.pop(words.index("--mb") + 1)) if "--mb" in words else 100.0
    named = [Path(word) for word in words if not word.startswith("--")] or [CORPUS]
    if "--apart" in words:
        named = [folder for path in named for folder in sorted(path.iterdir()) if folder.is_dir()]
    sys.exit(main(named, amount))
