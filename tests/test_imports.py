"""Imports fall: the import graph of the package, drawn from its code, never climbs and has no circle."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

PACKAGE = Path(__file__).resolve().parent.parent / "edition"

#: The floors of the house, from the roof to the ground; a module imports only from floors below its own. Modules on one
#: line are neighbours and do not import each other. A subpackage stands on the floor of its name.
FLOORS = """
    __main__
    cli
    watch
    project
    publish starter
    site
    export reports
    maps timeline entries stretches
    validation
    audit values
    unmentioned
    references
    misses
    anchors assembly roles
    rendering coverage
    analysis
    index
    alignment letters
    register
    segments header parts
    relaxng schematron
    schemas
    library
    document
    inclusion
    malformed places
    coordinates
    pointers dates
    baseline explanations
    attributes
    resources languages geography lettering collation distinct disguise regex
    tei
    diagnostics
    errors version
"""

HEIGHT = {
    name: height
    for height, line in enumerate(reversed(FLOORS.split("\n")))
    for name in line.split()
}


class Import(NamedTuple):
    """One import inside the package: the line it stands on, who imports, and what."""

    place: str
    importer: str
    imported: str  # a module without the leading "edition.", or "" for the package root


def imports() -> list[Import]:
    modules = {_module(path): path for path in sorted(PACKAGE.rglob("*.py"))}
    return [
        Import(f"{path.relative_to(PACKAGE.parent)}:{line}", module, imported)
        for module, path in modules.items()
        for line, imported in _imported(path, module, modules)
    ]


def test_every_module_has_its_floor() -> None:
    homeless = {_module(path).split(".")[0] for path in PACKAGE.rglob("*.py")} - {"", *HEIGHT}
    assert not homeless, f"on no floor yet, enter it in FLOORS: {', '.join(sorted(homeless))}"
    empty = {name for name in HEIGHT if not list(PACKAGE.glob(f"{name}*"))}
    assert not empty, f"in FLOORS and not in the house: {', '.join(sorted(empty))}"


def test_nobody_inside_imports_the_root() -> None:
    assert not [
        _say(found) for found in imports() if found.imported == "" and found.importer != "__main__"
    ]


def test_no_import_climbs() -> None:
    climbs = []
    for found in imports():
        above, below = found.importer.split(".")[0], found.imported.split(".")[0]
        if above and below and above != below and HEIGHT.get(below, 0) >= HEIGHT.get(above, 99):
            climbs.append(_say(found))
    assert not climbs, "\n".join(climbs)


def test_no_circle() -> None:
    """Floors rule circles out between modules; this one also sees into subpackages."""
    graph: dict[str, dict[str, Import]] = {}
    for found in imports():
        if found.imported:
            graph.setdefault(found.importer, {})[found.imported] = found
    done: set[str] = set()

    def walk(module: str, way: list[Import]) -> None:
        if any(step.importer == module for step in way):
            raise AssertionError("a circle:\n" + "\n".join(_say(step) for step in way))
        if module not in done:
            for imported, step in graph.get(module, {}).items():
                walk(imported, [*way, step])
            done.add(module)

    for module in graph:
        walk(module, [])


def test_few_know_where_text_lies_between_tags() -> None:
    """`.tail` is lxml's; what reads a text asks `tei` (docs/architecture.md)."""
    knowing = {
        _module(path).split(".")[0] for path in PACKAGE.rglob("*.py") if ".tail" in path.read_text()
    }
    assert knowing == {"tei", "rendering", "coverage", "relaxng", "schematron"}


def test_only_the_command_line_knows_click() -> None:
    knowing = [
        f"{path.relative_to(PACKAGE.parent)}:{line}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if _module(path).split(".")[0] != "cli"
        for line, name in _names(path)
        if name.split(".")[0] == "click"
    ]
    assert not knowing


def test_validating_imports_nothing_that_it_does_not_need(tmp_path: Path) -> None:
    """One small file is checked in the time that it takes to import what makes pages."""
    file = tmp_path / "a.xml"
    file.write_text('<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="en"/>')
    code = f"""
import sys
from edition.cli import main
try:
    main(["validate", {str(file)!r}])
finally:
    print(*sys.modules, file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    others = {"edition.site", "edition.export", "edition.rendering", "edition.analysis", "edition.assembly"}  # fmt: skip
    assert not {"jinja2", "langcodes", "saxonche", *others} & set(done.stderr.split())


def _module(path: Path) -> str:
    """Return the name of a module below the package: `edition/render/html.py` is `render.html`, the root is ""."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imported(path: Path, module: str, modules: dict[str, Path]) -> Iterator[tuple[int, str]]:
    """Yield line and module for each import of the package's own modules, wherever in the file it stands."""
    inside = [PACKAGE.name, *filter(None, module.split("."))]
    package = inside if path.name == "__init__.py" else inside[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), path)):
        if isinstance(node, ast.Import):
            wanted = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*start, *filter(None, [node.module])])
            whole = [f"{base}.{alias.name}" for alias in node.names]
            wanted = [name if _below(name) in modules else base for name in whole]
        else:
            continue
        for name in dict.fromkeys(wanted):
            if (below := _below(name)) is not None:
                yield node.lineno, below


def _below(name: str) -> str | None:
    """Return a dotted name without the package's, "" for the package itself, None for what is not ours."""
    root, _, rest = name.partition(".")
    return rest if root == PACKAGE.name else None


def _names(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.lineno, node.module or ""


def _say(found: Import) -> str:
    return f"{found.place}: {found.importer or '__init__'} imports {found.imported or 'the package root'}"
