"""What belongs to one artist is closed to another: every call of docs/api/artist.yaml that names a thing (R4, R0.4)."""
import re

import images
import jwt
import pytest
import requests

import contract
from artist import Artist

# Bodies that would do for the owner. Calls without one here need none.
BODIES = {"PUT /prints/{printId}": {"title": "Mine"}, "POST /prints/{printId}/image": {"uploadId": "{uploadId}"},
          "PUT /galleries/{galleryId}": {"title": "Mine"}, "PUT /galleries/{galleryId}/prints": {"printOrders": []},
          "POST /galleries/{galleryId}/prints/{printId}": {}, "POST /uploads/{uploadId}/complete": {},
          "PUT /tags/{tagId}": {"en": "mine"}, "POST /tags/{tagId}/merge": {"tagId": 999998},
          "POST /notices/{noticeId}/actions": {"kind": "comment", "text": "Mine."}}
UNKNOWN = {"uploadId": "0b0f6f9e-6d0c-4a58-9b3e-0f6c1b2a7d11", "sessionId": "0b0f6f9e-6d0c-4a58-9b3e-0f6c1b2a7d11",
           "backupId": "0b0f6f9e-6d0c-4a58-9b3e-0f6c1b2a7d11", "part": "1"}
CALLS = sorted((method, template) for name, method, _, template, _ in contract.operations() if name == "artist" and "Id}" in template)


@pytest.fixture(scope="module")
def others(another, tmp_path_factory):
    """A gallery with things of its first artist, and its account as the second one's: the call and the ids."""
    artist = Artist(another)
    file = images.png(tmp_path_factory.mktemp("owned") / "plate.png")
    gallery_id = artist.make_gallery("Hers")["id"]
    print_id = artist.exhibit(gallery_id, file, "Hers", translations={"en": {"tags": ["hers"]}})["id"]
    notice = {"name": "Mia", "email": "mia@example.org", "ground": "other", "location": "x", "reason": "x", "goodFaith": True,
              "accurate": True, "printId": print_id}
    assert requests.post(f"{another.api}/api/v1/notices", json=notice, timeout=10).status_code == 201
    ids = {"galleryId": gallery_id, "printId": print_id, "part": 1, "uploadId": artist.begin_upload(file)["uploadId"],
           "tagId": artist.call("GET", "/tags")["tags"][0]["id"], "noticeId": artist.call("GET", "/notices")["notices"][0]["id"],
           "sessionId": artist.call("POST", "/sessions", {}, status=201)["id"]}
    hand_over_the_account(another, artist)
    return artist, ids


def hand_over_the_account(own, artist):
    """From now on the token is another artist's."""
    def admin(method, path, body):
        answer = requests.request(method, f"{own.api}/api/v1/admin{path}", json=body, timeout=10,
                                  headers={"Authorization": f"Bearer {own.token('admin')}"})
        assert answer.ok, answer.text
    subject = jwt.decode(artist.token, options={"verify_signature": False})["sub"]
    admin("PUT", "/artists/1", {"keycloakId": "another-account"})
    admin("POST", "/artists", {"username": "bo", "email": "bo@example.org", "firstName": "Bo", "lastName": "Dahl", "keycloakId": subject})


def ask(artist, method, template, ids):
    fill = lambda text: re.sub(r"\{(\w+)\}", lambda found: str(ids[found.group(1)]), text)
    body = BODIES.get(f"{method} {template}")
    if body is None and method in ("PUT", "POST"):
        assert template.endswith("/retry"), f"{method} {template} needs a body in BODIES"
    body = body and {name: fill(value) if isinstance(value, str) else value for name, value in body.items()}
    return artist.ask(method, fill(template), body)


# Backups are of everything, and everybody's.
@pytest.mark.parametrize("method, template", [call for call in CALLS if not call[1].startswith("/backups")])
def test_another_artists_thing_is_403(others, method, template):
    artist, ids = others
    answer = ask(artist, method, template, ids)
    assert answer.status_code == 403, answer.text
    assert answer.json()["error"]["code"] == "FORBIDDEN"


@pytest.mark.parametrize("method, template", CALLS)
def test_what_there_is_not_is_404(others, method, template):
    artist, ids = others
    answer = ask(artist, method, template, {name: UNKNOWN.get(name, 999999) for name in ids} | UNKNOWN)
    assert answer.status_code == 404, answer.text


def test_lists_hold_only_ones_own(others):
    artist, ids = others
    for path, name in (("/prints", "prints"), ("/galleries", "galleries"), ("/tags", "tags"), ("/notices", "notices")):
        assert artist.call("GET", path)[name] == []
    assert artist.ask("GET", f"/prints?galleryId={ids['galleryId']}").status_code == 403


def test_another_artists_things_are_not_taken_in(others):
    artist, ids = others
    mine = artist.make_gallery("Mine")["id"]
    assert artist.ask("POST", f"/galleries/{mine}/prints/{ids['printId']}", {}).status_code == 403
    tag = artist.call("POST", "/tags", {"en": "mine"}, status=201)["id"]
    assert artist.ask("POST", f"/tags/{tag}/merge", {"tagId": ids["tagId"]}).status_code == 403
    assert artist.ask("POST", "/prints", {"title": "Mine", "uploadId": ids["uploadId"]}).status_code == 403
