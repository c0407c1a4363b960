"""The audit log: every login attempt and every critical action, read by whom they concern (R1.6)."""
import images
import requests

import contract
from artist import Artist
from openid import Visitor


def entries(artist, kind=None, **more):
    query = "".join(f"&{name}={value}" for name, value in ({"kind": kind} if kind else {}).items() | more.items())
    return artist.call("GET", f"/audit-log?limit=100{query}")["entries"]


def admin(gallery, method, path, body=None, **headers):
    answer = requests.request(method, f"{gallery.api}/api/v1/admin{path}", json=body, timeout=10,
                              headers={"Authorization": f"Bearer {gallery.token('admin')}"} | headers)
    contract.check(answer)
    return answer


def test_every_login_attempt_is_written_down(gallery, artist):
    visitor = Visitor(gallery)
    page = visitor.login_page()
    assert visitor.log_in(page, "not the password").status_code == 403
    assert visitor.log_in(page, "not the password", "nobody-at-all").status_code == 403
    assert visitor.log_in(page, gallery.password).status_code == 303
    mine, unknown = entries(artist, "login_failed")[1], entries(artist, "login_failed")[0]
    assert mine["byYou"] and mine["actor"] == "marie" and mine["address"] in ("127.0.0.1", "::1")
    assert not unknown["byYou"] and unknown["actor"] is None and unknown["note"] is None
    assert entries(artist, "login_succeeded")[0]["byYou"]


def test_an_attempt_that_has_to_wait_is_written_down(gallery, artist):
    visitor = Visitor(gallery)
    page = visitor.login_page()
    assert [visitor.log_in(page, "x", "somebody-else").status_code for _ in range(8)][-1] == 429
    assert entries(artist, "login_delayed")


def test_what_the_artist_does_is_written_down_with_its_name(gallery, artist, tmp_path):
    made = artist.make_print(images.png(tmp_path / "plate.png"), "Ærø 🖼️ <b>")
    artist.publish(made["id"])
    artist.unpublish(made["id"])
    artist.call("DELETE", f"/prints/{made['id']}")
    gallery_id = artist.make_gallery("Rooms")["id"]
    artist.call("DELETE", f"/galleries/{gallery_id}")
    artist.call("PUT", "/site", {"artistName": "Marie Holm"})
    done = [(each["kind"], each["targetId"], each["note"]) for each in entries(artist)[:6]]
    assert done == [("site_changed", None, None), ("gallery_deleted", gallery_id, "Rooms"),
                    ("gallery_published", gallery_id, "Rooms"), ("print_deleted", made["id"], "Ærø 🖼️ <b>"),
                    ("print_unpublished", made["id"], "Ærø 🖼️ <b>"), ("print_published", made["id"], "Ærø 🖼️ <b>")]


def test_an_entry_leads_to_its_request_in_the_logs(gallery, artist):
    answer = artist.ask("PUT", "/site", {"artistName": "Marie Holm"})
    assert entries(artist, "site_changed")[0]["requestId"] == answer.headers["X-Request-Id"]


def test_what_did_not_happen_is_not_written_down(gallery, artist):
    before = artist.call("GET", "/audit-log")["totalCount"]
    assert artist.ask("DELETE", "/prints/999999").status_code == 404
    assert artist.ask("PUT", "/site", {"artistName": "x" * 201}).status_code == 400
    assert artist.ask("PUT", "/site", {"artistName": "x"}, {"If-Match": '"0"'}).status_code == 412
    assert artist.call("GET", "/audit-log")["totalCount"] == before


def test_artists_come_and_go_with_an_entry(gallery, artist):
    made = admin(gallery, "POST", "/artists", {"username": "gro", "email": "gro@example.org", "firstName": "Gro", "lastName": "Å"})
    path = f"/artists/{made.json()['id']}"
    assert made.headers["ETag"].startswith('"1-')
    assert admin(gallery, "PUT", path, {"lastName": "Ås"}, **{"If-Match": made.headers["ETag"]}).headers["ETag"].startswith('"2-')
    assert admin(gallery, "PUT", path, {"lastName": "Aas"}, **{"If-Match": '"1"'}).status_code == 412
    assert admin(gallery, "DELETE", path, **{"If-Match": '"1"'}).status_code == 412
    assert admin(gallery, "DELETE", path, **{"If-Match": '"2"'}).status_code == 204
    assert [(each["kind"], each["note"]) for each in entries(artist)[:3]] == [
        ("artist_deleted", "gro"), ("artist_changed", "gro"), ("artist_created", "gro")]


def test_the_site_is_not_overwritten_unseen(artist):
    seen = artist.ask("GET", "/site")
    assert artist.ask("PUT", "/site", {"artistName": "Marie Holm"}, {"If-Match": seen.headers["ETag"]}).status_code == 200
    late = artist.ask("PUT", "/site", {"artistName": "M. Holm"}, {"If-Match": seen.headers["ETag"]})
    assert late.status_code == 412 and artist.call("GET", "/site")["artistName"] == "Marie Holm"


def test_pages_and_unknown_kinds(artist):
    page = artist.call("GET", "/audit-log?limit=2&page=2")
    assert page["currentPage"] == 2 and len(page["entries"]) == 2
    assert artist.ask("GET", "/audit-log?kind=dream").status_code == 400


def addresses_of_a_login(gallery):
    """What the log of a login and of a change says, whose requests name other addresses."""
    visitor = Visitor(gallery)
    visitor.log_in(visitor.login_page(), "wrong", **{"X-Forwarded-For": "203.0.113.9, 198.51.100.7"})
    artist = Artist(gallery)
    artist.ask("PUT", "/site", {"artistName": "Marie Holm"}, {"X-Forwarded-For": "198.51.100.7", "X-Copper-Client": "192.0.2.1"})
    return entries(artist, "login_failed")[0]["address"], entries(artist, "site_changed")[0]["address"]


def test_the_address_is_the_one_the_proxy_names(deployment):
    behind_proxy = deployment(COPPER_BEHIND_PROXY="true")
    try:
        assert addresses_of_a_login(behind_proxy.start()) == ("198.51.100.7", "198.51.100.7")
    finally:
        behind_proxy.remove()


def test_without_a_proxy_the_address_is_where_the_connection_comes_from(gallery):
    assert set(addresses_of_a_login(gallery)) <= {"127.0.0.1", "::1"}
