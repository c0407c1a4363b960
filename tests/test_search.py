"""Search: what is found, in which language, how it is filtered and counted, and what nobody but the artist may find."""
import json
import time

import pytest
import requests

import contract
import images
from artist import Artist
from gallery_process import eventually

SECRETS = ("skuffesyv", "bemaerkningen", "konserveret")  # location, notes, conservation


class Collection:
    def __init__(self, process, folder):
        self.process = process
        self.artist = Artist(process)
        self.gallery = self.artist.make_gallery("Harbours", translations={"da": {"title": "Havne"}})["id"]
        hidden = self.artist.call("POST", "/galleries", {"title": "Zeppelins", "status": "draft"})
        prints = [
            ("Harbour at dusk", dict(technique="Drypoint", year=2019, price=2400, plateHeightMm=245, plateWidthMm=320,
                                     description="Boats <i>resting</i> by the quay.", translations={"da": {"title": "Havn i skumring"}})),
            ("Quinces on a plate", dict(technique="Aquatint", year=2021, price=1800, availability="reserved", plateHeightMm=120, plateWidthMm=150,
                                        description="Older than the table.",
                                        translations={"da": {"title": "Kvæder på et fad", "subject": "Opstilling"}})),
            ("The old lighthouse", dict(technique="Drypoint", year=2021, location=SECRETS[0], notes=SECRETS[1], conservation=SECRETS[2],
                                        description="Above the harbour of Ærøskøbing.")),
        ]
        self.ids = {}
        for number, (title, fields) in enumerate(prints):
            print_ = self.artist.exhibit(self.gallery, images.png(folder / f"{number}.png"), title, **fields)
            self.ids[title] = print_["id"]
        draft = self.artist.create_print(images.png(folder / "draft.png"), "Zeppelin over the harbour", technique="Zeppelinography",
                                         year=1937, description="A draft.")
        self.ids["draft"] = draft["id"]
        self.artist.call("POST", f"/galleries/{hidden['id']}/prints/{self.ids['Harbour at dusk']}", {}, status=201)

    def ask(self, path="", **query):
        answer = requests.get(f"{self.process.api}/api/v1/search{path}", params=query, timeout=10)
        contract.check(answer)
        return answer

    def find(self, q=None, path="/prints", **query):
        answer = self.ask(path, **({"q": q} if q is not None else {}), **query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def titles(self, q=None, **query):
        return [hit["title"] for hit in self.find(q, **query)["hits"]]

    def post(self, body, path="/prints"):
        answer = requests.post(f"{self.process.api}/api/v1/search{path}", json=body, timeout=10)
        contract.check(answer)
        return answer


@pytest.fixture(scope="module")
def found(another, tmp_path_factory):
    return Collection(another, tmp_path_factory.mktemp("search"))


@pytest.mark.parametrize("query, first", [
    ("harbour", "Harbour at dusk"), ("HARBOURS", "Harbour at dusk"), ("havn", "Harbour at dusk"), ("havnen", "Harbour at dusk"),
    ("harb", "Harbour at dusk"), ("haborur", "Harbour at dusk"), ("kvaeder", "Quinces on a plate"), ("kvæde", "Quinces on a plate"),
    ("akvatinte", "Quinces on a plate"), ("akvatnite", "Quinces on a plate"), ("still life", "Quinces on a plate"),
    ("Aeroeskoebing", "The old lighthouse"), ("ærøskøbing", "The old lighthouse"), ("aeroskobing", "The old lighthouse"),
    ("fyrtårn", "The old lighthouse"), ("koldnaal skumring", "Harbour at dusk"), ('"at dusk"', "Harbour at dusk"),
    ("the old", "The old lighthouse"), ("fruits", "Quinces on a plate"), ("pictures of quinces", "Quinces on a plate"),
    ("havnebillede", "Harbour at dusk"),
])
def test_words_find_what_they_mean(found, query, first):
    assert found.titles(query)[:1] == [first]


def test_where_nothing_has_all_the_words_some_suffice_and_the_answer_says_so(found):
    answer = found.find("quinces lighthouse")
    assert answer["matched"] == "some" and {hit["title"] for hit in answer["hits"]} == {"Quinces on a plate", "The old lighthouse"}
    assert found.find("old lighthouse")["matched"] == "all"
    filtered = found.find("old lighthouse", technique="Aquatint")
    assert filtered["matched"] == "all" and filtered["hits"] == [], "a filter is no reason to look for less"
    assert found.find('"quinces lighthouse"')["totalHits"] == 0


def test_the_last_word_is_taken_for_a_beginning_only_where_no_text_has_it(found):
    assert found.titles("old") == ["The old lighthouse"]
    assert set(found.titles("old*")) == {"The old lighthouse", "Quinces on a plate"}
    assert found.titles("lightho") == ["The old lighthouse"]


def test_both_languages_find_the_same(found):
    for query in ("havn", "harbour", "koldnål", "drypoint", "kvæder", "plate"):
        en, da = (found.find(query, language=language) for language in ("en", "da"))
        assert en["totalHits"] == da["totalHits"] > 0
        assert {hit["id"] for hit in en["hits"]} == {hit["id"] for hit in da["hits"]}
    assert found.find("drypoint", language="da")["hits"][0]["title"] in ("Havn i skumring", "The old lighthouse")


def test_a_title_comes_before_a_description_and_pages_neither_repeat_nor_skip(found):
    assert found.titles("harbour") == ["Harbour at dusk", "The old lighthouse"]
    for query in ("harbour", None):
        total = found.find(query)["totalHits"]
        pages = [found.titles(query, limit=1, page=page) for page in range(1, total + 2)]
        assert sorted(sum(pages, [])) == sorted(set(sum(pages, []))) and len(sum(pages, [])) == total and pages[-1] == []


def test_minus_leaves_out_and_quotation_marks_keep_together(found):
    assert found.titles("harbour -lighthouse") == ["Harbour at dusk"]
    assert found.titles('"dusk at"') == found.titles('"dusk harbour"') == []
    assert found.titles("-harbour") == []


def test_highlights_are_safe(found):
    hit = found.find("boats resting")["hits"][0]
    assert hit["highlights"]["description"] == ["<mark>Boats</mark> &lt;i&gt;<mark>resting</mark>&lt;/i&gt; by the quay."]


def test_facets_leave_their_own_filter_out(found):
    answer = found.find(technique="Drypoint", yearFrom=2020)
    assert [hit["title"] for hit in answer["hits"]] == ["The old lighthouse"]
    facets = {facet["name"]: {bucket["key"]: bucket["docCount"] for bucket in facet["buckets"]} for facet in answer["facets"]}
    assert facets["technique"] == {"Aquatint": 1, "Drypoint": 1}
    assert facets["year"] == {"2010-2019": 1, "2020-2029": 1}
    assert facets["gallery"] == {str(found.gallery): 1}
    assert facets["availability"] == {}  # of this print nothing is said
    unsaid = [facet for facet in found.find()["facets"] if facet["name"] == "availability"]
    assert unsaid[0]["buckets"] == [{"key": "reserved", "docCount": 1}]
    assert found.titles(availability="available") == []
    assert found.find(technique=["Drypoint", "Aquatint"])["totalHits"] == 3
    assert found.find(gallery=found.gallery, priceTo=2000)["totalHits"] == 1
    assert found.find(heightFrom=200, heightTo=300)["totalHits"] == 1


def test_facets_count_what_is_there_after_every_change(found):
    quinces = found.ids["Quinces on a plate"]

    def counted(facet, q=None, **query):
        facets = {facet["name"]: facet["buckets"] for facet in found.find(q, **query)["facets"]}
        return {bucket["key"]: bucket["docCount"] for bucket in facets[facet]}

    def change(**fields):
        found.artist.call("PUT", f"/prints/{quinces}", {"title": "Quinces on a plate"} | fields)

    before = {"Aquatint": 1, "Drypoint": 2}
    assert counted("technique") == before and counted("technique", "plate") == {"Aquatint": 1}
    change(technique="Mezzotint")
    assert counted("technique") == {"Drypoint": 2, "Mezzotint": 1} and counted("technique", "plate") == {"Mezzotint": 1}
    assert counted("technique", priceTo=2000, technique="Drypoint") == {"Mezzotint": 1}
    change(technique="Aquatint", status="draft")
    assert counted("technique") == {"Drypoint": 2} and counted("technique", "plate") == {}
    change(status="published")
    assert counted("technique") == before and counted("technique", "plate") == {"Aquatint": 1}

    other = found.artist.make_gallery("Still lifes")["id"]
    assert counted("gallery") == {str(found.gallery): 3}
    found.artist.call("POST", f"/galleries/{other}/prints/{quinces}", {}, status=201)
    assert counted("gallery") == {str(found.gallery): 3, str(other): 1} == counted("gallery", gallery=other)
    found.artist.call("PUT", f"/galleries/{other}", {"title": "Still lifes", "status": "draft"})
    assert counted("gallery") == {str(found.gallery): 3} and found.find(gallery=other)["totalHits"] == 0
    found.artist.call("PUT", f"/galleries/{other}", {"title": "Still lifes", "status": "published"})
    found.artist.call("DELETE", f"/galleries/{other}/prints/{quinces}")
    assert counted("gallery") == {str(found.gallery): 3} and found.find(gallery=other)["totalHits"] == 0
    found.artist.call("DELETE", f"/galleries/{other}")


def test_every_order_is_kept_from_page_to_page(found):
    prices = {"Harbour at dusk": 2400, "Quinces on a plate": 1800, "The old lighthouse": None}
    orders = {"price": ["Quinces on a plate", "Harbour at dusk", "The old lighthouse"],
              "-price": ["Harbour at dusk", "Quinces on a plate", "The old lighthouse"], "title": sorted(prices),
              "year": ["Harbour at dusk", "Quinces on a plate", "The old lighthouse"],
              "newest": ["The old lighthouse", "Quinces on a plate", "Harbour at dusk"]}
    for order, titles in orders.items():
        assert found.titles(sort=order) == titles, order
        assert sum((found.titles(sort=order, limit=1, page=page) for page in (1, 2, 3)), []) == titles, order


def test_a_facet_may_be_asked_for_twice(found):
    for field in ("technique", "subject", "gallery", "year"):
        answer = requests.post(f"{found.process.api}/api/v1/search", timeout=5, json={"facets": [{"field": field, "size": 1}, {"field": field}]})
        assert answer.status_code == 200, answer.text
        first, all_of_them = (facet["buckets"] for facet in answer.json()["facets"])
        assert first == all_of_them[:1] != [], field


def test_galleries_are_found(found):
    hit, = found.find("havne", path="/galleries", language="da")["hits"]
    assert (hit["type"], hit["id"], hit["title"]) == ("gallery", found.gallery, "Havne")


def test_the_query_language(found):
    answer = found.post({"query": {"query": {"match": {"title": "harbour"}}, "filter": [{"range": {"year": {"gte": 2000, "lt": 2020}}}],
                                   "sort": [{"year": "asc"}]},
                         "facets": [{"field": "technique", "size": 5, "order": {"_count": "desc"}}], "page": 1, "limit": 5})
    assert answer.status_code == 200
    assert [hit["title"] for hit in answer.json()["hits"]] == ["Harbour at dusk"]
    anywhere = {"multi_match": {"query": "harbour", "fields": ["title", "description"]}}
    assert found.post({"query": {"query": anywhere}}).json()["totalHits"] == 2
    assert found.post({"query": {"query": {"term": {"technique": "Aquatint"}}}}).json()["totalHits"] == 1


@pytest.mark.parametrize("body, where", [
    ({"query": {"query": {"bool": {}}}}, "query.query.bool"), ({"query": {"query": {"match": {"location": "x"}}}}, "query.query.match.location"),
    ({"query": {"filter": [{"term": {"technique": "a"}}, {"match": {"title": "a"}}]}}, "query.filter[1].match"),
    ({"query": {"query": {"match": {"title": {"query": "a", "fuzziness": 2}}}}}, "query.query.match.title.fuzziness"),
    ({"query": {"sort": [{"notes": "asc"}]}}, "query.sort[0].notes"), ({"facets": [{"field": "location"}]}, "facets[0].field"),
    ({"aggs": {}}, "aggs"), ({"query": {"query": {"range": {"technique": {"gte": 1}}}}}, "query.query.range.technique"),
    ({"limit": 1000}, "limit"), ([], "the body"),
])
def test_what_is_outside_of_the_subset_is_named(found, body, where):
    answer = found.post(body)
    assert answer.status_code == 400 and answer.json()["error"]["details"][0]["field"] == where, answer.text
    assert answer.json()["code"] == answer.json()["error"]["code"] == "BAD_REQUEST"


@pytest.mark.parametrize("text", [
    "", "   ", "the", "og i", "***", "?!", '"', '"never closed', "'; DROP TABLE print; --", "a & b | !c <-> d:*", "(.*)+$", "%_%",
    "\\", "''", "x" * 200, "å" * 200, "- - -", "-\"", "𝔥𝔞𝔯𝔟𝔬𝔲𝔯", "\u202eharbour", "a " * 99,
])
def test_any_text_has_an_answer(found, text):
    assert found.ask("", q=text).status_code == 200
    assert found.ask("/suggest", q=text).status_code == 200


@pytest.mark.parametrize("query, field", [
    ({"q": "x" * 10_000}, "q"), ({"q": "a\0b"}, "q"), ({"page": 0}, "page"), ({"limit": 101}, "limit"), ({"language": "de"}, "language"),
    ({"yearFrom": "x"}, "yearFrom"), ({"priceTo": "nan"}, "priceTo"), ({"sort": "notes"}, "sort"), ({"gallery": "x"}, "gallery"),
    ({"technique": "a\nb"}, "technique"),
])
def test_what_is_wrong_is_named(found, query, field):
    answer = found.ask("", **query)
    assert answer.status_code in (400, 431) and (answer.status_code == 431 or answer.json()["error"]["details"][0]["field"] == field)


def test_a_search_that_takes_too_long_is_given_up(found):
    with found.process.locked("search_document"):
        answer = found.ask("/prints", q="harbour")
        assert answer.status_code == 503 and answer.json()["error"]["code"] == "UNAVAILABLE", answer.text
    eventually(lambda: found.ask("/prints", q="harbour").status_code == 200, "it is found again", 40)


def test_ranges_upside_down_and_pages_beyond_the_end_are_empty(found):
    assert found.find(yearFrom=2021, yearTo=2000)["hits"] == []
    assert found.find("harbour", page=1_000_000_000, limit=100)["hits"] == []


def assert_shows_no_draft(answer):
    assert all(hit.get("year") != 1937 for hit in answer["hits"])  # in addresses of images are those digits by chance
    assert not any(word in json.dumps(answer).lower() for word in ("zeppelin", "1930-1939", *SECRETS))


def test_drafts_and_internal_fields_are_on_no_public_surface(found):
    for word in ("zeppelin", "zepelin", "zeppelinography", "zeppelins", *SECRETS):
        for path in ("", "/prints", "/galleries"):
            answer = found.find(word, path=path)
            assert answer["totalHits"] == 0 and answer["hits"] == [] and not any(facet["buckets"] for facet in answer["facets"])
        assert found.ask("/suggest", q=word[:5]).json()["suggestions"] == []
    for query in ({}, {"technique": "Zeppelinography"}, {"yearFrom": 1937, "yearTo": 1937}):
        counted = {facet["name"]: [bucket["key"] for bucket in facet["buckets"]] for facet in found.find(path="", **query)["facets"]}
        assert "Zeppelinography" not in counted["technique"] and "1930-1939" not in counted["year"], query
    for everything in (found.find(path="", limit=100), found.find("harbour", path="", limit=100)):
        assert_shows_no_draft(everything)


@pytest.mark.parametrize("path", ["", "/prints", "/galleries"])
def test_the_query_language_shows_no_drafts_either(found, path):
    asked = [{"match": {"title": "zeppelin"}}, {"match": {"title": "zepelin"}}, {"term": {"technique": "Zeppelinography"}},
             {"range": {"year": {"gte": 1937, "lte": 1937}}}]
    for word in ("zeppelins", "zeppelinography", *SECRETS):
        asked += [{"match": {"_all": word}}, {"multi_match": {"query": word, "fields": ["title", "subject", "tags", "description"]}}]
    facets = [{"field": field, "size": 100} for field in ("technique", "year", "gallery")]
    for query in asked:
        answer = found.post({"query": {"query": query}, "facets": facets}, path).json()
        assert answer["totalHits"] == 0 and answer["hits"] == [], query
        assert not any(word in json.dumps(answer["facets"]).lower() for word in ("zeppelin", "1930-1939")), query
    everything = found.post({"limit": 100, "facets": facets}, path).json()
    assert everything["totalHits"] == {"": 4, "/prints": 3, "/galleries": 1}[path]
    assert_shows_no_draft(everything)


def test_the_artist_finds_the_whole_inventory(found):
    def ids(q, **more):
        path = "/search?" + requests.compat.urlencode({"q": q, "facets": "none"} | more)
        return [hit["id"] for hit in found.artist.call("GET", path)["hits"] if hit["type"] == "print"]
    assert ids("zeppelin") == [found.ids["draft"]]
    assert ids(SECRETS[0]) == ids(SECRETS[1]) == ids(SECRETS[2]) == [found.ids["The old lighthouse"]]
    assert requests.get(f"{found.process.api}/api/v1/artist/search?q=a", timeout=5).status_code == 401


def test_what_changes_is_found_at_once(found):
    def suggested():
        return [suggestion["text"] for suggestion in found.ask("/suggest", q="beac").json()["suggestions"]]

    lighthouse = found.ids["The old lighthouse"]
    assert suggested() == []
    found.artist.call("PUT", f"/prints/{lighthouse}", {"title": "The old lighthouse", "subject": "Beacon"})
    assert found.titles("beacon") == ["The old lighthouse"] and suggested() == ["Beacon"]
    found.artist.call("PUT", f"/prints/{lighthouse}", {"status": "draft"})
    assert found.titles("beacon") == found.titles("fyrtårn") == suggested() == []


def test_the_index_is_written_anew_while_the_gallery_runs(found):
    lighthouse = found.ids["The old lighthouse"]
    found.artist.call("PUT", f"/prints/{lighthouse}", {"title": "The old lighthouse", "subject": "Beacon", "status": "published"})
    found.artist.call("PUT", f"/prints/{lighthouse}", {"title": "The old lighthouse", "subject": None})
    before = found.titles("harbour")
    sql = found.process.sql
    known = "SELECT word FROM search_word WHERE is_public AND word IN ('beacon', 'harbour', 'zeppelin')"
    assert sql(known + " ORDER BY word") == ["beacon", "harbour"]  # the beacon is in no published text any more
    sql("UPDATE search_document SET words = '', words_en = '', words_da = ''; INSERT INTO search_document (kind, id, artist_id, is_public) VALUES ('print', 4711, 1, true);"
        "UPDATE content_revision SET revision = revision + 1")
    assert found.titles("harbour") == []
    assert found.process.run(["reindex", "--data", str(found.process.data)]) == 0, found.process.errors
    assert found.titles("harbour") == before != []
    assert sql(known) == ["harbour"] and sql("SELECT word FROM search_word WHERE word = 'zeppelin'") == ["zeppelin"]
    assert sql("SELECT id FROM search_document WHERE id = 4711") == []
    total = len(found.ids) + 3  # two galleries and what has no content
    assert f"{total} of {total} documents" in found.process.console


def test_the_admin_sees_when_the_search_took_an_artists_prints_in(found):
    def artists():
        answer = requests.get(f"{found.process.api}/api/v1/admin/artists", timeout=10,
                              headers={"Authorization": f"Bearer {found.process.token('admin')}"})
        contract.check(answer)
        return answer.json()["artists"]
    before = eventually(lambda: artists()[0]["lastIndexed"], "her prints are in the search")
    time.sleep(1.1)  # it is told in whole seconds
    found.artist.call("PUT", f"/prints/{found.ids['draft']}", {"notes": "Taken in anew."})
    eventually(lambda: artists()[0]["lastIndexed"] > before, "the change is in the search")
