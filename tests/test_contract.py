"""The services against the documents in docs/api: thousands of calls, good and bad ones, with a token and without."""
import collections
import re

import hypothesis
import pytest
import requests
import schemathesis
import yaml
from schemathesis.config import SchemathesisConfig

import contract
import hybrid
import images
from artist import Artist

# The other arrangements have the same calls to carry, whatever is in them: a few of each are enough there.
SHARE = 1 if hybrid.chosen == "one" else 0.1
CASES_MIN = 2000 * SHARE
counted = collections.Counter()

# What a good request may still meet, besides what the library allows: another version than the one it names, and
# values that the document cannot tell from good ones, because they depend on what is there.
DEPENDS = {
    "POST /prints": {"uploadId", "title", "image"},
    "PUT /prints/{printId}": {"title"},
    "POST /prints/{printId}/image": {"uploadId", "image"},
    "POST /galleries": {"title", "coverPrintId"},
    "PUT /galleries/{galleryId}": {"title", "coverPrintId"},
    "PUT /galleries/{galleryId}/prints": {"printOrders"},
    "POST /tags": {"en"},
    "PUT /tags/{tagId}": {"en"},
    "POST /tags/{tagId}/merge": {"tagId"},
    "POST /notices/{noticeId}/actions": {"printId"},
    "POST /images/callback": {"versions"},
}


# To a good request and to a bad one; no 5xx, which the library takes as well.
ACCEPTED = ["2xx", "304", "400", "401", "403", "404", "409", "412", "415", "429"]
REFUSED = ["400", "401", "403", "404", "405", "409", "412", "413", "415", "429"]
CONFIG = {"seed": 1, "checks": {"positive_data_acceptance": {"expected-statuses": ACCEPTED},
                                "negative_data_rejection": {"expected-statuses": REFUSED}}}
SCHEMAS = {name: schemathesis.openapi.from_path(contract.FOLDER / f"{name}.yaml",
                                                config=SchemathesisConfig.from_dict(CONFIG)) for name in contract.NAMES}


def cases(random):
    """Besides the cases at every limit, so many random ones for each call; the same in every run."""
    return hypothesis.settings(max_examples=random, deadline=None, derandomize=True, database=None,
                               suppress_health_check=list(hypothesis.HealthCheck),
                               phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate])


thorough, quick = cases(round(40 * SHARE)), cases(round(10 * SHARE))


@schemathesis.hook
def filter_query(ctx, query):
    """Parameters nobody knows are ignored; the library takes one without a name for a bad request."""
    return not query or "" not in query


@schemathesis.check
def a_good_request_is_refused_only_for_what_depends(ctx, response, case):
    """The library takes any 400 or 415 for good here; this takes only those of DEPENDS, and files that are no images."""
    if case.meta is None or case.meta.generation.mode.is_negative:
        return
    assert response.status_code != 415 or case.media_type == "multipart/form-data"
    if response.status_code != 400:
        return
    fields = [detail["field"] for detail in response.json()["error"].get("details", [])]
    allowed = DEPENDS.get(case.operation.label, set())
    assert fields and all(field.partition("[")[0] in allowed for field in fields), response.json()


@schemathesis.check
def a_400_names_each_field_and_what_it_accepts(ctx, response, case):
    """All but that of a body in which no field could be found."""
    if response.status_code == 400:
        error = response.json()["error"]
        assert all(detail["message"] for detail in error.get("details", [])), error
        assert error.get("details") or error["message"].startswith(("The body ", "The form is malformed")), error


@pytest.fixture(scope="module")
def own(another, tmp_path_factory):
    """A gallery of its own with something in it: what is here is changed and deleted at random."""
    artist = Artist(another)
    folder = tmp_path_factory.mktemp("contract")
    first = artist.make_gallery("Harbours", translations={"da": {"title": "Havne"}})
    for title in ("Alder", "Birch", "Cedar"):
        artist.exhibit(first["id"], images.png(folder / f"{title}.png"), title)
    return another


@pytest.fixture(scope="module")
def tokens(own):
    return {role: {"Authorization": f"Bearer {own.token(role)}"} for role in ("artist", "admin")}


def ask(case, base, headers=None, excluded=()):
    """One call; without headers also without the tokens the library makes up."""
    if headers is None:
        case.headers.pop("Authorization", None)
    counted[case.operation.schema.raw_schema["info"]["title"]] += 1
    return case.call_and_validate(base_url=base, headers=headers or {}, timeout=20, excluded_checks=excluded)


@SCHEMAS["public"].parametrize()
@thorough
def test_public_calls(own, case):
    ask(case, own.api + "/api/v1")


@SCHEMAS["search"].parametrize()
@thorough
def test_search_calls(own, case):
    ask(case, own.api + "/api/v1")


@SCHEMAS["artist"].parametrize()
@thorough
def test_artist_calls(own, tokens, case):
    ask(case, own.api + "/api/v1/artist", tokens["artist"])


@SCHEMAS["artist"].parametrize()
@quick
def test_artist_calls_without_a_token(own, case):
    ask(case, own.api + "/api/v1/artist")


@SCHEMAS["admin"].parametrize()
@thorough
def test_admin_calls(own, tokens, case):
    ask(case, own.api + "/api/v1/admin", tokens["admin"])


@SCHEMAS["admin"].parametrize()
@quick
def test_admin_calls_without_a_token(own, case):
    ask(case, own.api + "/api/v1/admin")


@SCHEMAS["imaging"].include(tag="Orders").parametrize()
@thorough
def test_imaging_calls(own, case):
    ask(case, own.imaging + "/api/v1")


# Of an image that is gone no token is left to compare with: any is as good as another, but there must be one.
ANY_TOKEN = [schemathesis.checks.CHECKS.get_one("ignored_auth")]


@SCHEMAS["imaging"].include(tag="Results").parametrize()
@thorough
def test_the_callback(own, case):
    ask(case, own.content + "/api/v1", {"Authorization": "Bearer of-no-order"}, ANY_TOKEN)


@SCHEMAS["imaging"].include(tag="Results").parametrize()
@quick
def test_the_callback_without_a_token(own, case):
    assert ask(case, own.content + "/api/v1", excluded=ANY_TOKEN).status_code != 200


def test_there_were_enough_calls():
    assert counted.total() >= CASES_MIN, counted


@pytest.mark.parametrize("name", contract.NAMES)
def test_the_examples_are_true(name):
    for _, method, _, template, told in (call for call in contract.operations() if call[0] == name):
        described = [told.get("requestBody", {}), *told["responses"].values()]
        for content in (part["content"]["application/json"] for part in described if "content" in part):
            assert not contract.problems(content["schema"], content["example"]), (method, template)


@pytest.mark.parametrize("name", contract.NAMES)
def test_the_gateway_serves_the_document_and_its_page(own, name):
    served = requests.get(f"{own.api}/api/v1/openapi/{name}.json", timeout=5)
    written = yaml.safe_load((contract.FOLDER / f"{name}.yaml").read_text())
    written.pop("x-texts", None)
    assert served.json() == written
    again = requests.get(served.url, headers={"If-None-Match": served.headers["ETag"]}, timeout=5)
    assert again.status_code == 304 and not again.content
    page = requests.get(f"{own.api}/api/docs/{name}", timeout=5)
    assert page.status_code == 200 and "script-src" not in page.headers["Content-Security-Policy"]
    assert f'href="/api/docs/{name}"' in requests.get(f"{own.api}/api/docs", timeout=5).text
    ids = set(re.findall(r' id="([^"]+)"', page.text))
    assert set(re.findall(r' href="#([^"]+)"', page.text)) <= ids
    assert {told["operationId"] for call in contract.operations() if call[0] == name for told in call[4:]} <= ids


def test_a_name_without_a_document_is_not_found(own):
    for path in ("/api/v1/openapi/none.json", "/api/docs/none", "/api/docs/fonts/none.woff2"):
        assert requests.get(own.api + path, timeout=5).status_code == 404
