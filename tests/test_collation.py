"""Collation: names in the order of their language, under their letters, and when two forms are the same."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from itertools import groupby, pairwise
from pathlib import Path

import pytest

from edition.collation import _TAILORED, folded, sort_key
from edition.entries import initial
from edition.index import normal_form

NAMES = {
    language: names
    for line in Path(__file__).with_name("collation.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
    for language, *names in [line.split()]
}

#: Asks ICU, which brings CLDR, to sort words by letters alone; words of the same letters come together.
_ASK = """
const lists = JSON.parse(require("fs").readFileSync(0, "utf8"));
for (const language in lists) {
  const { compare } = new Intl.Collator(language === "sr" ? "sr-Latn" : language, { sensitivity: "base" });
  lists[language] = lists[language].sort(compare).map((word, at, all) => [word, at > 0 && !compare(all[at - 1], word)]);
}
console.log(JSON.stringify(lists));
"""


@pytest.mark.parametrize("language", sorted(NAMES))
def test_names_sort_as_a_language_has_it(language: str) -> None:
    names = NAMES[language]
    mixed = [*names[1::2], *names[::2]]
    assert sorted(mixed, key=lambda name: sort_key(name, language)) == names


@pytest.mark.parametrize("language", sorted(NAMES))
def test_what_stands_under_a_letter_stands_together(language: str) -> None:
    headings = [
        letter for letter, _ in groupby(initial(name, language) for name in NAMES[language])
    ]
    assert len(headings) == len(set(headings)), headings


def test_letters_alone_sort_as_cldr_has_it() -> None:
    """Words at random of each language's alphabet, its own letters often, and of accents that it does not know."""
    words = {language: _words(language, rules) for language, rules in _TAILORED.items()}
    for language, found in _sorted_by_icu(words).items():
        for (one, _), (other, same) in pairwise(found):
            first, second = (_letters(word, language) for word in (one, other))
            assert first == second if same else first < second, (language, one, other, same)


def _words(language: str, rules: str) -> list[str]:
    own = rules.replace("=", " ").replace(",", " ").split()
    start = ord(own[0][0])
    plain = [chr(code) for code in range(0xE0, 0x17E) if chr(code).islower()]
    script = {0x3: range(0x430, 0x450), 0x4: range(0x430, 0x450), 0x6: range(0x628, 0x63B)}
    letters = [chr(code) for code in script.get(start >> 8, range(ord("a"), ord("z") + 1))]
    marked = [letter for letter in plain if letter not in "ŉĳĸŋþŧıŀß"] if start < 0x250 else []
    chance = random.Random(language)
    pool = [*letters, *own, *own, *own, *marked]
    return ["".join(chance.choices(pool, k=chance.randint(1, 4))) for _ in range(300)]


def _letters(word: str, language: str) -> tuple[int, ...]:
    key = sort_key(word, language)
    return key[: key.index(0)]


def _sorted_by_icu(words: dict[str, list[str]]) -> dict[str, list[tuple[str, bool]]]:
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs node, whose ICU knows how CLDR sorts")
    version = _run([node, "-p", "process.versions.cldr"])
    if not version.startswith("48"):
        pytest.skip(f"needs a node with CLDR 48, not {version.strip()}")
    found: dict[str, list[tuple[str, bool]]] = json.loads(
        _run([node, "-e", _ASK], json.dumps(words))
    )
    return found


def _run(command: list[str], given: str = "") -> str:
    return subprocess.run(command, input=given, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize(
    ("name", "language", "letter"),
    [
        ("Émile", "fr", "E"), ("Åberg", "sv", "Å"), ("Åberg", "", "A"), ("“Ada”", "", "A"), ("ἄλφα", "", "Α"), ("7 sleepers", "", "0–9"), ("", "", "#"),
        ("Ḥasan", "ar", "H"), ("ʿAlī", "", "A"), ("أحمد", "ar", "ا"), ("Łukasz", "en", "L"), ("Łukasz", "pl", "Ł"), ("Ősz", "hu", "Ö"), ("Dzsida", "hu", "Dzs"),
        ("CHEB", "cs", "Ch"), ("İzmir", "tr", "İ"), ("izmir", "tr", "İ"), ("Isparta", "tr", "I"), ("Lübeck", "sv", "L"), ("Ülo", "sv", "Y"), ("Aaland", "da", "Å"),
        ("Þór", "is", "Þ"), ("Œdipe", "fr", "O"), ("Йонас", "ru", "Й"), ("Ştefan", "ro", "Ș"), ("Źdźbło", "et", "Z"),
    ],
)  # fmt: skip
def test_names_stand_under_their_letter(name: str, language: str, letter: str) -> None:
    assert initial(name, language) == letter


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Łódź", "Lodz"), ("Ørsted", "Orsted"), ("Đorđe", "Dorde"), ("Ħamrun", "Hamrun"), ("Isparta", "ısparta"), ("İzmir", "izmir"), ("Strauß", "STRAUSS"),
        ("Æthelred", "Aethelred"), ("Œuvre", "oeuvre"), ("Þórr", "Thorr"), ("Ἡράκλειος", "ηρακλειοσ"), ("ʿAlī", "Ali"), ("Ťrnava", "T\u030crnava"), ("ﬁn", "FIN"),
    ],
)  # fmt: skip
def test_forms_are_the_same_without_case_accents_and_strokes(one: str, other: str) -> None:
    assert normal_form(one) == normal_form(other) == folded(other)


def test_other_letters_are_other_letters() -> None:
    assert len({folded(name) for name in ("Lada", "Rada", "Ода", "Ада", "Ἄδα")}) == 5
