"""A visitor of the login pages without a browser: OpenID Connect's code flow with PKCE, step by step."""
import base64
import hashlib
import html.parser
import secrets
from urllib.parse import parse_qs, urljoin, urlsplit

import requests


class _Form(html.parser.HTMLParser):
    """The one form of a page: where it goes and what it holds."""

    def __init__(self, page):
        super().__init__()
        self.action, self.fields = None, {}
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "form":
            self.action = attributes["action"]
        elif tag == "input" and "name" in attributes:
            self.fields[attributes["name"]] = attributes.get("value") or ""


class Visitor:
    """One browser's cookies. Redirects are followed by hand, so that a test sees each."""

    def __init__(self, gallery):
        self.gallery = gallery
        self.session = requests.Session()
        self.verifier = secrets.token_urlsafe(48)

    def get(self, url, **options):
        return self.session.get(url, allow_redirects=False, timeout=15, **options)

    def authorize_parameters(self, **changed):
        challenge = base64.urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()
        parameters = {"response_type": "code", "client_id": "studio", "redirect_uri": f"{self.gallery.studio}/callback",
                      "scope": "openid profile email", "state": "the-state", "nonce": "the-nonce",
                      "code_challenge": challenge, "code_challenge_method": "S256"} | changed
        return {name: value for name, value in parameters.items() if value is not None}

    def authorize(self, **changed):
        return self.get(f"{self.gallery.identity}/authorize", params=self.authorize_parameters(**changed))

    def login_page(self):
        asked = self.authorize()
        assert asked.status_code == 303, asked.text
        return self.get(urljoin(asked.url, asked.headers["Location"]))

    def log_in(self, page, password, username="marie", **headers):
        """Fills in the form of a login page that was opened; the answer is a redirect, or the page with a problem."""
        form = _Form(page.text)
        fields = form.fields | {"username": username, "password": password}
        return self.session.post(urljoin(page.url, form.action), data=fields, headers=headers, allow_redirects=False,
                                 timeout=15)

    def code(self):
        answer = self.log_in(self.login_page(), self.gallery.password)
        assert answer.status_code == 303, answer.text
        return parameters_of(answer.headers["Location"])["code"]

    def exchange(self, code, **changed):
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": f"{self.gallery.studio}/callback",
                "client_id": "studio", "code_verifier": self.verifier} | changed
        return requests.post(f"{self.gallery.identity}/token", data=form, timeout=15)

    def sign_in_to_studio(self):
        """As a browser does that opens the studio; leaves the session's cookies in `session`."""
        asked = self.get(f"{self.gallery.studio}/")
        login = self.get(asked.headers["Location"])
        page = self.get(urljoin(login.url, login.headers["Location"]))
        back = self.log_in(page, self.gallery.password)
        arrived = self.get(back.headers["Location"])
        assert arrived.status_code == 303, arrived.text
        return arrived


def parameters_of(url):
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
