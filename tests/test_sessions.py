"""Where the artist is signed in, and signing out of one place or of all (R1.2)."""
from urllib.parse import urljoin

import pytest

from openid import Visitor


def studio(visitor, method, path):
    """A call of a page of the studio."""
    return visitor.session.request(method, f"{visitor.gallery.studio}/api/v1/artist{path}", timeout=15,
                                   headers={"Sec-Fetch-Site": "same-origin"})


def listed(visitor):
    answer = studio(visitor, "GET", "/sessions?limit=100")
    assert answer.status_code == 200, answer.text
    return answer.json()["sessions"]


@pytest.fixture
def signed_in(gallery):
    def sign_in(agent):
        visitor = Visitor(gallery)
        visitor.session.headers["User-Agent"] = agent
        visitor.sign_in_to_studio()
        return visitor
    return sign_in


def is_asked_for_the_password(visitor):
    """What the studio does with somebody whose session is over, whatever the issuer still knows of them."""
    asked = visitor.get(f"{visitor.gallery.studio}/")
    authorized = visitor.get(asked.headers["Location"])
    return "/login?" in urljoin(authorized.url, authorized.headers["Location"])


def test_a_session_is_listed_where_it_is(signed_in):
    visitor = signed_in("Studio test \u0414/1.0".encode("ascii", "ignore").decode())
    mine = next(session for session in listed(visitor) if session["current"])
    assert mine["userAgent"] == "Studio test /1.0" and mine["address"] in ("127.0.0.1", "::1")


def test_a_session_ended_elsewhere_is_over_at_once(signed_in):
    here, there = signed_in("Here/1.0"), signed_in("There/1.0")
    other = next(session for session in listed(here) if session["userAgent"] == "There/1.0")
    assert studio(there, "GET", "/prints").status_code == 200
    assert studio(here, "DELETE", f"/sessions/{other['id']}").status_code == 204
    assert studio(there, "GET", "/prints").status_code == 401
    assert "studio_session" not in str(there.session.cookies)
    assert is_asked_for_the_password(there)
    assert studio(here, "GET", "/prints").status_code == 200
    assert studio(here, "DELETE", f"/sessions/{other['id']}").status_code == 404


def test_a_copied_cookie_ends_with_its_session(signed_in, gallery):
    here, thief = signed_in("Owner/1.0"), Visitor(gallery)
    thief.session.cookies.update(here.session.cookies)
    assert studio(thief, "GET", "/prints").status_code == 200
    mine = next(session for session in listed(here) if session["current"])
    assert studio(here, "DELETE", f"/sessions/{mine['id']}").status_code == 204
    assert studio(thief, "GET", "/prints").status_code == 401


def test_signing_out_everywhere_ends_all(signed_in, artist):
    here, there = signed_in("Here/2.0"), signed_in("There/2.0")
    assert studio(here, "DELETE", "/sessions").status_code == 204
    assert studio(here, "GET", "/prints").status_code == studio(there, "GET", "/prints").status_code == 401
    assert artist.call("GET", "/sessions")["sessions"] == []
    assert artist.call("GET", "/audit-log?kind=sessions_ended")["totalCount"] >= 1


def test_signing_out_takes_the_session_from_the_list(signed_in, artist):
    visitor = signed_in("Leaving/1.0")
    assert any(session["userAgent"] == "Leaving/1.0" for session in artist.call("GET", "/sessions")["sessions"])
    visitor.session.post(f"{visitor.gallery.studio}/logout", headers={"Sec-Fetch-Site": "same-origin"}, allow_redirects=False, timeout=15)
    assert not any(session["userAgent"] == "Leaving/1.0" for session in artist.call("GET", "/sessions")["sessions"])


def test_a_session_that_is_none_is_refused(artist):
    assert artist.ask("GET", "/prints", headers={"X-Session-Id": "0b0f6f9e-6d0c-4a58-9b3e-0f6c1b2a7d11"}).status_code == 401
    assert artist.ask("GET", "/prints", headers={"X-Session-Id": "x' OR '1'='1"}).status_code == 401
    assert artist.ask("POST", "/sessions", {"userAgent": "x" * 501}).status_code == 400
