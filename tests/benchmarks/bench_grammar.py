"""How long a grammar takes to load, and how fast documents are read along it.

Run by hand, from the repository's root, with nothing else at work on the machine:

    python tests/benchmarks/bench_grammar.py

Prints the processor seconds that schema/edition.rng needs to load (the best of several runs), then, where
../shared is there, those of each grammar in it (two seconds are the bound) and how many elements and megabytes of the
corpus are read in a second along tei_all, what lies in memory already read once more.
"""

from __future__ import annotations

from pathlib import Path
from time import process_time

from lxml import etree

from edition.document import Document, read
from edition.relaxng import Schema

REPOSITORY = Path(__file__).resolve().parents[2]
SHARED = REPOSITORY.parent / "shared"
RUNS = 5


def seconds(schema: Path) -> float:
    """Return the processor seconds that a grammar takes to load, the best of several runs."""
    times = []
    for _ in range(RUNS):
        begun = process_time()
        Schema(schema)
        times.append(process_time() - begun)
    return min(times)


def speed(schema: Path, documents: list[Document]) -> None:
    """Print how fast documents are read along a grammar, the first time and again."""
    known = Schema(schema)
    elements = sum(1 for each in documents for _ in each.root.iter(etree.Element))
    size = sum(len(each.data) for each in documents) / 1e6
    for when in ("first", "again"):
        begun = process_time()
        faulty = sum(not known.is_valid(each) for each in documents)
        taken = process_time() - begun
        print(
            f"{when}: {len(documents)} documents ({faulty} faulty) in {taken:.3f} s: "
            f"{elements / taken:,.0f} elements, {size / taken:.1f} MB a second"
        )


def main() -> None:
    """Measure all."""
    print(f"{seconds(REPOSITORY / 'schema' / 'edition.rng'):.3f} s edition.rng")
    for file in sorted((SHARED / "schemas").rglob("*.rng")):
        print(f"{seconds(file):.3f} s {file.name}")
    files = sorted((SHARED / "corpus").rglob("*.xml"))
    documents = [found for file in files if (found := read(file, file.name, file.stem)[0])]
    if documents:
        speed(SHARED / "schemas" / "tei_all.rng", documents)


if __name__ == "__main__":
    main()
