"""In a real browser: the artist hangs two prints, and visitors see them on a phone and on a desk, in both languages."""
import re

import pytest
from playwright.sync_api import expect

import images
from browsing import DESKTOP, PHONE, Watched, sign_in
from artist import Artist
from gallery_process import eventually

WINDOWS = {"phone": PHONE, "desktop": DESKTOP}
GALLERY = {"en": "Coast and harbour", "da": "Kyst og havn"}
JPEG = {"file": "havn_i_taage.jpg", "first title": "Havn i taage",
        "en": ("Harbour in fog", "Two cutters wait for the light."), "da": ("Havn i tåge", "To kuttere venter på lyset.")}
HEIC = {"file": "strandvejen.heic", "first title": "Strandvejen",
        "en": ("The beach road", "Lyme grass in the wind."), "da": ("Strandvejen", "Marehalm i blæst.")}


def upload_both(page, place):
    files = [images.jpeg(place.root / JPEG["file"], (2400, 1600)), images.heic(place.root / HEIC["file"], (1200, 1500))]
    page.get_by_label("Upload images").set_input_files(files)
    for made in (JPEG, HEIC):
        row = page.get_by_role("article").filter(has_text=made["first title"])
        expect(row).to_be_visible()
        # The page is not reloaded: it asks by itself until the image is done.
        expect(row.get_by_text("Processing the image")).to_have_count(0, timeout=60_000)
        expect(row.get_by_text("Draft")).to_be_visible()
        expect(row.locator("img")).to_have_attribute("src", re.compile("thumbnail"))


def create_gallery(page, place):
    page.get_by_role("link", name="Galleries", exact=True).click()
    page.get_by_label("Title of a new gallery").fill(GALLERY["en"])
    page.get_by_role("button", name="Create").click()
    page.get_by_label("Title Danish").fill(GALLERY["da"])
    expect(page.get_by_text(re.compile(r"^Saved \d"))).to_be_visible()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("button", name="Unpublish")).to_be_visible()
    return page.url


def describe(page, made):
    """Opens the print from the list and writes its texts; a draft saves itself."""
    page.get_by_role("link", name="Prints", exact=True).first.click()
    page.get_by_role("article").get_by_role("link", name=made["first title"]).click()
    for code, language in (("da", "Danish"), ("en", "English")):
        title, description = made[code]
        page.get_by_label(f"Title {language}").fill(title)
        page.get_by_label(f"Description {language}").fill(description)
    page.get_by_label("Year", exact=True).fill("2023")
    page.get_by_label("Technique").fill("Etching")
    expect(page.get_by_text(re.compile(r"^Saved \d"))).to_be_visible()


def publish(page, watched):
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_role("button", name="Unpublish")).to_be_visible()
    with watched.context.expect_page() as opened:
        page.get_by_role("link", name="See it").click()
    return opened.value


@pytest.fixture(scope="module")
def exhibition(browser, place):
    """The artist's half of the journey; the windows of the other tests find what was hung here."""
    watched = Watched(browser, **DESKTOP)
    page = watched.page
    sign_in(page, place)
    upload_both(page, place)
    wall = create_gallery(page, place)
    describe(page, JPEG)
    page.get_by_role("group", name="Galleries").get_by_label(GALLERY["en"], exact=True).check()
    public = publish(page, watched)
    expect(public.get_by_role("heading", name=JPEG["en"][0])).to_be_visible()
    public.close()
    describe(page, HEIC)
    publish(page, watched).close()
    page.goto(wall)
    page.get_by_text("Hang more prints").click()
    page.get_by_label(HEIC["en"][0]).check()
    page.get_by_role("button", name="Hang 1 print").click()
    expect(page.get_by_role("listitem", name=f"{HEIC['en'][0]}, 2 of 2")).to_be_visible()
    watched.wall, watched.signed_in = wall, watched.context.storage_state()
    yield watched
    watched.close()


def open_print(page, made, language):
    """As a visitor does: from the home page to the wall, from the wall to the print."""
    page.get_by_role("link", name=GALLERY[language]).first.click()
    expect(page.get_by_role("heading", name=GALLERY[language])).to_be_visible()
    page.get_by_role("link", name=made[language][0]).first.click()
    expect(page.get_by_role("heading", name=made[language][0])).to_be_visible()


def test_the_artist_uploads_describes_hangs_and_publishes(place, exhibition):
    assert exhibition.problems == []
    assert not exhibition.strangers(place)


def test_the_list_shows_what_was_done(place, exhibition, window):
    page = window(**DESKTOP, storage_state=exhibition.signed_in).page
    page.goto(place.studio)
    for made in (JPEG, HEIC):
        row = page.get_by_role("article").filter(has_text=made["en"][0])
        expect(row.get_by_text("Published")).to_be_visible()
        expect(row.get_by_text(GALLERY["en"])).to_be_visible()
        expect(row.get_by_text("missing in")).to_have_count(0)


@pytest.mark.parametrize("language", ["en", "da"])
@pytest.mark.parametrize("size", WINDOWS)
def test_a_visitor_sees_both_prints(place, exhibition, window, size, language):
    watched = window(**WINDOWS[size], locale={"en": "en-GB", "da": "da-DK"}[language])
    page = watched.page
    for made in (JPEG, HEIC):
        page.goto(place.gallery)  # the browser's language decides
        expect(page.locator("html")).to_have_attribute("lang", language)
        open_print(page, made, language)
        expect(page.get_by_text(made[language][1])).to_be_visible()
        shown = page.get_by_role("img", name=re.compile(re.escape(made[language][0]))).first
        expect(shown).to_be_visible()
        assert watched.seen_whole() == []
        assert shown.evaluate("image => image.naturalWidth") > 300
    assert watched.problems == []
    assert not watched.strangers(place)


def public_pages(place, page):
    """Addresses of the home page, the wall and a print, found by their links."""
    page.goto(f"{place.gallery}/en/")
    wall = page.get_by_role("link", name=GALLERY["en"]).first.evaluate("link => link.href")
    page.goto(wall)
    sheet = page.get_by_role("link", name=JPEG["en"][0]).first.evaluate("link => link.href")
    return {"home": f"{place.gallery}/en/", "wall": wall, "print": sheet}


@pytest.mark.parametrize("size", WINDOWS)
def test_nothing_moves_while_a_page_loads(place, exhibition, window, size):
    for url in public_pages(place, window().page).values():
        watched = window(**WINDOWS[size])
        watched.page.goto(url, wait_until="load")
        assert watched.seen_whole() == []
        assert watched.shift() < 0.02, url


@pytest.mark.parametrize("width", [320, 390, 800, 1440])
def test_no_page_is_wider_than_the_window(place, exhibition, window, width):
    page = window(viewport={"width": width, "height": 800}).page
    for url in public_pages(place, page).values():
        page.goto(url)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, url


def test_the_first_load_on_a_phone_is_at_most_a_megabyte(place, exhibition, window):
    for url in public_pages(place, window().page).values():
        page = window(**PHONE).page
        sizes = []
        page.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))
        page.goto(url, wait_until="networkidle")
        assert sum(sizes) <= 1_000_000, url


def test_the_toggle_leads_to_the_same_page_and_is_remembered(place, exhibition, window):
    page = window(**DESKTOP, locale="en-GB").page
    page.goto(place.gallery)
    open_print(page, JPEG, "en")
    page.get_by_role("link", name="Dansk").first.click()
    expect(page.get_by_role("heading", name=JPEG["da"][0])).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "da")
    page.goto(place.gallery)
    expect(page.locator("html")).to_have_attribute("lang", "da")
    page.get_by_role("link", name="English").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


@pytest.mark.parametrize("way", ["Back", "Escape", "Close"])
def test_the_zoom_view_is_left_for_the_page_it_was_opened_on(place, exhibition, window, way):
    watched = window(**DESKTOP)
    page = watched.page
    url = public_pages(place, page)["print"]
    page.goto(url)
    page.get_by_role("button", name="Look closer").click()
    view = page.get_by_role("dialog", name="Look closer")
    expect(view).to_be_visible()
    if way == "Back":
        page.go_back()
    elif way == "Escape":
        page.keyboard.press("Escape")
    else:
        view.get_by_role("button", name="Close", exact=True).click()
    expect(view).to_be_hidden()
    expect(page.get_by_role("button", name="Look closer")).to_be_focused()
    assert page.url == url
    page.wait_for_function("!history.state?.loupe")  # the browser goes back in its own time
    page.go_back()
    expect(page).to_have_url(re.compile("/en/gallery/"))
    assert watched.problems == []


def test_pages_work_without_javascript(place, exhibition, window):
    watched = window(**PHONE, java_script_enabled=False)
    watched.page.goto(f"{place.gallery}/en/")
    open_print(watched.page, HEIC, "en")
    expect(watched.page.get_by_role("img", name=re.compile(HEIC["en"][0])).first).to_be_visible()
    assert watched.problems == []


def test_visitors_keep_no_cookie_but_the_language(place, exhibition, window):
    watched = window(**DESKTOP)
    watched.page.goto(place.gallery)
    open_print(watched.page, JPEG, "en")
    watched.page.get_by_role("link", name="Dansk").first.click()
    assert len(watched.context.cookies()) <= 1


@pytest.mark.parametrize("size", WINDOWS)
@pytest.mark.parametrize("name", ["home", "wall", "print"])
def test_a_public_page_has_no_serious_barrier(place, exhibition, window, name, size):
    url = public_pages(place, window().page)[name]
    watched = window(**WINDOWS[size])
    watched.page.goto(url)
    assert watched.seen_whole() == []
    assert watched.barriers() == []


def test_a_backup_is_made_in_the_studio(place, exhibition, window):
    watched = window(**DESKTOP, storage_state=exhibition.signed_in)
    page = watched.page
    page.goto(f"{place.studio}/backups")
    page.get_by_role("button", name="Make a backup").click()
    expect(page.get_by_text("Complete", exact=True)).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="Files").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="0001.tar").click()
    assert download.value.path().stat().st_size > 0
    assert watched.barriers() == []
    assert watched.problems == []


@pytest.mark.parametrize("name", ["list", "edit", "galleries", "wall"])
def test_a_page_of_the_studio_has_no_serious_barrier(place, exhibition, window, name):
    watched = window(**DESKTOP, storage_state=exhibition.signed_in)
    page = watched.page
    page.goto(place.studio if name in ("list", "edit") else f"{place.studio}/galleries" if name == "galleries" else exhibition.wall)
    expect(page.get_by_text(JPEG["en"][0] if name != "galleries" else GALLERY["en"]).first).to_be_visible()
    if name == "edit":
        page.get_by_role("link", name=JPEG["en"][0]).click()
        expect(page.get_by_label("Title Danish")).to_have_value(JPEG["da"][0])
    assert watched.barriers() == []
    assert watched.problems == []


def test_the_login_page_has_no_serious_barrier_also_with_an_error(place, window):
    watched = window(**DESKTOP)
    page = watched.page
    page.goto(place.studio)
    expect(page.get_by_label("User name")).to_be_focused()
    assert watched.barriers() == []
    page.get_by_label("User name").fill("marie")
    page.get_by_label("Password").fill("not this one")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_have_text("The user name or password is not right.")
    assert watched.barriers() == []


def test_a_file_that_is_no_image_is_refused_in_the_studio(place, exhibition, window):
    page = window(**DESKTOP, storage_state=exhibition.signed_in).page
    page.goto(place.studio)
    notes = images.written(place.root / "notes.jpg", b"Sold two impressions of the harbour today.\n" * 20)
    page.get_by_label("Upload images").set_input_files(notes)
    expect(page.get_by_role("alert").filter(has_text="notes.jpg")).to_be_visible()
    expect(page.get_by_role("article")).to_have_count(2)


def test_availability_is_said_only_when_it_is_chosen(place, window):
    artist = Artist(place)
    made = artist.make_print(images.jpeg(place.root / "unsaid.jpg", (600, 400)), "Unsaid")
    page = window(**DESKTOP).page
    sign_in(page, place)
    page.goto(f"{place.studio}/prints/{made['id']}")
    choice = page.get_by_label("Availability")
    expect(choice.locator("option:checked")).to_have_text("Not stated")
    for label, value in (("Sold", "sold"), ("Not stated", None)):
        choice.select_option(label=label)
        eventually(lambda: artist.print(made["id"])["availability"] == value, f"{label} is saved as {value}")
    artist.call("DELETE", f"/prints/{made['id']}", status=204)


def test_numbers_are_read_as_they_are_written_and_what_is_none_is_not_saved(place, window):
    artist = Artist(place)
    made = artist.make_print(images.jpeg(place.root / "priced.jpg", (600, 400)), "Priced")
    watched = window(**DESKTOP)
    page = watched.page
    sign_in(page, place)
    page.goto(f"{place.studio}/prints/{made['id']}")
    for written, price in (("1.250", 1250), ("1.250,50", 1250.5), ("1,250.5", 1250.5), ("1 300", 1300), ("24,5", 24.5)):
        page.get_by_label("Price").fill(written)
        eventually(lambda: artist.print(made["id"])["price"] == price, f"{written} is saved as {price}")
    page.get_by_label("Price").fill("a lot")
    expect(page.locator("#save-state")).to_have_text("All is saved except Price")
    page.get_by_label("Year", exact=True).fill("1999")
    eventually(lambda: artist.print(made["id"])["year"] == 1999, "the other fields are saved")
    expect(page.locator("#save-state")).to_have_text("All is saved except Price")
    assert artist.print(made["id"])["price"] == 24.5
    page.get_by_label("Price").fill("")
    expect(page.get_by_text(re.compile(r"^Saved"))).to_be_visible()
    artist.call("DELETE", f"/prints/{made['id']}", status=204)
