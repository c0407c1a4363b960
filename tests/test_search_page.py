"""The search page as visitors see it, in a real browser and without one: found, marked, narrowed down, suggested, refused."""
import re
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from playwright.sync_api import expect

import images
from artist import Artist
from browsing import DESKTOP, PHONE, sign_in
from gallery_process import GalleryProcess

HOSTILE = ['"><script>window.hit = 1</script>', "'; DROP TABLE print; --", "<img src=x onerror=window.hit=1>", "{{{site_name}}}",
           "%00%0d%0aX-Evil: 1", "\\u0000", '"unbalanced', "((((", "*", "-", "---", "havn & ! | : * ( )", "☃ 日本 😀", "a" * 200]
PAGES = {"en": "/en/search", "da": "/da/soeg"}


@pytest.fixture(scope="module")
def rooms(place):
    """Three prints in one published gallery, one of them without Danish, and a draft."""
    artist = Artist(place)
    gallery = artist.make_gallery("Harbours", translations={"da": {"title": "Havne"}})["id"]
    for number, (title, fields) in enumerate([
            ("Harbour at dusk", {"technique": "Drypoint", "year": 2019, "plateType": "Copper", "paperType": "Somerset Satin",
                                 "description": "Boats <i>resting</i> by the quay.", "translations": {"da": {"title": "Havn i skumring"}}}),
            ("Quinces on a plate", {"technique": "Aquatint", "year": 2021, "plateType": "Zinc", "availability": "sold",
                                    "translations": {"da": {"title": "Kvæder på et fad"}}}),
            ("The old harbour light", {"technique": "Aquatint", "year": 2008, "availability": "on_loan", "plateType": "Copper"})]):
        artist.exhibit(gallery, images.png(place.root / f"{number}.png"), title, **fields)
    artist.create_print(images.png(place.root / "draft.png"), "Zeppelin over the harbour", technique="Zeppelinography")
    place.get = lambda path, **query: requests.get(place.gallery + path, params=query, timeout=15)
    return place


def titles(page):
    return page.locator(".wall cite").all_inner_texts()


@pytest.mark.parametrize("size", ["phone", "desktop"])
@pytest.mark.parametrize("language, words, title, marked", [
    ("en", "harbor dusk", "Harbour at dusk", "Harbour"), ("en", "havn skumring", "Harbour at dusk", None),
    ("da", "skumring", "Havn i skumring", "skumring"), ("da", "kvaeder", "Kvæder på et fad", "Kvæder")])
def test_a_visitor_searches_from_any_page_and_opens_what_is_found(rooms, window, size, language, words, title, marked):
    watched = window(**(PHONE if size == "phone" else DESKTOP))
    page = watched.page
    page.goto(f"{rooms.gallery}/{language}/")
    if size == "phone":
        page.get_by_text("Menu", exact=True).click()
    field = page.get_by_role("combobox", name={"en": "Search the prints", "da": "Søg i trykkene"}[language])
    field.fill(words)
    field.press("Enter")
    expect(page).to_have_url(re.compile(PAGES[language] + r"\?q="))
    assert titles(page)[0] == title
    if marked:
        expect(page.locator("cite mark").first).to_have_text(marked)
    assert watched.seen_whole() == []
    assert watched.barriers() == []
    page.locator(".wall a").first.click()
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    assert watched.problems == []
    assert not watched.strangers(rooms)


def test_filters_count_combine_and_are_kept_in_the_address(rooms, window):
    page = window(**DESKTOP).page
    page.goto(f"{rooms.gallery}/en/search?q=harbour")
    assert sorted(titles(page)) == ["Harbour at dusk", "The old harbour light"]
    column = page.locator(".narrow-wide")
    expect(column.locator("li").filter(has_text="Drypoint")).to_have_text(re.compile(r"Drypoint\s+1"))
    column.get_by_role("link", name="2000–2009").click()
    assert titles(page) == ["The old harbour light"]
    assert parse_qs(urlsplit(page.url).query) == {"q": ["harbour"], "yearFrom": ["2000"], "yearTo": ["2009"]}
    page.locator(".narrow-wide").get_by_role("link", name="2010–2019").click()
    assert titles(page) == ["Harbour at dusk"]
    page.get_by_role("link", name="Remove: Year 2010–2019").click()
    assert len(titles(page)) == 2
    page.locator(".narrow-wide").get_by_role("link", name="On loan").click()
    assert titles(page) == ["The old harbour light"]
    page.get_by_role("link", name="Dansk").first.click()
    expect(page).to_have_url(re.compile(r"/da/soeg\?q=harbour&availability=on_loan"))
    assert len(titles(page)) == 1
    page.get_by_role("link", name="Fjern alt").click()
    assert len(titles(page)) == 2


def test_the_index_leads_to_everything_there_is(rooms, window):
    watched = window(**DESKTOP)
    page = watched.page
    page.goto(f"{rooms.gallery}/en/search")
    page.get_by_role("link", name="Aquatint").click()
    assert sorted(titles(page)) == ["Quinces on a plate", "The old harbour light"]
    page.get_by_role("link", name="Earliest year").click()
    assert titles(page) == ["The old harbour light", "Quinces on a plate"]
    assert watched.barriers() == []


def test_without_javascript_all_of_it_works(rooms, window):
    watched = window(**PHONE, java_script_enabled=False)
    page = watched.page
    page.goto(f"{rooms.gallery}/da/")
    page.get_by_text("Menu", exact=True).click()
    page.get_by_role("searchbox").last.fill("havn")
    page.get_by_role("searchbox").last.press("Enter")
    assert sorted(titles(page)) == ["Havn i skumring", "The old harbour light"]
    page.locator("summary", has_text="Afgræns").click()
    page.locator("details.narrow").get_by_role("link", name="Drypoint").click()
    assert titles(page) == ["Havn i skumring"]
    assert watched.problems == []


def test_suggestions_are_taken_with_keys_and_with_the_pointer(rooms, window):
    watched = window(**DESKTOP)
    page = watched.page
    page.goto(f"{rooms.gallery}/en/")
    field = page.get_by_role("combobox", name="Search the prints")
    field.press_sequentially("harb")
    option = page.get_by_role("option", name="Harbour at dusk")
    expect(option).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    assert watched.barriers() == []
    field.press("ArrowDown")
    first = page.get_by_role("option").first
    expect(first).to_have_attribute("aria-selected", "true")
    assert field.get_attribute("aria-activedescendant") == first.get_attribute("id")
    field.press("ArrowUp")  # back to what was typed
    expect(field).not_to_have_attribute("aria-activedescendant", re.compile("."))
    field.press("Escape")
    expect(option).to_be_hidden()
    expect(field).to_have_value("harb")
    expect(field).to_be_focused()
    field.press_sequentially("o")
    expect(option).to_be_visible()
    field.press("ArrowUp")  # the last
    field.press("Enter")
    expect(page).to_have_url(re.compile(r"/en/search\?q=\w+"))
    page.get_by_role("combobox").fill("quin")
    page.get_by_role("option", name="Quinces on a plate").click()
    expect(page).to_have_url(re.compile("q=Quinces"))
    assert titles(page) == ["Quinces on a plate"]
    assert watched.problems == []


def test_nothing_found_says_so_and_shows_ways_on(rooms, window):
    page = window(**DESKTOP).page
    page.goto(f"{rooms.gallery}/en/search?q=xylophone&availability=sold")
    expect(page.get_by_text("Nothing found for “xylophone”.")).to_be_visible()
    page.get_by_role("link", name="Remove all").click()
    expect(page.get_by_text("Nothing found for “xylophone”.")).to_be_visible()
    page.get_by_role("region", name="The collection").get_by_role("link", name="Aquatint").click()
    assert len(titles(page)) == 2


def test_galleries_of_that_name_are_named(rooms, window):
    page = window(**DESKTOP).page
    page.goto(f"{rooms.gallery}/da/soeg?q=havne")
    page.get_by_role("main").get_by_role("link", name="Havne", exact=True).click()
    expect(page.get_by_role("heading", name="Havne")).to_be_visible()


def test_drafts_are_in_no_result_count_suggestion_or_index(rooms):
    for path, query in (("/en/search", {}), ("/en/search", {"q": "zeppelin"}), ("/en/search", {"q": "harbour"}),
                        ("/en/search", {"technique": "Zeppelinography"}), ("/suggestions", {"language": "en", "q": "zepp"})):
        answer = rooms.get(path, **query)
        assert answer.status_code == 200
        assert "Zeppelin over" not in answer.text
        assert ">Zeppelinography<" not in answer.text or query.get("technique")


@pytest.mark.parametrize("words", HOSTILE)
@pytest.mark.parametrize("language", PAGES)
def test_hostile_words_are_words(rooms, window, language, words):
    answer = rooms.get(PAGES[language], q=words)
    assert answer.status_code in (200, 400), answer.text
    assert "X-Evil" not in answer.headers
    watched = window(**DESKTOP)
    watched.page.goto(answer.url)
    assert watched.page.evaluate("window.hit") is None
    assert watched.page.get_by_role("combobox").input_value() == words.strip()


@pytest.mark.parametrize("query", [{"q": "a" * 201}, {"q": "a" * 10_000}, {"q": "a\x01b"}, {"q": "a", "yearFrom": "first"},
                                   {"technique": "x" * 201}])
def test_what_cannot_be_searched_for_is_explained(rooms, query):
    answer = rooms.get("/en/search", **query)
    assert answer.status_code == 400
    assert "at most 200 characters" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Det kan der ikke søges på" in rooms.get("/da/soeg", **query).text


def test_pages_that_do_not_exist_are_not_found(rooms):
    for page in ("0", "-1", "x", "99"):
        assert rooms.get("/en/search", q="harbour", page=page).status_code == 404


def test_results_are_neither_indexed_nor_kept(rooms):
    found = rooms.get("/en/search", q="harbour")
    assert '<meta name="robots" content="noindex">' in found.text
    assert found.headers["Cache-Control"] == "private, no-cache"
    assert "noindex" not in rooms.get("/en/search").text


def test_who_searches_too_much_is_asked_to_wait_and_can_go_on_reading():
    process = GalleryProcess(COPPER_RATE_LIMIT_SEARCHING="0.01/s burst 3")
    try:
        process.start()
        answers = [requests.get(f"{process.gallery}/en/search?technique=Etching", timeout=10) for _ in range(5)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
        assert "many searches from your network" in answers[-1].text
        assert int(answers[-1].headers["Retry-After"]) > 0
        assert requests.get(f"{process.gallery}/en/prints", timeout=10).status_code == 200
        assert requests.get(f"{process.gallery}/en/search", timeout=10).status_code == 200
    finally:
        process.remove()


@pytest.mark.parametrize("width", [320, 390, 800, 1440])
def test_no_search_page_is_wider_than_the_window(rooms, window, width):
    page = window(viewport={"width": width, "height": 800}).page
    for query in ("", "?q=harbour", "?q=" + "w" * 200, "?technique=Drypoint"):
        page.goto(f"{rooms.gallery}/en/search{query}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, query


def test_the_artist_finds_drafts_and_what_only_she_sees(rooms, window):
    artist = Artist(rooms)
    hidden = artist.make_print(images.png(rooms.root / "kept.png"), "Kept back", location="Skuffe syv", notes="For <b>Anna</b> in May")
    watched = window(**DESKTOP)
    page = watched.page
    sign_in(page, rooms)
    rows = page.get_by_role("article")
    expect(rows).to_have_count(5)
    page.keyboard.press("/")
    field = page.get_by_label("Find in the list")
    expect(field).to_be_focused()
    field.fill("skuffe")
    expect(rows).to_have_count(1)
    expect(rows.first).to_contain_text("Location Skuffe syv")
    field.fill("anna")
    expect(rows.first).to_contain_text("Notes For <b>Anna</b> in May")
    expect(rows.first.locator("mark")).to_have_text("Anna")
    field.press("Enter")
    expect(rows.first.get_by_role("link", name="Kept back")).to_be_focused()
    page.reload()  # the address keeps the words
    expect(rows).to_have_count(1)
    expect(rows.first).to_contain_text("Notes")
    field.fill("zinc")
    expect(rows.first).to_contain_text("Quinces on a plate")
    field.fill("xylophone")
    expect(page.get_by_text("No print fits this.")).to_be_visible()
    page.get_by_role("button", name="Show all prints").click()
    expect(rows).to_have_count(5)
    expect(page.locator(".reason")).to_have_count(0)
    assert watched.barriers() == []
    assert watched.problems == []
    artist.call("DELETE", f"/prints/{hidden['id']}", status=204)
