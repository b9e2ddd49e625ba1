"""How long it takes to index TEI, against how long lxml takes to parse the same files.

Run by hand, from the repository's root, with nothing else at work on the machine:

    python tests/benchmarks/bench_index.py [FILE|FOLDER ...] [--mb N]      (default: ../shared/corpus, 100 MB)

Each path's files are taken again and again, as many files, until there are so many megabytes. Prints, in seconds of
processor time on one core: parsing alone; parsing and then finding mentions and entries where passages have ids; the
same with the ids of passages that have none; and all that `analyse` does (segments, headings, pages, too). Behind each is
its ratio to parsing alone, of which 2.0 is wanted for an index; then how many mentions and entries there are, and by how
many megabytes the memory grew while the mentions were kept and the texts were not.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable
from itertools import cycle
from pathlib import Path
from time import process_time

from edition.analysis import DocumentResolver, analyse
from edition.document import Document, parse, read
from edition.index import mentions
from edition.register import entities
from edition.segments import addresses

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"


def main(paths: list[Path], megabytes: float) -> None:
    """Measure each path apart."""
    print(f"{'':26}{'MB':>6}{'parse':>9}{'+ index':>16}{'+ ids':>16}{'+ analyse':>16}")
    for path in paths:
        files = sorted(path.rglob("*.xml")) if path.is_dir() else [path]
        documents = [one for file in files if (one := read(file, file.name, file.stem)[0])]
        _measure(path.name, _repeated(documents, megabytes * 1e6))


def _repeated(documents: list[Document], size: float) -> list[Document]:
    chosen: list[Document] = []
    for one in cycle(documents):
        if size <= 0:
            break
        chosen.append(one)
        size -= len(one.data)
    return chosen


def _measure(name: str, documents: list[Document]) -> None:
    parsing = _timed(lambda one: None, documents)
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

    indexing = _timed(indexed, documents)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    kept.clear()
    seconds = [indexing, _timed(with_ids, documents), _timed(analyse, documents)]
    shown = "".join(f"{one:9.2f} ({one / parsing:4.1f})" for one in seconds)
    size = sum(len(one.data) for one in documents) / 1e6
    print(f"{name[:25]:26}{size:6.0f}{parsing:9.2f}{shown}")
    print(f"{'':26}{counted[0]:,} mentions, {counted[1]:,} entries, {grown:,.0f} MB more")


def _timed(work: Callable[[Document], object], documents: list[Document]) -> float:
    start = process_time()
    for one in documents:
        work(Document(one.id, one.path, one.file, one.data, parse(one.data)))
    return process_time() - start


if __name__ == "__main__":
    words = sys.argv[1:]
    amount = float(words.pop(words.index("--mb") + 1)) if "--mb" in words else 100.0
    named = [Path(word) for word in words if word != "--mb"]
    main(named or [CORPUS], amount)
