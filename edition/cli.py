"""The command line: one command per verb, words in, words out.

Results go to stdout, progress and faults of the set-up to stderr. Exit codes: 0 clean, 1 faults of error level
or failure, 2 usage.
"""

from __future__ import annotations

import gc
import os
import shlex
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click
from click.core import ParameterSource

from edition.baseline import NAME, Findings
from edition.diagnostics import Diagnostic, Severity, in_order
from edition.errors import EditionError
from edition.explanations import codes, explanation
from edition.library import CIRCLES, Progress
from edition.pointers import nearest, printable
from edition.project import Project
from edition.reports import FORMATS, render
from edition.validation import PASSES
from edition.version import __version__

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

#: In how many columns prose is printed, if the terminal has them.
WIDTH = 88

#: After how many seconds a run is so long that it says how far it is.
LONG = 1.0

#: What the passes over the documents take of a run, by command; the others make one.
_SHARES = {"validate": PASSES, "build": (*PASSES, 8), "audit": (4, 1, 1)}

_OWN_RULE = "the id of a rule in a Schematron file, and explained by those who wrote it"


class _Group(click.Group):
    """Turns a fault of the set-up into one line on stderr and exit 1."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except EditionError as error:
            click.echo(f"edition: {error}", err=True)
            ctx.exit(1)
        except BrokenPipeError:  # the reader of our output went away
            sys.stderr.close()
            ctx.exit(1)
        except OSError as error:  # a full disk, a device that is gone
            named = f"{error.filename}: " if error.filename else ""
            click.echo(f"edition: {named}{error.strerror or error}", err=True)
            ctx.exit(1)


class _OneOf(click.ParamType):  # type: ignore[type-arg]  # generic from click 8.4 on
    """A choice among names that are given when they are asked for, since what knows them takes long to import."""

    name = "choice"

    def __init__(self, names: Callable[[], Iterable[str]]) -> None:
        self._names = names

    @cached_property
    def _choice(self) -> click.Choice[str]:
        return click.Choice(list(self._names()))

    def get_metavar(self, *args: Any, **kwargs: Any) -> str | None:
        return self._choice.get_metavar(*args, **kwargs)

    def get_missing_message(self, *args: Any, **kwargs: Any) -> str | None:
        return self._choice.get_missing_message(*args, **kwargs)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return self._choice.convert(value, param, ctx)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        return self._choice.shell_complete(ctx, param, incomplete)


@click.group(
    cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, message="edition %(version)s")
@click.option(
    "-C",
    "folder",
    type=click.Path(path_type=Path, readable=False),
    default=Path(),
    help="The project's folder (default: here).",
)
@click.pass_context
def main(ctx: click.Context, folder: Path) -> None:
    """Turn TEI-XML into a checked, indexed, citable edition."""
    if not folder.is_dir():
        raise EditionError(f"{folder}: there is no such folder")
    gc.set_threshold(*CIRCLES)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(
            stream, TextIOWrapper
        ):  # a letter that it has not is written out, and stops nothing
            stream.reconfigure(errors="backslashreplace")
    chosen = ctx.get_parameter_source("folder") is not ParameterSource.DEFAULT
    progress = _progress(_SHARES.get(ctx.invoked_subcommand or "", (1,)))
    ctx.obj = Project(
        Path(os.path.abspath(folder)), is_named=chosen, given=folder, progress=progress
    )


_PATHS = click.argument("paths", nargs=-1, type=click.Path(path_type=Path, readable=False))
_SCHEMA = click.option(
    "--schema", "schemas", multiple=True, type=click.Path(path_type=Path, readable=False), metavar="FILE",
    help="A grammar (.rng) or rules (.sch) to apply; may be given more than once.",
)  # fmt: skip


def _cores() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


_JOBS = click.option(
    "--jobs", type=click.IntRange(min=1), default=_cores, show_default="all cores", metavar="N",
    help="How many processes may work at once.",
)  # fmt: skip


@main.command()
@_PATHS
@_SCHEMA
@_JOBS
@click.option(
    "--phase", default="", metavar="NAME",
    help="The phase of the Schematron rules to run (default: the schema's own; #ALL: all rules).",
)  # fmt: skip
@click.option(
    "--engine", type=click.Choice(["own", "lxml"]), default="own", show_default=True,
    help="Who reads the grammars: our own engine, or libxml2 for a second opinion, in its words.",
)  # fmt: skip
@click.option(
    "--format",
    type=click.Choice(list(FORMATS)),
    default="text",
    show_default=True,
    help="How to print the findings.",
)
@click.option(
    "--write-baseline",
    "writes",
    is_flag=True,
    help="Accept all that is found now; only what is new fails from then on.",
)
@click.option(
    "--baseline",
    type=click.Path(path_type=Path, readable=False),
    metavar="FILE",
    help=f"What is accepted (default: that of edition.toml, or {NAME} in the project).",
)
@click.option("--no-baseline", is_flag=True, help="Show what is accepted, too.")
@click.option(
    "--watch", is_flag=True, help="Check again each time that a file changes, until Ctrl-C."
)
@click.pass_obj
def validate(
    project: Project,
    paths: tuple[Path, ...],
    schemas: tuple[Path, ...],
    jobs: int,
    phase: str,
    engine: str,
    format: str,
    writes: bool,
    baseline: Path | None,
    no_baseline: bool,
    watch: bool,
) -> None:
    """Print every fault in the sources, worded for the person who must mend it.

    PATHS are TEI files or folders; without any, the project's tei/ is checked.
    """
    if no_baseline and (writes or baseline):
        raise click.UsageError("--no-baseline goes with neither --baseline nor --write-baseline.")
    if watch and writes:
        raise click.UsageError("--watch does not go with --write-baseline.")
    project = replace(
        project,
        paths=paths,
        named_schemas=schemas,
        named_phase=phase,
        named_baseline=baseline,
        engine=engine,
        jobs=jobs,
    )
    if writes:
        accepted = project.accept()
        number = sum(accepted.counts.values())
        what = "1 finding" if number == 1 else f"{number:,} findings"
        click.echo(f"{_shown(accepted.file)}: {what} accepted; from now on only new ones count.")
        return

    def report(project: Project) -> int:
        findings = Findings(tuple(project.diagnostics)) if no_baseline else project.findings
        text = render(findings, len(project.files), format, terminal=_is_terminal(sys.stdout))
        _print(text, format)
        return _status(findings.new)

    if watch:
        _watch(project, report)
    else:
        sys.exit(report(project))


def _watch(project: Project, report: Callable[[Project], object]) -> None:
    """Report on a project each time that it has changed, on a terminal on a clear screen; end with Ctrl-C."""
    from edition.watch import PAUSE, rounds

    with suppress(KeyboardInterrupt):
        for now in rounds(replace(project, jobs=1, progress=None), lambda: time.sleep(PAUSE)):
            if _is_terminal(sys.stdout):
                click.clear()
            try:
                report(now)
            except EditionError as error:
                click.echo(f"edition: {error}", err=True)
            click.echo("Waiting for changes; Ctrl-C ends.", err=True)


def _progress(shares: Sequence[int]) -> Progress | None:
    """Return what tells on a terminal how far a long run is, and takes itself away; None where nobody looks on."""
    if not _is_terminal(sys.stderr) or os.environ.get("TERM") == "dumb":
        return None
    start, shown = time.monotonic(), ""

    def tell(done: float) -> None:
        nonlocal shown
        said = f"{100 * done:.0f} %" if done < 1 and time.monotonic() - start > LONG else ""
        if said != shown:
            click.echo(f"\r{said}\x1b[K", nl=False, err=True)
            shown = said

    return Progress(tell, shares)


@main.command()
@_PATHS
@_SCHEMA
@_JOBS
@click.option(
    "-o",
    "--output",
    "out",
    type=click.Path(path_type=Path, readable=False),
    help="The folder to write (default: site/ in the project).",
)
@click.option(
    "--report",
    "with_report",
    is_flag=True,
    help="Print how each element was shown, and what was dropped and why.",
)
@click.pass_obj
def build(
    project: Project,
    paths: tuple[Path, ...],
    schemas: tuple[Path, ...],
    jobs: int,
    out: Path | None,
    with_report: bool,
) -> None:
    """Write the whole edition as a folder of HTML that needs no server.

    Faults in the sources are printed on stderr; what can be built is built.
    """
    project = replace(project, paths=paths, named_schemas=schemas, jobs=jobs)
    out = out or project.folder / "site"
    findings = project.findings  # first, so that a schema that cannot be used stops all
    number = project.build(out)
    found = in_order([*findings.new, *(project.site.findings if number else ())])
    for item in found:
        click.echo(str(item), err=True)
    if accepted := sum(item.count for item in findings.accepted):
        what = "finding is" if accepted == 1 else "findings are"
        click.echo(f"{accepted:,} {what} accepted by {findings.baseline}, and not shown.", err=True)
    if with_report and number:
        click.echo(_report(project), nl=False)
    if number:
        click.echo(
            f"{_shown(out)}: {number} files; open {_shown(out / 'index.html')} in a browser."
        )
    else:
        click.echo(
            "edition: there is nothing to build: none of the files is TEI that can be read",
            err=True,
        )
    sys.exit(_status(found) if number else 1)


@main.command()
@_PATHS
@_JOBS
@click.option(
    "--format",
    type=click.Choice(list(FORMATS)),
    default="text",
    show_default=True,
    help="How to print the findings; the JSON also lists the forms of each entry.",
)
@click.pass_obj
def audit(project: Project, paths: tuple[Path, ...], jobs: int, format: str) -> None:
    """Print what is doubtful about the register and the names: questions to the editor.

    Is one person two entries, or one entry two persons? Who is never mentioned, which name leads nowhere, what is
    tagged here and not there?
    """
    from edition.audit import listing

    project = replace(project, paths=paths, jobs=jobs)
    entries = {"entries": listing(project.edition)} if format == "json" else {}
    findings = Findings(tuple(project.doubts))
    terminal = _is_terminal(sys.stdout)
    text = render(findings, len(project.files), format, terminal=terminal, **entries)
    _print(text, format)
    sys.exit(_status(project.doubts))


def _kinds() -> Iterable[str]:
    from edition.export import ALL, KINDS

    return (*KINDS, ALL)


def _formats() -> Iterable[str]:
    from edition.export import FORMATS

    return sorted(FORMATS)


@main.command(name="export")
@click.argument("kind", type=_OneOf(_kinds), metavar="KIND")
@_PATHS
@_JOBS
@click.option(
    "--format",
    type=_OneOf(_formats),
    help="How to write it (default: csv; of all: every format that has something to say).",
)
@click.option(
    "-o",
    "--output",
    "out",
    type=click.Path(path_type=Path, readable=False),
    help="The file to write (default: stdout); of all formats the folder.",
)
@click.pass_obj
def export_command(
    project: Project,
    kind: str,
    paths: tuple[Path, ...],
    jobs: int,
    format: str | None,
    out: Path | None,
) -> None:
    """Print an index.

    KIND is one of persons, places, organisations, works, events, objects, terms, names, dates,
    letters; or all, for all of them.
    """
    from edition.export import ALL, export, files, unused

    if kind == ALL and format is None and out is None:
        raise click.UsageError("all indexes in all formats are many files: name a folder with -o")
    project = replace(project, paths=paths, jobs=jobs)
    edition = project.edition
    if out is not None:
        project.spare_sources(out)
    if kind == ALL and format is None and out is not None:
        made = dict(files(edition))
        project.spare_sources(*(out / name for name in made))
        _make(out)
        for name, text in made.items():
            _write(out / name, text)
        silent = unused(edition)
        rest = f"; nothing to write as {', '.join(silent)}" if silent else ""
        click.echo(f"{_shown(out)}: {len(made)} files{rest}")
    else:
        text = export(edition, kind, format or "csv")
        if out is None:
            sys.stdout.buffer.write(text.encode("utf-8"))
        else:
            _write(out, text)
    for item in project.faults:
        click.echo(str(item), err=True)
    sys.exit(_status(project.faults))


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EditionError(f"{folder}: cannot be made ({error.strerror})") from error


def _write(file: Path, text: str) -> Path:
    try:
        file.write_bytes(text.encode("utf-8"))
    except OSError as error:
        raise EditionError(f"{file}: cannot be written ({error.strerror})") from error
    return file


@main.command()
@click.argument("folder", type=click.Path(path_type=Path, readable=False), metavar="DIR")
def new(folder: Path) -> None:
    """Make a small project in DIR, to build at once and to change into your own.

    DIR is a new or an empty folder; nothing is ever overwritten.
    """
    from edition.starter import create

    made = create(folder)
    click.echo(f"{folder}: {len(made)} files")
    for file in made:
        click.echo(f"  {file.relative_to(folder)}")
    here = "edition" if folder == Path() else f"edition -C {shlex.quote(str(folder))}"
    click.echo(f"Next:\n  {here} validate\n  {here} build")


@main.command()
@click.argument("code", required=False)
@click.pass_context
def explain(ctx: click.Context, code: str | None) -> None:
    """Print what the CODE of a finding means, with a wrong and a right example.

    Without CODE, list all codes.
    """
    width = min(shutil.get_terminal_size((WIDTH, 0)).columns, WIDTH)
    if code is None:
        lines = click.HelpFormatter(width=width)
        rows = [(one.code, one.summary) for one in map(explanation, codes()) if one]
        lines.write_dl(rows, col_max=min(30, width // 2))
        click.echo(lines.getvalue() + f"\nA code that is not listed is {_OWN_RULE}.")
        return
    known = explanation(code.strip("[]"))
    if known is None:
        near = nearest(code, codes())
        hint = f"Did you mean {near}?" if near else f"It may be {_OWN_RULE}."
        raise click.UsageError(f"there is no code {printable(code)}. {hint}", ctx)
    click.echo(known.text(width), nl=False)


def _print(report: str, format: str) -> None:
    """Print a report: for programs in UTF-8, for people as the terminal or pipe has it."""
    said = report.encode("utf-8") if format in ("json", "sarif") else report
    click.echo(said, nl=False, color=None if _has_colours() else False)


def _is_terminal(stream: TextIO | None) -> bool:
    """Tell whether someone looks on; a stream that is closed is None."""
    return stream is not None and stream.isatty()


def _has_colours() -> bool:
    """Tell whether the user wants colours (https://no-color.org/) and the terminal knows them."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _status(diagnostics: Iterable[Diagnostic]) -> int:
    return 1 if any(item.severity is Severity.error for item in diagnostics) else 0


def _shown(path: Path) -> str:
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


def _report(project: Project) -> str:
    lines = []
    for id, rendered in project.site.rendered.items():
        lines.append(f"{id}:")
        for how, counts in (("shown as", rendered.shown), ("dropped,", rendered.dropped)):
            lines += [
                f"  <{_plain(name)}> {how} {why}: {n}" for (name, why), n in sorted(counts.items())
            ]
    return "\n".join(lines) + "\n"


def _plain(name: str) -> str:
    return name.rpartition("}")[2]
