"""Every text the artist can write, as docs/api/artist.yaml has it: what comes back, and what is refused by name."""
import html

import pytest
import requests

import contract
import images
from gallery_process import eventually

# Precomposed and combining marks must stay as they came; so must the marks that join or turn.
KEPT = ["Æbleblomst på Ærø, åkande, ØRSTED", "שלום עולם \u200f(ימין)", "مرحبا بالعالم", "🖨️ 👩🏽‍🎨 🇩🇰", "e\u0301 ≠ é; A\u030a ≠ Å",
        "Z̷a̵l̴g̸o̶", "版画・銅版", "'; DROP TABLE print; --", "<script>alert(1)</script> & \"q\" {{x}} {{{x}}}", "%00 \\u0000 \\x00 $1"]
CONTROLS = ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\x9f"]


def string_fields(schema, path=()):
    """The path and schema of each free text in a body: neither a choice nor of a format of its own."""
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if "string" in kinds and "maxLength" in schema and "enum" not in schema and "format" not in schema:
        yield path, schema
    for name, inner in schema.get("properties", {}).items():
        yield from string_fields(inner, (*path, name))
    if "items" in schema:
        yield from string_fields(schema["items"], (*path, 0))


def bodies():
    """Each call that takes JSON and each text in it."""
    for name, method, _, template, told in contract.operations():
        content = told.get("requestBody", {}).get("content", {}).get("application/json")
        if name == "artist" and content:
            for path, schema in string_fields(content["schema"]):
                yield method, template, path, schema


FIELDS = list(bodies())
CHANGES = [field for field in FIELDS if field[0] == "PUT"]
FIELD_IDS = [f"{method} {template} {'.'.join(map(str, path))}" for method, template, path, _ in FIELDS]
CHANGE_IDS = [f"{method} {template} {'.'.join(map(str, path))}" for method, template, path, _ in CHANGES]


def body_with(path, text):
    """The text at its place, and nothing else."""
    for key in reversed(path):
        text = [text] if key == 0 else {key: text}
    return text


def at(answer, path):
    """The text at its path; one that has a language and was given plainly, among its translations."""
    newer = {"artist_name": "artistName", "style_movement": "styleMovement"}
    keys = [newer.get(key, key) for key in path]
    found = answer if keys[0] in answer else answer["translations"][answer.get("language", "en")]
    for key in keys:
        found = found[key]
    return found


def name_of(path):
    """As a refusal names it."""
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path)[1:]


def holds_lines(schema):
    return "\\u000b" in schema.get("pattern", "")  # the pattern that refuses it lets line feeds through


@pytest.fixture(scope="module")
def addresses(artist, tmp_path_factory):
    """A thing of each kind to write on, by the template of its address."""
    made = artist.create_print(images.jpeg(tmp_path_factory.mktemp("texts") / "a.jpg"))
    hung = artist.make_gallery("Texts")
    sent = requests.post(f"{artist.gallery.api}/api/v1/notices", timeout=10, json={
        "name": "Mia", "email": "mia@example.org", "ground": "copyright", "location": "Texts", "reason": "A copy.",
        "goodFaith": True, "accurate": True})
    assert sent.status_code == 201, sent.text
    notice = artist.call("GET", "/notices")["notices"][0]
    tag = artist.call("POST", "/tags", {"en": "texts", "da": "tekster"}, status=201)
    site = artist.call("GET", "/site")
    yield {"/prints/{printId}": f"/prints/{made['id']}", "/galleries/{galleryId}": f"/galleries/{hung['id']}",
            "/notices/{noticeId}/actions": f"/notices/{notice['id']}/actions", "/site": "/site",
            "/tags/{tagId}": f"/tags/{tag['id']}"}
    # Other tests look for the artist's name in images and pages.
    names = site.keys() & {path[0] for _, template, path, _ in CHANGES if template == "/site"}
    artist.call("PUT", "/site", {name: site[name] for name in names})


def make_room(artist, addresses, template):
    """No two tags have the same word: those that other fields left behind go."""
    if template.startswith("/tags/"):
        for tag in artist.call("GET", "/tags?limit=100")["tags"]:
            if f"/tags/{tag['id']}" != addresses[template]:
                artist.call("DELETE", f"/tags/{tag['id']}", status=204)


def refused(answer, path):
    assert answer.status_code == 400, answer.text
    named = {detail["field"] for detail in answer.json()["error"]["details"]}
    assert name_of(path) in named, (named, name_of(path))


def test_there_are_texts_to_check():
    assert len(CHANGES) > 60 and {template for _, template, _, _ in FIELDS} >= {"/prints", "/galleries", "/site"}


@pytest.mark.parametrize("method, template, path, schema", CHANGES, ids=CHANGE_IDS)
def test_a_text_comes_back_as_it_was_written(artist, addresses, method, template, path, schema):
    whole = " ".join(KEPT)
    make_room(artist, addresses, template)
    for text in [whole] if len(whole) <= schema["maxLength"] else KEPT:  # calls take time
        address = addresses[template] + ("" if template in ("/site", "/tags/{tagId}") else "?language=en")
        for answer in (artist.call(method, address, body_with(path, text)), artist.call("GET", address)):
            assert at(answer, path).encode() == text.encode()


@pytest.mark.parametrize("method, template, path, schema", FIELDS, ids=FIELD_IDS)
def test_control_characters_are_refused_by_name(artist, addresses, method, template, path, schema):
    for character in CONTROLS:
        answer = artist.ask(method, addresses.get(template, template), body_with(path, f"a{character}b"))
        refused(answer, path)
    if not holds_lines(schema):
        refused(artist.ask(method, addresses.get(template, template), body_with(path, "two\nlines")), path)


@pytest.mark.parametrize("method, template, path, schema", FIELDS, ids=FIELD_IDS)
def test_the_limit_in_the_document_is_the_limit(artist, addresses, method, template, path, schema):
    limit = schema["maxLength"]
    make_room(artist, addresses, template)
    for character in ("å", "👩"):  # characters are counted, not bytes and not UTF-16
        refused(artist.ask(method, addresses.get(template, template), body_with(path, character * (limit + 1))), path)
        if method == "PUT":
            answer = artist.ask(method, addresses.get(template, template), body_with(path, character * limit))
            assert answer.status_code == 200, answer.text


def test_markup_is_text_on_the_pages(gallery, artist, tmp_path):
    markup = "<script>alert('x')</script><img src=x onerror=y> & \"q\" '; DROP TABLE print; --"
    fields = {name: markup for name in ("technique", "paperType", "description", "subject")}
    hung = artist.make_gallery(markup, description=markup)
    made = artist.exhibit(hung["id"], images.jpeg(tmp_path / "markup.jpg"), markup, **fields)
    for path in (f"/en/print/{made['id']}", f"/en/gallery/{hung['id']}", "/en/feed.xml", "/en/prints", "/en/"):
        def page():
            answer = requests.get(gallery.gallery + path, timeout=10)
            return answer.text if answer.ok and markup in html.unescape(answer.text) else None
        shown = eventually(page, f"the title is on {path}")
        assert "<script>alert" not in shown and "<img src=x" not in shown, path
    assert requests.get(f"{gallery.api}/api/v1/prints/{made['id']}?language=en", timeout=5).json()["title"] == markup
