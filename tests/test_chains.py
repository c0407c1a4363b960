"""Chains of calls, each about what another one answered: things are made, read, changed and deleted, as docs/api says."""
import collections
import copy
import itertools
import random

import hypothesis
import pytest
import requests
import schemathesis
from schemathesis.config import SchemathesisConfig

import contract
import hybrid
import images
from artist import Artist
from test_contract import CONFIG

SEEDS = 3 if hybrid.chosen == "one" else 1  # the other arrangements have the same calls to carry
SCENARIOS, STEPS = 3, 25
CONFIG_OF_CHAINS = SchemathesisConfig.from_dict(CONFIG | {"phases": {"stateful": {
    "generation": {"mode": "positive"}, "inference": {"algorithms": []}}}})  # the links are ours
BASES = {"public": "/api/v1", "artist": "/api/v1/artist", "admin": "/api/v1/admin"}


def kinds():
    """Each kind of thing: the document, the address of all of them, and the parameter that makes it that of one."""
    split = [(name, *path.rsplit("/", 1)) for name in BASES for path in contract.document(name)["paths"]]
    return [(name, every, last[1:-1]) for name, every, last in split
            if last.startswith("{") and "{" not in every and every in contract.document(name)["paths"]]


def id_in(example, parameter, path=""):
    """Where an answer has the id of the thing, or those of the things it lists."""
    if parameter in example or "id" in example:
        return f"$response.body#{path}/{parameter if parameter in example else 'id'}"
    key, listed = next((key, value) for key, value in example.items() if isinstance(value, list))
    return id_in(listed[0], parameter, f"{path}/{key}/*")


def linked(name, every, one):
    """The document, with links from the answers about all of a kind to each call about one of them."""
    document, parameter = copy.deepcopy(contract.document(name)), one.rpartition("/")[2][1:-1]
    about_one = [told["operationId"] for path, item in document["paths"].items() if path.startswith(one)
                 for method, told in item.items() if method in ("get", "put", "post", "delete")]
    for method, told in document["paths"][every].items():
        for answer in (answer for status, answer in told["responses"].items() if status[0] == "2" and "content" in answer):
            found = id_in(answer["content"]["application/json"]["example"], parameter)
            answer["links"] = {target: {"operationId": target, "parameters": {parameter: found}} for target in about_one}
    return schemathesis.openapi.from_dict(document, config=CONFIG_OF_CHAINS).include(path_regex=f"^{every}(/|$)")


class Chain:
    """What is added to the library's machine: tokens, values the document cannot tell, and what must hold of each thing."""

    numbers = itertools.count(300)

    def setup(self):
        self.there, self.deleted = set(), set()  # addresses

    def before_call(self, case):
        if case.method != "POST" or case.media_type != "application/json":
            return
        if case.path == "/galleries":
            case.body |= {"title": "Chained", "coverPrintId": None}
        elif case.path == "/tags":
            case.body["en"] = f"chained {next(self.numbers)}"
        elif case.path in ("/prints", "/prints/{printId}/image"):
            file = images.png(self.folder / "new.png", (next(self.numbers), 200))
            case.body |= {"title": "Chained", "uploadId": self.artist.upload(file)}

    def get_call_kwargs(self, case):
        # Now and then somebody else comes in between, who must not change anything.
        self.is_stranger = self.strangers and "{" in case.path and self.random.random() < 0.2
        headers = self.random.choice(self.strangers) if self.is_stranger else self.token
        return {"base_url": self.api + self.base, "headers": headers, "timeout": 20}

    def validate_response(self, response, case, **options):
        try:
            super().validate_response(response, case, **options)
            self.follow(response, case)
        except Exception as failure:
            self.failures.append(failure)
            raise

    def follow(self, response, case):
        """The library's own checks leave out calls with a parameter that is of no other answer, such as a language."""
        if self.is_stranger:
            assert response.status_code in (401, 403), f"{case.operation.label} by a stranger: {response.status_code}"
            self.met["a stranger"] += 1
            return
        address, good = self.base + case.formatted_path, 200 <= response.status_code < 300
        if address in self.deleted:
            assert response.status_code == 404, f"{case.operation.label} of what was deleted: {response.status_code}"
            self.met["what was deleted"] += 1
        elif address in self.there:
            assert response.status_code != 404, f"{case.operation.label} of what is there: 404"
            self.met["what is there"] += 1
        if good and case.method == "DELETE" and case.path == self.one:
            self.there.discard(address)
            self.deleted.add(address)
        elif good and case.path == self.one:
            self.there.add(address)
        elif good and "location" in response.headers:
            self.there |= set(response.headers["location"])


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture(scope="module")
def own(another, tmp_path_factory):
    artist = Artist(another)
    folder = tmp_path_factory.mktemp("chains")
    shown = artist.exhibit(artist.make_gallery("Harbours")["id"], images.png(folder / "first.png"), "Alder")
    notice = {"name": "Mia", "email": "mia@example.org", "ground": "other", "location": "x", "reason": "x", "goodFaith": True,
              "accurate": True, "printId": shown["id"]}
    assert requests.post(f"{another.api}/api/v1/notices", json=notice, timeout=10).status_code == 201
    artist_token, admin_token = (bearer(another.token(role)) for role in ("artist", "admin"))
    forged = bearer(artist.token[:-8] + "AAAAAAAA")
    return {"public": {"token": {}, "strangers": []},
            "artist": {"token": artist_token, "strangers": [{}, forged, admin_token]},
            "admin": {"token": admin_token, "strangers": [{}, forged, artist_token]},
            "common": {"api": another.api, "artist": artist, "folder": folder}}


SETTINGS = hypothesis.settings(max_examples=SCENARIOS, stateful_step_count=STEPS, deadline=None, database=None,
                               suppress_health_check=list(hypothesis.HealthCheck), phases=[hypothesis.Phase.generate])


@pytest.mark.parametrize("name, every, parameter", kinds())
def test_what_is_made_is_there_until_it_is_deleted(own, name, every, parameter):
    one, met, failures = f"{every}/{{{parameter}}}", collections.Counter(), []
    machine = type("Chains", (Chain, linked(name, every, one).as_state_machine()), own["common"] | own[name] | {
        "base": BASES[name], "one": one, "met": met, "failures": failures, "random": random.Random(1)})
    for seed in range(SEEDS):
        try:
            hypothesis.seed(seed)(machine).run(settings=SETTINGS)
        except hypothesis.errors.Flaky:
            pass  # it wants the same answers to the same calls, but each call finds the gallery as the others left it
        assert not failures, failures
    methods = contract.document(name)["paths"][one].keys()
    assert met["what is there"] or "get" not in methods
    assert met["what was deleted"] or "delete" not in methods
    assert met["a stranger"] or name == "public"
