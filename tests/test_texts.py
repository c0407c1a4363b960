"""Every text that can be written or asked for, as docs/api has it: what comes back, and what is refused by name."""
import copy
import functools
import html
import itertools
import re
import typing

import pytest
import requests

import contract
import images
from gallery_process import eventually

# Precomposed and combining marks must stay as they came; so must the marks that join or turn.
KEPT = ["Æbleblomst på Ærø, åkande, ØRSTED", "שלום עולם \u200f(ימין)", "مرحبا بالعالم", "🖨️ 👩🏽‍🎨 🇩🇰", "e\u0301 ≠ é; A\u030a ≠ Å",
        "Z̷a̵l̴g̸o̶", "版画・銅版", "'; DROP TABLE print; --", "<script>alert(1)</script> & \"q\" {{x}} {{{x}}}", "%00 \\u0000 \\x00 $1"]
CONTROLS = ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\x9f"]


class Field(typing.NamedTuple):
    """A free text of a call: neither a choice nor of a format of its own."""
    document: str
    method: str
    template: str
    path: tuple  # in a body
    schema: dict
    example: dict  # of the whole body

    def __str__(self):
        return f"{self.document} {self.method} {self.template} {self.name}"

    @property
    def name(self):
        """As a refusal names it."""
        return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in self.path)[1:]

    def body(self, text):
        """The text at its place, and nothing else where that is enough."""
        if self.document == "imaging":
            return self.good_body(text)
        for key in reversed(self.path):
            text = [text] if key == 0 else {key: text}
        return text

    def good_body(self, text):
        """The text in an example of a whole body."""
        body = copy.deepcopy(self.example)
        inner = functools.reduce(lambda found, key: found.setdefault(key, {}), self.path[:-1], body)
        inner[self.path[-1]] = text
        return body

    def takes(self, text):
        return not contract.problems(self.schema, text)


def string_fields(schema, path=()):
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if "string" in kinds and not schema.keys() & {"enum", "const", "format"}:
        yield path, schema
    for name, inner in schema.get("properties", {}).items():
        yield from string_fields(inner, (*path, name))
    if "items" in schema:
        yield from string_fields(schema["items"], (*path, 0))


def fields():
    """Each call that takes JSON and each text in it."""
    for document, method, _, template, told in contract.operations():
        content = told.get("requestBody", {}).get("content", {}).get("application/json")
        for path, schema in string_fields(content["schema"]) if content else ():
            yield Field(document, method, template, path, schema, content["example"])


def parameters():
    """Each text in the query of a call."""
    return [(document, template, parameter["name"], parameter["schema"]) for document, _, _, template, told in contract.operations()
            for parameter in told["parameters"] if parameter["in"] == "query" and list(string_fields(parameter["schema"]))]


ALL = list(fields())
FIELDS = [field for field in ALL if "maxLength" in field.schema]
CHANGES = [field for field in FIELDS if field.method == "PUT"]
# What makes something, or adds to it. Prints are made of uploads; their texts are those of their changes.
MADE = [field for field in FIELDS if field.method == "POST" and field.document in ("artist", "admin", "public") and field.template != "/prints"]
PARAMETERS = parameters()


def at(answer, path):
    """The text at its path; one that has a language and was given plainly, among its translations."""
    newer = {"artist_name": "artistName", "style_movement": "styleMovement"}
    keys = [newer.get(key, key) for key in path]
    found = answer if keys[0] in answer else answer["translations"][answer.get("language", "en")]
    for key in keys:
        found = found[key]
    return found


class Calls:
    """Of all documents, by who may call."""

    def __init__(self, gallery, artist):
        self.gallery, self.artist = gallery, artist
        self.headers = {"artist": {"Authorization": f"Bearer {artist.token}"},
                        "admin": {"Authorization": f"Bearer {gallery.token('admin')}"}}

    def ask(self, document, method, path, body=None, **options):
        host = self.gallery.imaging if document == "imaging" else self.gallery.api
        answer = requests.request(method, f"{host}{contract.document(document)['servers'][0]['url']}{path}", json=body, timeout=30,
                                  headers=self.headers.get(document, {}), **options)
        contract.check(answer)
        return answer

    def call(self, *arguments, **options):
        answer = self.ask(*arguments, **options)
        assert answer.ok, answer.text
        return answer.json()


@pytest.fixture(scope="module")
def calls(gallery, artist):
    return Calls(gallery, artist)


@pytest.fixture(scope="module")
def addresses(calls, artist, tmp_path_factory):
    """A thing of each kind to write on, by the template of its address."""
    made = artist.create_print(images.jpeg(tmp_path_factory.mktemp("texts") / "a.jpg"))
    hung = artist.make_gallery("Texts")
    calls.call("public", "POST", "/notices", {
        "name": "Mia", "email": "mia@example.org", "ground": "copyright", "location": "Texts", "reason": "A copy.",
        "goodFaith": True, "accurate": True})
    notice = artist.call("GET", "/notices")["notices"][0]
    tag = artist.call("POST", "/tags", {"en": "texts", "da": "tekster"}, status=201)
    other = calls.call("admin", "POST", "/artists", {"username": "texts", "email": "texts@example.org", "firstName": "T", "lastName": "T"})
    site = artist.call("GET", "/site")
    yield {"/prints/{printId}": f"/prints/{made['id']}", "/galleries/{galleryId}": f"/galleries/{hung['id']}",
           "/notices/{noticeId}/actions": f"/notices/{notice['id']}/actions", "/site": "/site",
           "/tags/{tagId}": f"/tags/{tag['id']}", "/artists/{artistId}": f"/artists/{other['id']}"}
    # Other tests look for the artist's name in images and pages.
    names = site.keys() & {field.path[0] for field in CHANGES if field.template == "/site"}
    artist.call("PUT", "/site", {name: site[name] for name in names})
    calls.ask("admin", "DELETE", f"/artists/{other['id']}")


def make_room(artist, addresses, field):
    """No two tags have the same word: those that other fields left behind go."""
    if field.template.startswith("/tags"):
        artist.call("PUT", addresses["/tags/{tagId}"], {"en": "texts", "da": "tekster"})
        for tag in artist.call("GET", "/tags?limit=100")["tags"]:
            if f"/tags/{tag['id']}" != addresses["/tags/{tagId}"]:
                artist.call("DELETE", f"/tags/{tag['id']}", status=204)


def refused(answer, name):
    assert answer.status_code == 400, answer.text
    named = {detail["field"] for detail in answer.json()["error"]["details"]}
    assert name in named, (named, name)


def test_there_are_texts_to_check_and_all_have_a_limit():
    assert len(CHANGES) > 60 and {field.document for field in FIELDS} == set(contract.NAMES)
    assert not [str(field) for field in ALL if "maxLength" not in field.schema and "pattern" not in field.schema]
    assert not [name for _, _, name, schema in PARAMETERS if "maxLength" not in schema and "pattern" not in schema]


@pytest.mark.parametrize("field", CHANGES, ids=str)
def test_a_text_comes_back_as_it_was_written(calls, artist, addresses, field):
    whole = " ".join(KEPT)
    make_room(artist, addresses, field)
    for text in filter(field.takes, [whole] if len(whole) <= field.schema["maxLength"] else KEPT):  # calls take time
        address = addresses[field.template] + ("?language=en" if re.match("/(prints|galleries)/", field.template) else "")
        for answer in (calls.call(field.document, "PUT", address, field.body(text)), calls.call(field.document, "GET", address)):
            assert at(answer, field.path).encode() == text.encode()


numbers = itertools.count()


def made_with(calls, addresses, field, text):
    """What was made of a body with this text in it, as it is read afterwards."""
    make_room(calls.artist, addresses, field)
    number = next(numbers)
    ours = {"/artists": {"username": f"texts-{number}", "email": f"texts-{number}@example.org"},
            "/notices/{noticeId}/actions": {"kind": "comment"}}
    body = field.example | ours.get(field.template, {})
    body = field._replace(example=body).good_body(text)
    answer = calls.ask(field.document, "POST", addresses.get(field.template, field.template), body)
    assert answer.ok, answer.text
    if "Location" in answer.headers:
        url, headers = calls.gallery.api + answer.headers["Location"], calls.headers[field.document]
        found = requests.get(url, headers=headers, timeout=10).json()
        requests.delete(url, headers=headers, timeout=10)
        return found
    if field.template == "/sessions":
        return next(each for each in calls.artist.call("GET", "/sessions")["sessions"] if each["id"] == answer.json()["id"])
    if field.template == "/notices":
        return next(each for each in calls.artist.call("GET", "/notices")["notices"] if each["caseNumber"] == answer.json()["caseNumber"])
    return answer.json()["actions"][-1]


@pytest.mark.parametrize("field", MADE, ids=str)
def test_a_text_comes_back_as_it_was_first_written(calls, addresses, field):
    for text in filter(field.takes, KEPT):
        kept = re.split(r"[/\\]", text)[-1] if field.name == "fileName" else text  # of a path only the last part
        assert at(made_with(calls, addresses, field, text), field.path).encode() == kept.encode()


@pytest.mark.parametrize("field", FIELDS, ids=str)
def test_control_characters_are_refused_by_name(calls, addresses, field):
    address = addresses.get(field.template, field.template)
    for character in CONTROLS + ([] if field.takes("two\nlines") else ["\n"]):
        refused(calls.ask(field.document, field.method, address, field.body(f"a{character}b")), field.name)


@pytest.mark.parametrize("field", FIELDS, ids=str)
def test_the_limit_in_the_document_is_the_limit(calls, artist, addresses, field):
    limit, address = field.schema["maxLength"], addresses.get(field.template, field.template)
    make_room(artist, addresses, field)
    for character in ("å", "👩"):  # characters are counted, not bytes and not UTF-16
        refused(calls.ask(field.document, field.method, address, field.body(character * (limit + 1))), field.name)
        if not field.takes(character * limit):
            continue
        if field in MADE:
            assert at(made_with(calls, addresses, field, character * limit), field.path) == character * limit
        elif field.method == "PUT" or field.document == "search":
            calls.call(field.document, field.method, address, field.body(character * limit))


@pytest.mark.parametrize("document, template, name, schema", PARAMETERS, ids=lambda value: value if isinstance(value, str) else "")
def test_a_text_that_is_asked_for_is_only_that(calls, addresses, document, template, name, schema):
    address = addresses.get(template.removesuffix("/prints"), "") + "/prints" if "{" in template else template
    def ask(text):
        return calls.ask(document, "GET", address, params={name: text})
    if "maxLength" in schema:
        for text in [*KEPT, "å" * schema["maxLength"], "👩" * schema["maxLength"]]:
            assert ask(text).status_code == 200, text
        refused(ask("å" * (schema["maxLength"] + 1)), name)
    for character in [*CONTROLS, "\n"]:
        refused(ask(f"a{character}b"), name)


@pytest.mark.parametrize("text", [text for text in KEPT if any(map(str.isalpha, text))])
def test_what_is_asked_for_is_found_as_it_was_written(calls, artist, shown, text):
    artist.call("PUT", f"/prints/{shown}", {"title": text})
    def found():
        answers = [calls.call("search", "GET", "/search", params={"q": text}),
                   calls.call("search", "POST", "/search", {"query": {"query": {"match": {"title": text}}}})]
        return all(shown in [hit["id"] for hit in answer["hits"] if hit["title"] == text] for answer in answers)
    eventually(found, f"{text} is found")


@pytest.fixture(scope="module")
def shown(artist, tmp_path_factory):
    """A print that the public sees."""
    return artist.exhibit(artist.make_gallery("Asked for")["id"], images.png(tmp_path_factory.mktemp("asked") / "b.png"))["id"]


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
