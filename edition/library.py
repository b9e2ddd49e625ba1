"""Library: the documents of an edition, each read when it is asked for and let go of when others are.

What is known of all of them is small and stays; trees are large, and only some are kept. Whatever looks at one document
at a time is a function that goes to where the documents are read: here, or, for much text, in one process a core.
"""

from __future__ import annotations

import gc
import signal
import sys
import weakref
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from edition.diagnostics import Diagnostic
from edition.document import Document, read, standing_alone
from edition.errors import EditionError
from edition.inclusion import Included
from edition.pointers import Conventions

if TYPE_CHECKING:  # imported where processes start: a single file needs none
    from concurrent.futures import Future, ProcessPoolExecutor

T = TypeVar("T")

#: How many bytes of sources are kept as trees, which are about ten times as large.
KEPT = 1 << 25
#: For fewer bytes of sources it takes longer to start processes than to do the work.
WORTHWHILE = 1 << 21
#: How many batches each process gets: many enough to keep all busy to the end.
BATCHES = 6
#: After how many new objects, and how often, Python looks for circles among all (see `gc.set_threshold`): what is made
#: here are trees and values without any, and to look for some takes a fifth of the time.
CIRCLES = (100_000, 20, 100)
#: What is said of files that are no texts of an edition.
_STRANGE = frozenset({"binary-file", "empty-file", "not-a-file", "not-tei", "not-xml"})


class Progress:
    """How far a run is that goes over the documents more than once: once from 0 to 1, over all its passes.

    `tell` is told; `shares` say how much of the whole each pass takes, in their order. What comes after them is not told.
    """

    def __init__(self, tell: Callable[[float], object], shares: Sequence[int] = (1,)) -> None:
        self._tell = tell
        self._shares = tuple(shares)
        self._passed = -1

    def begin(self) -> None:
        """Begin with the next pass."""
        self._passed += 1

    def at(self, part: float) -> None:
        """Say how much of a pass is done, from 0 to 1."""
        if self._passed < len(self._shares):
            done = sum(self._shares[: self._passed]) + part * self._shares[self._passed]
            self._tell(done / sum(self._shares))


class Each(Protocol):
    """Applies a function to each document of an edition, or to those named: `Library.each` is one."""

    def __call__(
        self, function: Callable[[Document], T], ids: Collection[str] | None = None
    ) -> dict[str, T]: ...


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read: where it lies, its path for messages, its id, and the folders from which it may include.

    `conventions` are what the project says of its pointers.
    """

    file: Path
    path: str
    id: str
    folders: tuple[Path, ...] = ()
    conventions: Conventions = field(default_factory=Conventions)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What reading a file came to, beside its tree: faults, what it includes or wants to, and whether it is a document at all.

    `is_whole` says that all is there that it may be: it is a document that lacks no part, or none of TEI at all.
    """

    file: Path
    is_document: bool
    is_whole: bool = True
    faults: tuple[Diagnostic, ...] = ()
    included: tuple[Included, ...] = ()
    sought: tuple[Path, ...] = ()


class Kept(Generic[T]):
    """Values by name, of which those asked for last are kept as long as they weigh no more than a bound together."""

    def __init__(self, bound: int | None = None) -> None:
        self._bound = KEPT if bound is None else bound
        self._values: dict[str, tuple[T, int]] = {}
        self._weight = 0

    def get(self, name: str, make: Callable[[], T], weigh: Callable[[T], int]) -> T:
        """Return the value of a name, made if it is not kept."""
        if name in self._values:
            value, weight = self._values.pop(name)
        else:
            value = make()
            weight = weigh(value)
            self._weight += weight
        self._values[name] = value, weight
        while self._weight > self._bound and len(self._values) > 1:
            self.drop(next(iter(self._values)))
        return value

    def drop(self, name: str) -> None:
        """Keep the value of a name no longer."""
        if name in self._values:
            self._weight -= self._values.pop(name)[1]


class Library(Mapping[str, Document]):
    """The documents by id, in the order of their files; without those that others include whole.

    `jobs` is the number of processes that `each` may use, `progress` is told how far it is, `bound` is how many bytes of
    sources are kept as trees (see `KEPT`).
    """

    def __init__(
        self,
        files: Sequence[SourceFile],
        jobs: int = 1,
        progress: Progress | None = None,
        bound: int | None = None,
    ) -> None:
        self._files = {item.id: item for item in files}
        self._jobs = jobs
        self._progress = progress
        self._outcomes: dict[str, Outcome] = {}
        self._documents: Kept[Document | None] = Kept(bound)

    def __getitem__(self, id: str) -> Document:
        """Return a document. Raises KeyError if its file is none, or cannot be read."""
        document = self._read(id) if id in self._files else None
        if document is None:
            raise KeyError(id)
        return document

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def faults(self) -> tuple[Diagnostic, ...]:
        """What is wrong with the files themselves; what several include is said once."""
        outcomes = map(self._outcome, self._files)
        return tuple(dict.fromkeys(fault for one in outcomes for fault in one.faults))

    @property
    def is_whole(self) -> bool:
        """Whether all is known: no text, and no part of one, could not be read."""
        return all(self._outcome(id).is_whole for id in self._files)

    @property
    def files(self) -> set[Path]:
        """The files that are read: the sources, and what they include or do not find."""
        outcomes = list(map(self._outcome, self._files))
        return {file for one in outcomes for file in (one.file, *one.sought)}

    def renewed(self, files: Sequence[SourceFile], changed: Collection[Path]) -> Library:
        """Return the library of these files, now that some have changed: the others are not read again."""
        new = Library(files, self._jobs, self._progress)
        new._documents = self._documents
        for id in {*self._files, *new._files}:
            outcome = self._outcomes.get(id)
            if (
                outcome
                and not outcome.faults
                and self._files[id] == new._files.get(id)
                and not {outcome.file, *(one.file for one in outcome.included)} & {*changed}
            ):
                new._outcomes[id] = outcome
            else:
                new._documents.drop(id)
        return new

    def each(
        self, function: Callable[[Document], T], ids: Collection[str] | None = None
    ) -> dict[str, T]:
        """Return what a function gives for each document, or those named, by id and in order.

        It and what it gives must be picklable if there are several jobs. Raises EditionError if it does.
        """
        wanted = [id for id in self._files if id in ids] if ids is not None else self._perhaps
        if self._progress:
            self._progress.begin()
        if self._jobs > 1 and len(wanted) > 1 and self._size(wanted) >= WORTHWHILE:
            found = self._spread(function, wanted)
        else:
            found, done, size = {}, 0, self._size(wanted)
            for id in wanted:
                if (document := self._read(id)) is not None:
                    found[id] = function(document)
                done += self._sizes[id]
                self._tell(done, size)
        self._tell(1, 1)
        return {id: found[id] for id in (self._ids if ids is None else wanted) if id in found}

    @property
    def _perhaps(self) -> list[str]:
        """The ids of the files that are documents, as far as is known."""
        return [
            id for id in self._files if id not in self._outcomes or self._outcomes[id].is_document
        ]

    @cached_property
    def _ids(self) -> list[str]:
        """The ids of the documents; all files have been read once when this is known."""
        outcomes = {id: one for id in self._files if (one := self._outcome(id)).is_document}
        alone = {one.file for one in standing_alone(list(outcomes.values()))}
        return [id for id, one in outcomes.items() if one.file in alone]

    def _outcome(self, id: str) -> Outcome:
        if id not in self._outcomes:
            self._read(id)
        return self._outcomes[id]

    def _read(self, id: str) -> Document | None:
        def make() -> Document | None:
            item = self._files[id]
            document, faults = read(item.file, item.path, id, item.folders)
            included = document.included if document else ()
            sought = document.sought if document else ()
            is_whole = (
                document.is_whole
                if document
                else _STRANGE.issuperset(fault.code for fault in faults)
            )
            self._outcomes[id] = Outcome(
                item.file, document is not None, is_whole, faults, included, sought
            )
            return replace(document, conventions=item.conventions) if document else None

        return self._documents.get(id, make, lambda one: len(one.data) if one else 0)

    def _size(self, ids: Collection[str]) -> int:
        return sum(map(self._sizes.__getitem__, ids))

    @cached_property
    def _sizes(self) -> dict[str, int]:
        return {id: _size(item.file) for id, item in self._files.items()}

    def _tell(self, done: int, of: int) -> None:
        if self._progress and of:
            self._progress.at(done / of)

    # Several processes.

    def _spread(self, function: Callable[[Document], T], ids: list[str]) -> dict[str, T]:
        import pickle
        from concurrent.futures.process import BrokenProcessPool

        batches, size = self._batches(ids), self._size(ids)
        task = pickle.dumps(function)  # once: it may know much of other documents
        largest = sorted(batches, key=lambda batch: -self._size(batch))
        with _uninterrupted():
            work: dict[str, Future[list[tuple[str, Outcome, T | None]]]] = {
                batch[0]: self._pool.submit(_work, task, batch) for batch in largest
            }
        found: dict[str, T] = {}
        done = 0
        try:
            for batch in batches:
                for id, outcome, value in work[batch[0]].result():
                    self._outcomes[id] = outcome
                    if outcome.is_document:
                        found[id] = value  # type: ignore[assignment]
                done += self._size(batch)
                self._tell(done, size)
        except BrokenProcessPool as error:
            raise EditionError(
                "a process at work on the sources was ended from outside, perhaps for want of memory; try --jobs 1"
            ) from error
        finally:
            for item in work.values():
                item.cancel()
        return found

    def _batches(self, ids: list[str]) -> list[list[str]]:
        """Return the ids in batches of about as many bytes each."""
        most = self._size(ids) / (self._jobs * BATCHES)
        batches: list[list[str]] = []
        size = most
        for id in ids:
            if size >= most:
                batches.append([])
                size = 0
            batches[-1].append(id)
            size += self._sizes[id]
        return batches

    @cached_property
    def _pool(self) -> ProcessPoolExecutor:
        import multiprocessing
        from concurrent.futures import ProcessPoolExecutor

        methods = multiprocessing.get_all_start_methods()
        context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
        if "forkserver" in methods:
            context.set_forkserver_preload(["edition.validation", "edition.analysis"])
        pool = ProcessPoolExecutor(
            self._jobs,
            context,
            initializer=_begin,
            initargs=(tuple(self._files.values()), KEPT // self._jobs),
        )
        weakref.finalize(
            self, pool.shutdown
        )  # else Python may end while the pool clears itself away
        return pool


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Have Ctrl-C wait while processes start; they inherit that, so that none speaks of it before it can do otherwise."""
    if sys.platform == "win32":
        yield
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # which, when it starts, has no signal wait after it
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


#: The library of a process that works for another.
_own: list[Library] = []


def _begin(files: tuple[SourceFile, ...], bound: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that is worked for says that it ends
    gc.set_threshold(*CIRCLES)
    _own[:] = [Library(files, bound=bound)]  # all together keep as much as one


def _work(task: bytes, ids: Sequence[str]) -> list[tuple[str, Outcome, Any]]:
    (library,) = _own
    function = _function(task)
    found: list[tuple[str, Outcome, Any]] = []
    for id in ids:
        document = library._read(id)
        found.append((id, library._outcome(id), function(document) if document else None))
    return found


@lru_cache(maxsize=1)
def _function(task: bytes) -> Callable[[Document], Any]:
    """Return what is to be done, the same for all batches: what it works out for one serves the next."""
    import pickle

    function: Callable[[Document], Any] = pickle.loads(task)
    return function


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0
