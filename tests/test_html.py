"""The whole built site is conforming HTML: the Nu checker has nothing to say against it."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

JAR = Path(__file__).parent / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


@pytest.fixture(scope="module")
def checker() -> list[str]:
    java = shutil.which("java")
    if java is None:
        pytest.skip(
            "needs Java, which is not on this machine (on Debian: apt install default-jre-headless)"
        )
    if not JAR.is_file():
        pytest.skip("needs the Nu HTML checker (npm ci in tests/), which is not installed")
    command = [java, "-Xss2m", "-jar", str(JAR)]
    if subprocess.run([*command, "--version"], capture_output=True, check=False).returncode:
        pytest.skip("needs Java 17 or newer to run the Nu HTML checker")
    return command


def test_pages_conform(checker: list[str], built_site: Path) -> None:
    """No error and no warning in any page; pages that only inform pass."""
    command = [
        *checker,
        "--format",
        "json",
        "--stdout",
        "--exit-zero-always",
        "--skip-non-html",
        str(built_site),
    ]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    faults = [
        f"{message.get('url', '').rpartition(built_site.name)[2]}:{message.get('lastLine', 0)}: "
        f"{message['message']} {message.get('extract', '').strip()!r}"
        for message in json.loads(done.stdout)["messages"]
        if message["type"] != "info" or message.get("subType") == "warning"
    ]
    assert not faults, "\n".join(faults[:40])
