"""How long the edition's grammar takes to compile, against that of all of TEI.

Run by hand, from the repository's root, with nothing else at work on the machine:

    python tests/benchmarks/bench_grammar.py

Prints the processor seconds that libxml2 needs for schema/edition.rng (the best of several runs; under one second is
wanted) and, where ../shared/schemas is there, for tei_all (one run), and the ratio of the two.
"""

from __future__ import annotations

from pathlib import Path
from time import process_time

from lxml import etree

REPOSITORY = Path(__file__).resolve().parents[2]
OWN = REPOSITORY / "schema" / "edition.rng"
TEI_ALL = REPOSITORY.parent / "shared" / "schemas" / "tei_all.rng"
RUNS = 7


def seconds(schema: Path) -> float:
    """Return the processor seconds that one compilation takes, the file read before."""
    tree = etree.parse(schema)
    begun = process_time()
    etree.RelaxNG(tree)
    return process_time() - begun


def main() -> None:
    """Measure both in one run."""
    own = min(seconds(OWN) for _ in range(RUNS))
    print(f"edition.rng  {own:.3f} s")
    if TEI_ALL.exists():
        whole = seconds(TEI_ALL)
        print(f"tei_all.rng  {whole:.3f} s\nratio        {own / whole:.4f}")


if __name__ == "__main__":
    main()
