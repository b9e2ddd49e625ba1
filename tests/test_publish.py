"""Publish: all or nothing, only into the output folder, and nothing of others is lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edition.errors import EditionError
from edition.publish import MANIFEST, publish

SITE = [("index.html", b"hello"), ("texts/a/index.html", b"text")]


def content(folder: Path) -> dict[str, bytes]:
    """All files below a folder, hidden ones too; folders that hold nothing with a slash."""
    found = {}
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_file():
            found[name] = path.read_bytes()
        elif not any(path.iterdir()):
            found[f"{name}/"] = b""
    return found


def pages(folder: Path) -> dict[str, bytes]:
    return {name: data for name, data in content(folder).items() if name != MANIFEST}


def test_the_site_is_what_was_given_and_a_manifest(tmp_path: Path) -> None:
    assert publish(SITE, tmp_path / "new" / "site") == 2
    assert pages(tmp_path / "new" / "site") == dict(SITE)
    manifest = json.loads((tmp_path / "new" / "site" / MANIFEST).read_bytes())
    assert sorted(manifest["files"]) == [address for address, _ in SITE]
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["site"], "nothing stays behind"


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    publish(SITE, tmp_path)
    assert pages(tmp_path) == dict(SITE)


def test_what_is_no_longer_made_goes_and_what_others_made_stays(tmp_path: Path) -> None:
    out = tmp_path / "site"
    publish([*SITE, ("old.html", b"old"), ("gone/old.html", b"old")], out)
    (out / "CNAME").write_text("edition.example.org")
    (out / ".git" / "refs").mkdir(parents=True)
    (out / "latest").symlink_to("texts")
    publish(SITE, out)
    assert pages(out) == {**dict(SITE), "CNAME": b"edition.example.org", ".git/refs/": b""}
    assert (out / "latest").is_symlink()
    assert (out / "latest/a/index.html").read_bytes() == b"text"


def test_a_file_of_others_is_never_overwritten(tmp_path: Path) -> None:
    publish(SITE, tmp_path)
    (tmp_path / "search.html").write_bytes(b"mine")
    before = content(tmp_path)
    with pytest.raises(EditionError, match=r"search\.html: was not made by this tool"):
        publish([*SITE, ("search.html", b"ours")], tmp_path)
    assert content(tmp_path) == before


@pytest.mark.parametrize(
    "manifest",
    [
        None,
        "",
        "{}",
        "[]",
        "null",
        '{"generator": "another", "files": {}}',
        '{"generator": "edition"}',
    ],
)
def test_a_folder_that_is_not_ours_is_refused(tmp_path: Path, manifest: str | None) -> None:
    (tmp_path / "thesis.txt").write_text("the only copy")
    if manifest is not None:
        (tmp_path / MANIFEST).write_text(manifest)
    before = content(tmp_path)
    with pytest.raises(EditionError, match="did not make"):
        publish(SITE, tmp_path)
    assert content(tmp_path) == before


def test_a_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "site"
    file.write_text("a file")
    for out in (file, file / "below"):
        with pytest.raises(EditionError, match="site"):
            publish(SITE, out)
    assert file.read_text() == "a file"


@pytest.mark.parametrize(
    "address", ["../out.html", "/etc/out.html", "a/../../out.html", "", "..", "."]
)
def test_nothing_is_written_outside(tmp_path: Path, address: str) -> None:
    out = tmp_path / "site"
    publish(SITE, out)
    before = content(tmp_path)
    with pytest.raises(EditionError):
        publish([*SITE, (address, b"out")], out)
    assert content(tmp_path) == before


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(address=st.text(max_size=300))
def test_any_address_is_inside_or_refused(
    tmp_path_factory: pytest.TempPathFactory, address: str
) -> None:
    around = tmp_path_factory.mktemp("around")
    try:
        publish([(address, b"page")], around / "site")
    except EditionError:
        assert content(around) == {}
    else:
        assert {name.split("/")[0] for name in content(around)} == {"site"}
        assert pages(around / "site") == {
            (around / "site" / address).relative_to(around / "site").as_posix(): b"page"
        }


def test_a_build_that_fails_half_way_changes_nothing(tmp_path: Path) -> None:
    def failing() -> Iterator[tuple[str, bytes]]:
        yield "index.html", b"new"
        raise EditionError("a template is faulty")

    out = tmp_path / "site"
    publish(SITE, out)
    before = content(tmp_path)
    with pytest.raises(EditionError):
        publish(failing(), out)
    assert content(tmp_path) == before
    with pytest.raises(EditionError):
        publish(failing(), tmp_path / "other")
    assert content(tmp_path) == before


def test_a_build_that_is_stopped_in_the_last_moment_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "site"
    publish(SITE, out)
    before = content(tmp_path)
    rename = Path.rename

    def stopped(path: Path, to: Path) -> Path:
        if to == out and path.name.startswith(".site-"):
            raise KeyboardInterrupt
        return rename(path, to)

    monkeypatch.setattr(Path, "rename", stopped)
    with pytest.raises(KeyboardInterrupt):
        publish([("index.html", b"new")], out)
    assert content(tmp_path) == before


def test_a_link_to_a_folder_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "site").symlink_to("disk", target_is_directory=True)
    publish(SITE, tmp_path / "site")
    assert (tmp_path / "site").is_symlink()
    assert pages(tmp_path / "disk") == dict(SITE)


def test_the_folder_that_one_stands_in_can_be_the_output(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    publish(SITE, Path())
    assert pages(tmp_path) == dict(SITE)
