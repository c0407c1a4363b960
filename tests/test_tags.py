"""Tags in two languages: made, renamed, paired, merged and deleted, on prints and in public (R3.1, R3.2)."""
from concurrent.futures import ThreadPoolExecutor

import images
import pytest
import requests

AWKWARD = ["Ærø 🖼️", "שלום", "e\u0301\u0327", "'; DROP TABLE tag; --", "<script>alert(1)</script>"]


@pytest.fixture(scope="module")
def shown(artist, tmp_path_factory):
    """A print that the public sees."""
    file = images.png(tmp_path_factory.mktemp("tags") / "plate.png")
    return artist.exhibit(artist.make_gallery("Tagged")["id"], file, "Tagged")["id"]


def make(artist, **words):
    return artist.call("POST", "/tags", words, status=201)


def give(artist, print_id, **tags):
    return artist.call("PUT", f"/prints/{print_id}", {"translations": {language: {"tags": words} for language, words in tags.items()}})


def tags_of(artist, print_id):
    translations = artist.print(print_id)["translations"]
    return translations["en"]["tags"], translations["da"]["tags"]


def public_tags(gallery, print_id, language):
    return requests.get(f"{gallery.api}/api/v1/prints/{print_id}?language={language}", timeout=5).json()["tags"]


def named(artist, word):
    listed = artist.call("GET", "/tags?limit=100")["tags"]
    return next(tag for tag in listed if word in (tag["en"], tag["da"]))


def test_a_tag_has_a_word_in_one_language_at_least(artist):
    assert make(artist, en="alone")["da"] is None
    assert artist.ask("POST", "/tags", {}).status_code == 400
    assert artist.ask("POST", "/tags", {"en": " ", "da": None}).status_code == 400
    assert artist.ask("POST", "/tags", {"en": "x" * 61}).status_code == 400
    assert artist.ask("POST", "/tags", {"en": "a\0b"}).status_code == 400
    taken = artist.ask("POST", "/tags", {"en": "ALONE"})
    assert taken.status_code == 409


@pytest.mark.parametrize("word", AWKWARD)
def test_unusual_words_come_back_as_they_were(artist, word):
    made = make(artist, en=word, da=f"{word} da")
    assert artist.call("GET", f"/tags/{made['id']}") == made and made["en"] == word


def test_tags_of_prints_are_listed_with_their_count(artist, shown):
    give(artist, shown, en=["counted", "lists"], da=["talt"])
    assert named(artist, "counted")["printCount"] == 1 and named(artist, "talt")["printCount"] == 1


def test_a_word_that_is_changed_changes_on_prints_and_in_public(gallery, artist, shown):
    give(artist, shown, en=["boat"], da=[])
    before = artist.print(shown)["version"]
    tag = named(artist, "boat")
    artist.call("PUT", f"/tags/{tag['id']}", {"en": "ship"})
    assert tags_of(artist, shown)[0] == ["ship"] and public_tags(gallery, shown, "en") == ["ship"]
    assert artist.print(shown)["version"] > before


def test_a_word_in_the_other_language_reaches_the_prints(gallery, artist, shown):
    give(artist, shown, en=["sea"], da=[])
    artist.call("PUT", f"/tags/{named(artist, 'sea')['id']}", {"da": "hav"})
    assert tags_of(artist, shown) == (["sea"], ["hav"]) and public_tags(gallery, shown, "da") == ["hav"]
    artist.call("PUT", f"/tags/{named(artist, 'sea')['id']}", {"da": None})
    assert tags_of(artist, shown) == (["sea"], [])
    assert artist.ask("PUT", f"/tags/{named(artist, 'sea')['id']}", {"en": ""}).status_code == 400


def test_an_english_and_a_danish_tag_become_a_pair(artist, shown):
    give(artist, shown, en=["wind"], da=[])
    danish = make(artist, da="vind")
    paired = artist.call("POST", f"/tags/{named(artist, 'wind')['id']}/merge", {"tagId": danish["id"]})
    assert (paired["en"], paired["da"], paired["printCount"]) == ("wind", "vind", 1)
    assert tags_of(artist, shown) == (["wind"], ["vind"])
    assert artist.ask("GET", f"/tags/{danish['id']}").status_code == 404


def test_two_tags_of_one_language_become_one(artist, shown):
    give(artist, shown, en=["break-water"], da=[])
    harbour = make(artist, en="breakwater", da="mole")
    merged = artist.call("POST", f"/tags/{harbour['id']}/merge", {"tagId": named(artist, "break-water")["id"]})
    assert (merged["en"], merged["printCount"]) == ("breakwater", 1)
    assert tags_of(artist, shown) == (["breakwater"], ["mole"])
    assert artist.ask("POST", f"/tags/{harbour['id']}/merge", {"tagId": harbour["id"]}).status_code == 400
    assert artist.ask("POST", f"/tags/{harbour['id']}/merge", {"tagId": 999999}).status_code == 404


def test_a_deleted_tag_is_on_no_print(gallery, artist, shown):
    give(artist, shown, en=["gone", "kept"], da=["væk"])
    artist.call("DELETE", f"/tags/{named(artist, 'gone')['id']}", status=204)
    assert tags_of(artist, shown)[0] == ["kept"] and public_tags(gallery, shown, "en") == ["kept"]


def test_two_open_windows_do_not_overwrite_each_other(artist):
    tag = make(artist, en="first", da="første")
    path, seen = f"/tags/{tag['id']}", {"If-Match": f'"{tag["version"]}"'}
    assert artist.ask("PUT", path, {"en": "second"}, seen).status_code == 200
    assert artist.ask("PUT", path, {"en": "third"}, seen).status_code == 412
    assert artist.ask("DELETE", path, headers=seen).status_code == 412
    assert artist.ask("POST", f"{path}/merge", {"tagId": make(artist, en="other")["id"]}, seen).status_code == 412
    assert artist.call("GET", path)["en"] == "second"


def test_what_is_missing_is_found(artist):
    make(artist, en="only english")
    missing = artist.call("GET", "/tags?limit=100&missing=da")["tags"]
    assert any(tag["en"] == "only english" for tag in missing) and all(tag["da"] is None for tag in missing)


def test_renaming_and_tagging_at_once_neither_fails_nor_loses_the_tag(artist, shown):
    tag = make(artist, en="busy 0", da="travl 0")

    def rename(n):
        return artist.ask("PUT", f"/tags/{tag['id']}", {"en": f"busy {n}", "da": f"travl {n}"}).status_code

    def tag_print(n):
        return artist.ask("PUT", f"/prints/{shown}", {"translations": {"en": {"tags": [f"lazy {n}", "zeal"]}, "da": {"tags": ["ivrig"]}}}).status_code
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda n: rename(n) if n % 2 else tag_print(n), range(1, 41)))
    assert set(answers) == {200}
    assert tags_of(artist, shown)[0][1] == "zeal"
