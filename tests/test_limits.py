"""What one client may do: budgets that refill, whose address counts behind a proxy, who may see /metrics, and whom a service lets in."""
import time

import pytest
import requests

from gallery_process import GalleryProcess, running
from hybrid import Apart
from openid import Visitor

LIMITS = {"COPPER_RATE_LIMIT_READING": "1/s burst 8", "COPPER_RATE_LIMIT_SEARCHING": "1/s burst 3",
          "COPPER_RATE_LIMIT_WRITING": "1/s burst 4", "COPPER_RATE_LIMIT_LOGIN": "1/s burst 5"}
SLOW = {"COPPER_RATE_LIMIT_SEARCHING": "0.01/s burst 5", "COPPER_RATE_LIMIT_WRITING": "0.01/s burst 4"}  # nothing refills meanwhile
FAR_MORE = 20  # than any of these budgets
SECRET = "for-the-scraper"


@pytest.fixture(scope="module")
def limited(deployment):
    """A gallery with small budgets that believes its proxy, so that every test can be a client of its own."""
    yield from running(deployment(COPPER_BEHIND_PROXY="true", **LIMITS))


class Client:
    def __init__(self, address):
        self.headers = {"X-Forwarded-For": f"203.0.113.200, {address}"}

    def ask(self, url, method="GET", **options):
        return requests.request(method, url, headers=self.headers, timeout=10, **options)

    def exhaust(self, url, method="GET", **options):
        """Asks until it is refused; the refusal."""
        for _ in range(FAR_MORE):
            answer = self.ask(url, method, **options)
            if answer.status_code == 429:
                return answer
        raise AssertionError(f"{FAR_MORE} times {method} {url} and never refused")


def test_beyond_the_budget_is_429_with_the_time_to_wait(limited):
    refused = Client("198.51.100.1").exhaust(f"{limited.api}/api/v1/galleries")
    assert refused.json()["error"]["code"] == "TOO_MANY_REQUESTS"
    assert int(refused.headers["Retry-After"]) == 1
    assert refused.headers["X-Request-Id"] and refused.headers["X-Content-Type-Options"] == "nosniff"


def test_who_waits_as_told_is_served_again(limited):
    client, url = Client("198.51.100.2"), f"{limited.api}/api/v1/galleries"
    time.sleep(int(client.exhaust(url).headers["Retry-After"]))
    assert client.ask(url).status_code == 200


def test_reading_searching_and_writing_have_budgets_of_their_own(limited):
    client, api = Client("198.51.100.3"), f"{limited.api}/api/v1"
    client.exhaust(f"{api}/search?q=heron")
    assert client.ask(f"{api}/galleries").status_code == 200
    client.exhaust(f"{api}/artist/galleries", "POST", json={})
    assert client.ask(f"{api}/galleries").status_code == 200
    client.exhaust(f"{api}/galleries")
    assert client.ask(f"{limited.api}/storage/temporary/nothing").status_code != 429, "signed addresses are not counted"


def test_one_client_does_not_use_up_the_budget_of_another(limited):
    Client("198.51.100.4").exhaust(f"{limited.api}/api/v1/galleries")
    assert Client("198.51.100.5").ask(f"{limited.api}/api/v1/galleries").status_code == 200


def test_an_ipv6_network_is_one_client(limited):
    Client("2001:db8:1:2::1").exhaust(f"{limited.api}/api/v1/galleries")
    assert Client("2001:db8:1:2:ffff::2").ask(f"{limited.api}/api/v1/galleries").status_code == 429
    assert Client("2001:db8:1:3::1").ask(f"{limited.api}/api/v1/galleries").status_code == 200


def test_login_has_a_budget_of_its_own_and_a_page_that_says_so(limited):
    client = Client("198.51.100.6")
    page = client.exhaust(f"{limited.identity}/login", "POST", data={"username": "marie"})
    assert int(page.headers["Retry-After"]) >= 1 and page.headers["Content-Type"].startswith("text/html")
    assert client.ask(f"{limited.identity}/token", "POST").status_code == 429
    assert client.ask(f"{limited.identity}/.well-known/jwks.json").status_code == 200


def test_visitors_pages_do_not_use_up_the_gallerys_own_calls(limited):
    for number in range(FAR_MORE):
        assert Client("198.51.100.7").ask(f"{limited.gallery}/en/?page={number + 1}").status_code != 503


def test_without_a_proxy_nobody_is_believed_about_the_address(deployment):
    process = deployment(**LIMITS)
    try:
        process.start()
        url = f"{process.api}/api/v1/galleries"
        answers = [Client(f"198.51.100.{number}").ask(url).status_code for number in range(FAR_MORE)]
        assert 429 in answers
    finally:
        process.remove()


@pytest.mark.parametrize("key, value, accepts", [("COPPER_RATE_LIMIT_READING", "many", "50/s burst 500, or off"),
                                                 ("COPPER_RATE_LIMIT_LOGIN", "5/s", "50/s burst 500, or off"),
                                                 ("COPPER_BEHIND_PROXY", "yes", "true or false"),
                                                 ("COPPER_ALLOWED_ORIGINS", "*", "https://studio.example")])
def test_a_setting_that_is_wrong_stops_the_start_with_its_name(key, value, accepts):
    process = GalleryProcess()
    try:
        assert process.run(process.arguments(), **{key: value}) == 2
        assert key in process.errors and accepts in process.errors
        assert process.errors.count("\n") == 1
    finally:
        process.remove()


@pytest.fixture(scope="module")
def measured():
    yield from running(GalleryProcess(COPPER_METRICS_TOKEN=SECRET))


@pytest.mark.parametrize("offset", range(6))
def test_every_part_shows_its_metrics_to_this_machine_only(measured, offset):
    url = f"http://localhost:{measured.port_base + offset}/metrics"
    shown = requests.get(url, timeout=5)
    assert shown.status_code == 200 and shown.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert "\nprocess_resident_memory_bytes " in shown.text
    assert requests.get(url, timeout=5, headers={"X-Forwarded-For": "198.51.100.8"}).status_code == 404
    assert requests.get(url, timeout=5, headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 404
    with_token = requests.get(url, timeout=5, headers={"X-Forwarded-For": "198.51.100.8", "Authorization": f"Bearer {SECRET}"})
    assert with_token.status_code == (404 if url.startswith(measured.imaging) else 200), "imaging is told no secret"


def test_metrics_count_patterns_not_paths(measured):
    for number in range(5):
        requests.get(f"{measured.api}/api/v1/prints/{100 + number}", timeout=10)
    lines = requests.get(f"{measured.api}/metrics", timeout=5).text.splitlines()
    counted = [line for line in lines if line.startswith("copper_requests_total") and 'service="content"' in line]
    assert any('method="GET"' in line and 'status="404"' in line and "{" in line.partition('route="')[2]
               and int(line.rpartition(" ")[2]) >= 5 for line in counted), counted
    assert not any("/prints/10" in line for line in lines)


# ---- parts that run apart

@pytest.fixture(scope="module")
def apart():
    """Gallery, studio and gateway as programs of their own, each behind a proxy, as on Heroku."""
    yield from running(Apart(COPPER_BEHIND_PROXY="true", **(LIMITS | SLOW)))


def test_a_visitor_has_one_budget_whichever_way_he_comes(apart):
    visitor, other = Client("198.51.100.11"), Client("198.51.100.12")
    page, search = f"{apart.gallery}/en/search?q=heron", f"{apart.api}/api/v1/search?q=heron"
    assert visitor.exhaust(page).headers["Content-Type"].startswith("text/html")
    assert visitor.ask(search).status_code == 429
    assert other.ask(page).status_code == 200
    visitor.exhaust(f"{apart.gallery}/en/notice", "POST", data={"reason": "It is mine."})
    assert other.ask(f"{apart.gallery}/en/notice", "POST", data={"reason": "It is mine."}).status_code == 400


def test_what_the_gallery_asks_for_itself_is_not_counted(apart):
    for number in range(FAR_MORE):
        assert Client("198.51.100.13").ask(f"{apart.gallery}/en/print/{number + 1000}").status_code == 404


def test_a_stranger_cannot_name_another_client(apart):
    stranger, search = Client("198.51.100.14"), f"{apart.api}/api/v1/search?q=heron"
    for key in ({}, {"X-Copper-App-Key": ""}, {"X-Copper-App-Key": "a guess of thirty-two characters, or more"}):
        named = [requests.get(search, timeout=10, headers=stranger.headers | key | {"X-Copper-Client": f"198.51.100.{number}"})
                 for number in range(20, 20 + FAR_MORE)]
        assert 429 in [answer.status_code for answer in named]
    assert Client("198.51.100.20").ask(search).status_code == 200


def test_the_audit_log_names_the_address_of_who_sits_in_the_studio(apart):
    visitor = Visitor(apart)
    visitor.sign_in_to_studio()
    answer = visitor.session.put(f"{apart.studio}/api/v1/artist/site", json={"artistName": "Marie Holm"}, timeout=15, headers={
        "Sec-Fetch-Site": "same-origin", "X-Forwarded-For": "198.51.100.15", "X-Copper-Client": "192.0.2.1"})
    assert answer.status_code == 200, answer.text
    entries = visitor.session.get(f"{apart.studio}/api/v1/artist/audit-log?kind=site_changed", timeout=15,
                                  headers={"Sec-Fetch-Site": "same-origin", "X-Forwarded-For": "198.51.100.15"}).json()["entries"]
    assert entries[0]["address"] == "198.51.100.15"


def test_a_service_checks_tokens_itself_and_says_how_it_is(apart):
    def status(service, path, token=""):
        return requests.get(service + path, headers={"Authorization": f"Bearer {token}"} if token else {}, timeout=5).status_code
    token = apart.token()
    for service, path in ((apart.content, "/api/v1/artist/prints"), (apart.search, "/api/v1/artist/search?q=a")):
        for wrong in ("", "nonsense", token[:-8] + "AAAAAAAA"):
            assert status(service, path, wrong) == 401
        assert status(service, path, apart.token("admin")) == 403
        assert status(service, path, token) == 200
    for part in (apart.gallery, apart.studio, apart.api, apart.content, apart.search, apart.imaging):
        assert [status(part, path) for path in ("/healthz", "/readyz", "/metrics")] == [200, 200, 200], part
