"""The HTTP contract that all calls share: limits, errors, methods, request ids, CORS, security headers."""
import re

import pytest
import requests

from artist import Artist


def ask(gallery, method, path, **options):
    return requests.request(method, f"{gallery.api}{path}", timeout=10, **options)


def error_of(answer, status, code):
    assert answer.status_code == status, answer.text
    error = answer.json()["error"]
    assert error["code"] == code and error["message"], error
    return error


@pytest.mark.parametrize("path", ["/galleries", "/prints"])
@pytest.mark.parametrize("query, field", [("page=0", "page"), ("page=-1", "page"), ("page=one", "page"), ("limit=0", "limit"),
                                          ("limit=101", "limit"), ("language=de", "language"),
                                          ("page=99999999999999999999", "page")])
def test_a_value_out_of_range_is_named(gallery, path, query, field):
    error = error_of(ask(gallery, "GET", f"/api/v1{path}?{query}"), 400, "BAD_REQUEST")
    assert [detail["field"] for detail in error["details"]] == [field]


@pytest.mark.parametrize("path", ["/galleries", "/prints"])
def test_lists_say_where_they_are(gallery, path):
    for query in ("", "?page=1&limit=1", "?limit=100", "?page=1000000"):
        found = ask(gallery, "GET", f"/api/v1{path}{query}").json()
        assert isinstance(found[path[1:]], list)
        assert {"totalCount", "currentPage", "totalPages"} <= found.keys()


@pytest.mark.parametrize("path", ["/galleries/999999", "/galleries/999999/prints", "/prints/999999", "/nothing", ""])
def test_what_there_is_not_is_404(gallery, path):
    error_of(ask(gallery, "GET", f"/api/v1{path}"), 404, "RESOURCE_NOT_FOUND")


@pytest.mark.parametrize("name", ["one", "-1", "0", "1.5", "99999999999999999999", "1%00", "%C3%A6"])
def test_an_id_that_is_no_number_is_400_or_404(gallery, name):
    assert ask(gallery, "GET", f"/api/v1/prints/{name}").status_code in (400, 404)


@pytest.mark.parametrize("method, path, allowed", [("POST", "/api/v1/galleries", "GET"), ("DELETE", "/api/v1/prints/1", "GET"),
                                                   ("PATCH", "/api/v1/artist/prints/1", "PUT"),
                                                   ("PUT", "/api/v1/artist/uploads", "POST")])
def test_a_wrong_method_is_405_with_those_that_are_right(gallery, artist, method, path, allowed):
    answer = ask(gallery, method, path, headers={"Authorization": f"Bearer {artist.token}"})
    error_of(answer, 405, "METHOD_NOT_ALLOWED")
    assert allowed in answer.headers["Allow"].split(", ")


def test_head_is_get_without_a_body(gallery):
    full, head = (ask(gallery, method, "/api/v1/galleries") for method in ("GET", "HEAD"))
    assert head.status_code == 200 and head.content == b""
    assert head.headers["Content-Type"] == full.headers["Content-Type"]


def test_a_media_type_that_is_not_json_is_415(gallery, artist):
    answer = ask(gallery, "POST", "/api/v1/artist/galleries", data="title=x",
                 headers={"Authorization": f"Bearer {artist.token}", "Content-Type": "text/plain"})
    error_of(answer, 415, "UNSUPPORTED_MEDIA_TYPE")


@pytest.mark.parametrize("body", ["", "{", "[]", "null", '{"title":1}', '{"title":""}', '{"title":"x","status":"open"}',
                                  '{"title":"\\ud800"}', "\xff", "[" * 5000])
def test_a_malformed_body_is_400(gallery, artist, body):
    answer = ask(gallery, "POST", "/api/v1/artist/galleries", data=body.encode("latin-1"),
                 headers={"Authorization": f"Bearer {artist.token}", "Content-Type": "application/json"})
    error_of(answer, 400, "BAD_REQUEST")


def test_a_field_that_is_wrong_is_named(artist):
    answer = artist.ask("POST", "/galleries", {"title": 1, "status": "open"})
    assert {detail["field"] for detail in answer.json()["error"]["details"]} == {"title", "status"}


@pytest.mark.parametrize("path", ["/api/v1/artist/galleries", "/api/v1/notices", "/api/v1/search", "/api/v1/search/prints"])
def test_a_body_that_is_too_large_is_413(gallery, artist, path):
    answer = ask(gallery, "POST", path, data=b" " * ((1 << 20) + 1),
                 headers={"Authorization": f"Bearer {artist.token}", "Content-Type": "application/json", "Origin": gallery.studio})
    error_of(answer, 413, "PAYLOAD_TOO_LARGE")
    assert answer.headers["X-Request-Id"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Access-Control-Allow-Origin"] == gallery.studio
    assert ("code" in answer.json()) == ("/search" in path)


@pytest.mark.parametrize("path", ["/api/v1/artist/prints", "/api/v1/artist/galleries/1", "/api/v1/admin/artists"])
def test_the_artists_api_is_closed_without_a_token(gallery, path):
    for headers in ({}, {"Authorization": "Bearer nonsense"}, {"Authorization": "Basic bWFyaWU6eA=="}):
        answer = ask(gallery, "GET", path, headers=headers)
        error_of(answer, 401, "UNAUTHORIZED")
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_every_answer_carries_a_request_id(gallery):
    for url in (f"{gallery.api}/api/v1/galleries", f"{gallery.api}/api/v1/nothing", f"{gallery.gallery}/nothing",
                f"{gallery.studio}/signed-out", f"{gallery.identity}/.well-known/jwks.json"):
        given = requests.get(url, timeout=5, headers={"X-Request-Id": "my-own-request-1"})
        assert given.headers["X-Request-Id"] == "my-own-request-1", url
        made = requests.get(url, timeout=5, headers={"X-Request-Id": "short"}).headers["X-Request-Id"]
        assert re.fullmatch(r"[A-Za-z0-9_-]{8,64}", made), url


def test_only_the_studio_may_call_from_a_browser(gallery):
    def origin_allowed(origin, method="GET", **headers):
        answer = ask(gallery, method, "/api/v1/artist/prints", headers={"Origin": origin} | headers)
        assert "Origin" in answer.headers["Vary"]
        return answer.headers.get("Access-Control-Allow-Origin")
    assert origin_allowed(gallery.studio) == gallery.studio
    assert origin_allowed(gallery.studio, "OPTIONS", **{"Access-Control-Request-Method": "PUT"}) == gallery.studio
    for stranger in ("https://evil.example", gallery.studio + ".evil.example", "null", gallery.gallery):
        assert origin_allowed(stranger) is None
        assert origin_allowed(stranger, "OPTIONS", **{"Access-Control-Request-Method": "PUT"}) is None


@pytest.mark.parametrize("system, path", [("gallery", "/en/"), ("gallery", "/nothing"), ("studio", "/signed-out"),
                                          ("studio", "/nothing"), ("studio", "/api/v1/artist/prints"),
                                          ("identity", "/authorize"), ("identity", "/nothing"),
                                          ("api", "/api/v1/galleries"), ("api", "/nothing")])
def test_every_system_sends_security_headers(gallery, system, path):
    headers = requests.get(getattr(gallery, system) + path, timeout=5).headers
    policy = headers["Content-Security-Policy"]
    assert "unsafe-inline" not in policy and "unsafe-eval" not in policy
    assert "default-src 'none'" in policy or "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] in ("no-referrer", "same-origin", "strict-origin-when-cross-origin")


@pytest.mark.parametrize("system", ["gallery", "studio", "api", "identity"])
def test_every_system_says_that_it_is_up_and_ready(gallery, system):
    for path in ("/healthz", "/readyz"):
        assert requests.get(getattr(gallery, system) + path, timeout=5).status_code == 200


def test_a_visitor_is_sent_to_the_language_of_the_browser(gallery):
    def language_for(**headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = requests.get(gallery.gallery + "/", headers=headers, timeout=5, allow_redirects=False)
        assert answer.status_code in (302, 303, 307) and "Accept-Language" in answer.headers["Vary"]
        return answer.headers["Location"]
    assert language_for(Accept_Language="da-DK,da;q=0.9,en;q=0.5").endswith("/da/")
    assert language_for(Accept_Language="de,en;q=0.8,da;q=0.2").endswith("/en/")
    assert language_for().endswith("/en/")


def test_pages_come_compressed_and_are_not_sent_twice(gallery):
    page = requests.get(gallery.gallery + "/en/", timeout=5)
    assert page.headers["Content-Encoding"] in ("gzip", "br") and "Accept-Encoding" in page.headers["Vary"]
    again = requests.get(page.url, headers={"If-None-Match": page.headers["ETag"]}, timeout=5)
    assert again.status_code == 304 and not again.content


def test_a_published_change_changes_the_revision(another):
    artist = Artist(another)  # in whose gallery nothing else is published meanwhile

    def revision():
        listed = ask(another, "GET", "/api/v1/galleries")
        told = ask(another, "GET", "/api/v1/revision").json()["revision"]
        assert int(listed.headers["X-Content-Revision"]) == told
        return told
    before = revision()
    draft = artist.make_gallery("Counting", status="draft")
    assert revision() == before
    artist.set_status("galleries", draft["id"], "published")
    assert revision() > before
