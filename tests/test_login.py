"""Login: OpenID Connect with PKCE at the identity port, and the session the studio makes of it (R1)."""
import jwt
import pytest
import requests

from openid import Visitor, parameters_of


@pytest.fixture
def visitor(gallery):
    return Visitor(gallery)


@pytest.fixture(scope="module")
def signed_in(gallery):
    """A browser that is signed in to the studio."""
    found = Visitor(gallery)
    found.sign_in_to_studio()
    return found


def test_discovery_describes_a_provider_with_pkce(gallery):
    found = requests.get(f"{gallery.identity}/.well-known/openid-configuration", timeout=5).json()
    assert found["issuer"] == gallery.identity
    assert found["code_challenge_methods_supported"] == ["S256"]
    for endpoint in ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri", "end_session_endpoint"):
        assert found[endpoint].startswith(gallery.identity + "/")


def test_the_code_flow_ends_in_tokens_that_a_library_accepts(gallery, visitor):
    answer = visitor.log_in(visitor.login_page(), gallery.password)
    back = answer.headers["Location"]
    assert back.startswith(f"{gallery.studio}/callback?")
    assert parameters_of(back)["state"] == "the-state" and parameters_of(back)["iss"] == gallery.identity
    tokens = visitor.exchange(parameters_of(back)["code"]).json()
    keys = jwt.PyJWKClient(f"{gallery.identity}/.well-known/jwks.json")

    def claims(token, audience):
        key = keys.get_signing_key_from_jwt(token)
        return jwt.decode(token, key, ["RS256"], audience=audience, issuer=gallery.identity)
    who = claims(tokens["id_token"], "studio")
    assert who["nonce"] == "the-nonce" and who["preferred_username"] == "marie"
    access = claims(tokens["access_token"], "copper-api")
    assert "artist" in access["roles"] and access["exp"] - access["iat"] <= 3600
    told = requests.get(f"{gallery.identity}/userinfo", timeout=5,
                        headers={"Authorization": f"Bearer {tokens['access_token']}"}).json()
    assert told["sub"] == who["sub"] == access["sub"]
    listed = requests.get(f"{gallery.api}/api/v1/artist/prints", timeout=5,
                          headers={"Authorization": f"Bearer {tokens['access_token']}"})
    assert listed.status_code == 200


def test_a_wrong_password_and_an_unknown_name_get_the_same_words(gallery, visitor):
    page = visitor.login_page()
    texts = set()
    for username in ("marie", "nobody"):
        answer = visitor.log_in(page, "not the password", username)
        assert answer.status_code == 403 and "Location" not in answer.headers
        assert "The user name or password is not right." in answer.text
        texts.add(answer.text.replace(username, ""))
    assert len(texts) == 1
    assert visitor.log_in(page, gallery.password).status_code == 303


def test_many_wrong_passwords_are_slowed_down(visitor):
    page = visitor.login_page()
    answers = [visitor.log_in(page, f"guess {n}", "somebody") for n in range(8)]
    assert answers[0].status_code == 403
    assert answers[-1].status_code == 429 and int(answers[-1].headers["Retry-After"]) >= 1


def test_without_pkce_the_client_is_told_so(gallery, visitor):
    for changed in ({"code_challenge": None}, {"code_challenge_method": "plain"}, {"code_challenge_method": None}):
        answer = visitor.authorize(**changed)
        assert answer.status_code == 303
        assert answer.headers["Location"].startswith(f"{gallery.studio}/callback?")
        assert parameters_of(answer.headers["Location"])["error"] == "invalid_request"


@pytest.mark.parametrize("uri", ["https://evil.example/callback", "/callback", "{studio}/callback/more", "{studio}/"])
def test_an_unknown_return_address_is_never_followed(gallery, visitor, uri):
    answer = visitor.authorize(redirect_uri=uri.format(studio=gallery.studio))
    assert answer.status_code == 400 and "Location" not in answer.headers


def test_a_code_works_once_and_only_for_its_verifier(gallery, visitor):
    code = visitor.code()
    stolen = Visitor(gallery).exchange(code)
    assert stolen.status_code == 400 and stolen.json()["error"] == "invalid_grant"
    code = parameters_of(visitor.authorize().headers["Location"])["code"]  # logged in already: no page between
    assert visitor.exchange(code).status_code == 200
    again = visitor.exchange(code)
    assert again.status_code == 400 and again.json()["error"] == "invalid_grant"


def test_the_login_form_is_refused_from_elsewhere(gallery, visitor):
    page = visitor.login_page()
    assert visitor.log_in(page, gallery.password, Origin="https://evil.example").status_code == 403
    visitor.session.cookies.clear()
    assert visitor.log_in(page, gallery.password).status_code == 403


def test_the_studio_leads_to_the_login_and_back_to_the_page_asked_for(gallery, visitor):
    asked = visitor.get(f"{gallery.studio}/galleries")
    assert asked.status_code == 303 and asked.headers["Location"].startswith(f"{gallery.identity}/authorize?")
    page = visitor.session.get(asked.headers["Location"], timeout=5)
    back = visitor.log_in(page, gallery.password)
    arrived = visitor.get(back.headers["Location"])
    assert arrived.headers["Location"] == "/galleries"
    assert "Marie Holm" in visitor.get(f"{gallery.studio}/galleries").text


def test_the_studio_keeps_its_session_from_scripts_and_other_sites(signed_in):
    held = [cookie for cookie in signed_in.session.cookies if cookie.name.startswith("studio")]
    assert held
    for cookie in held:
        assert cookie.has_nonstandard_attr("HttpOnly") and cookie.get_nonstandard_attr("SameSite") in ("Lax", "Strict")


def test_a_callback_that_nobody_started_is_refused(gallery, visitor):
    assert visitor.get(f"{gallery.studio}/callback", params={"code": "stolen", "state": "made-up"}).status_code == 400


def test_the_studio_asks_the_api_for_nobody_without_a_session(gallery):
    for path in ("prints", "galleries"):
        answer = requests.get(f"{gallery.studio}/api/v1/artist/{path}", timeout=5, allow_redirects=False)
        assert answer.status_code == 401 and answer.json()["error"]["code"] == "UNAUTHORIZED"


def test_the_studio_takes_no_change_from_another_site(gallery, signed_in):
    url = f"{gallery.studio}/api/v1/artist/galleries"
    assert signed_in.get(url).status_code == 200

    def create(**headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        return signed_in.session.post(url, json={"title": "From elsewhere"}, headers=headers, timeout=5).status_code
    assert create() == 403
    assert create(Origin="https://evil.example") == 403
    assert create(Origin=gallery.gallery) == 403
    assert create(Origin=gallery.studio, Sec_Fetch_Site="cross-site") == 403
    assert create(Origin=gallery.studio, Sec_Fetch_Site="same-origin") == 201


def test_the_studio_passes_on_nothing_but_the_artists_api(gallery, signed_in):
    for path in ("/api/v1/admin/artists", "/api/v1/artist/../admin/artists", "/api/v1/artist/%2e%2e/admin/artists"):
        request = requests.Request("GET", gallery.studio, cookies=signed_in.session.cookies).prepare()
        request.url = gallery.studio + path  # as written: requests would resolve the dots
        assert requests.Session().send(request, timeout=5, allow_redirects=False).status_code == 404, path


def test_signing_out_ends_the_session(gallery):
    visitor = Visitor(gallery)
    visitor.sign_in_to_studio()
    kept = requests.cookies.merge_cookies(requests.cookies.RequestsCookieJar(), visitor.session.cookies)
    assert visitor.get(f"{gallery.studio}/api/v1/artist/prints").status_code == 200
    out = visitor.session.post(f"{gallery.studio}/logout", headers={"Origin": gallery.studio}, timeout=5)
    assert out.url == f"{gallery.studio}/signed-out"
    assert visitor.get(f"{gallery.studio}/api/v1/artist/prints").status_code == 401
    assert visitor.get(f"{gallery.studio}/").status_code == 303
    visitor.session.cookies = kept  # a copy of the cookies is worth nothing either
    login = visitor.get(visitor.get(f"{gallery.studio}/login").headers["Location"])
    assert "code=" not in login.headers["Location"]


def test_a_token_that_was_altered_opens_nothing(gallery, artist):
    head, claims, signature = artist.token.split(".")
    for token in (f"{head}.{claims}.", f"{head}.{claims}.{signature[::-1]}", jwt.encode({"roles": ["artist"]}, "x" * 32)):
        answer = requests.get(f"{gallery.api}/api/v1/artist/prints", headers={"Authorization": f"Bearer {token}"}, timeout=5)
        assert answer.status_code == 401 and answer.json()["error"]["code"] == "UNAUTHORIZED"
