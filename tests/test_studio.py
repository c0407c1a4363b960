"""The studio keeps what is typed: two windows, wrong values, publishing, notices, tags."""
import re

import pytest
import requests
from playwright.sync_api import expect

import images
from artist import Artist
from browsing import DESKTOP, PHONE, Watched, sign_in

CONFLICT = "Not saved. Changed in another window meanwhile."


@pytest.fixture(scope="module")
def marie(place):
    return Artist(place)


@pytest.fixture(scope="module")
def signed_in(browser, place):
    watched = Watched(browser, **DESKTOP)
    sign_in(watched.page, place)
    yield watched.context.storage_state()
    watched.close()


@pytest.fixture
def open_page(place, window, signed_in):
    """Opens a page of the studio in a window of its own."""
    def new(path, **options):
        page = window(**(DESKTOP | options), storage_state=signed_in).page
        page.goto(place.studio + path)
        return page
    return new


@pytest.fixture
def draft(place, marie):
    made = marie.create_print(images.jpeg(place.root / "draft.jpg", (600, 400)), "Draft")
    yield marie.processed(made["id"])
    marie.ask("DELETE", f"/prints/{made['id']}")


def write(page, label, text):
    page.get_by_label(label, exact=True).fill(text)


def saved(page):
    expect(page.get_by_text(re.compile(r"^Saved \d"))).to_be_visible()


def conflicting(open_page, path, **options):
    """Two windows that wrote different notes; the second is told."""
    first, second = open_page(path), open_page(path, **options)
    expect(second.get_by_label("Notes")).to_be_visible()
    write(first, "Notes", "From the first window")
    saved(first)
    write(second, "Notes", "From the second window")
    expect(second.get_by_text(CONFLICT)).to_be_visible()
    return second


@pytest.mark.parametrize("act", ["Publish", "Ctrl+S", "focus point"])
def test_nothing_but_the_choice_ends_a_conflict(open_page, marie, draft, act):
    page = conflicting(open_page, f"/prints/{draft['id']}")
    if act == "Publish":
        page.get_by_role("button", name="Publish", exact=True).click()
        expect(page.get_by_text("It was not published. Choose first which words stay.")).to_be_visible()
        expect(page.get_by_role("button", name="Keep what is on this page")).to_be_focused()
    elif act == "Ctrl+S":
        page.keyboard.press("Control+s")
    else:
        with page.expect_response(lambda answer: answer.request.method == "PUT"):
            page.get_by_label("Middle of square thumbnails").press("ArrowLeft")
    page.wait_for_load_state("networkidle")
    kept = marie.print(draft["id"])
    assert (kept["notes"], kept["status"]) == ("From the first window", "draft")
    expect(page.get_by_text(CONFLICT)).to_be_visible()
    expect(page.get_by_label("Notes")).to_have_value("From the second window")


@pytest.mark.parametrize("choice, notes", [("Keep what is on this page", "From the second window"),
                                           ("Take what was saved", "From the first window")])
def test_after_the_choice_it_is_published_as_chosen(open_page, marie, draft, choice, notes):
    page = conflicting(open_page, f"/prints/{draft['id']}")
    page.get_by_role("button", name=choice).click()
    expect(page.get_by_text(CONFLICT)).to_have_count(0)
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_role("button", name="Unpublish")).to_be_visible()
    assert marie.print(draft["id"])["notes"] == notes


def test_an_image_that_arrives_does_not_hide_what_another_window_saved(open_page, marie, draft):
    """A published print is saved by hand; a new version that comes another way is no leave to write over it."""
    marie.publish(draft["id"])
    page = open_page(f"/prints/{draft['id']}")
    write(page, "Notes", "From this window")
    marie.call("PUT", f"/prints/{draft['id']}", {"notes": "From elsewhere"})
    page.get_by_label("Middle of square thumbnails").press("ArrowLeft")
    expect(page.get_by_text(CONFLICT)).to_be_visible()
    page.keyboard.press("Control+s")
    page.get_by_role("button", name="Unpublish").click()
    expect(page.get_by_text("It is still published. Choose first which words stay.")).to_be_visible()
    kept = marie.print(draft["id"])
    assert (kept["notes"], kept["status"]) == ("From elsewhere", "published")


def test_what_another_window_changed_is_seen_before_it_is_published(open_page, marie, draft):
    page = open_page(f"/prints/{draft['id']}")
    expect(page.get_by_label("Notes")).to_be_visible()
    marie.call("PUT", f"/prints/{draft['id']}", {"notes": "From elsewhere"})
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("It was not published.")).to_be_visible()
    expect(page.get_by_label("Notes")).to_have_value("From elsewhere")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_role("button", name="Unpublish")).to_be_visible()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_choice_is_seen_from_the_field_and_says_what_was_saved(open_page, draft, size):
    page = conflicting(open_page, f"/prints/{draft['id']}", **size)
    page.get_by_label("Notes").scroll_into_view_if_needed()
    expect(page.get_by_role("button", name="Take what was saved")).to_be_in_viewport()
    expect(page.get_by_label("Notes")).to_be_in_viewport()
    expect(page.get_by_role("alert")).to_contain_text("Notes was saved there as From the first window")


def test_nothing_is_published_while_a_field_is_wrong(open_page, marie, draft):
    page = open_page(f"/prints/{draft['id']}")
    write(page, "Price", "100")
    saved(page)
    write(page, "Price", "abc")
    write(page, "Notes", "Saved all the same")
    state = page.locator("#save-state")
    expect(state).to_have_text("All is saved except Price")
    page.get_by_label("Notes").focus()
    state.get_by_role("link", name="Price").click()
    expect(page.get_by_label("Price")).to_be_focused()
    page.get_by_label("Notes").focus()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("It was not published. Correct Price first.")).to_be_visible()
    expect(page.get_by_label("Price")).to_be_focused()
    expect(page.get_by_label("Price")).to_have_value("abc")
    kept = marie.print(draft["id"])
    assert (kept["status"], kept["price"], kept["notes"]) == ("draft", 100, "Saved all the same")
    write(page, "Price", "110")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_role("button", name="Unpublish")).to_be_visible()
    assert marie.print(draft["id"])["price"] == 110


def test_a_value_the_server_refuses_is_named_and_not_published(open_page, marie, draft):
    page = open_page(f"/prints/{draft['id']}")
    write(page, "Year", "99999")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("It was not published. Correct Year first.")).to_be_visible()
    expect(page.locator("#save-state")).to_have_text("Not saved: Year")
    expect(page.get_by_label("Year", exact=True)).to_be_focused()
    assert marie.print(draft["id"])["status"] == "draft"


def test_the_page_stays_where_is_written_while_another_field_is_wrong(open_page, marie, draft):
    page = open_page(f"/prints/{draft['id']}")
    write(page, "Year", "99999")
    expect(page.locator("#save-state")).to_have_text("Not saved: Year")
    with page.expect_response(lambda answer: answer.status == 400):  # the draft saves itself
        page.get_by_label("Notes").press_sequentially("Written on", delay=20)
    expect(page.locator("#save-state")).to_have_text("Not saved: Year")
    expect(page.get_by_label("Notes")).to_be_focused()
    expect(page.get_by_label("Notes")).to_be_in_viewport()
    page.keyboard.press("Control+s")
    expect(page.get_by_label("Year", exact=True)).to_be_focused()


def test_publish_pressed_while_the_page_saves_is_not_lost(open_page, marie, draft):
    page = open_page(f"/prints/{draft['id']}")
    held = []
    page.route("**/api/v1/artist/prints/*", lambda route: route.continue_() if held or route.request.method != "PUT" else held.append(route))
    write(page, "Notes", "On its way")
    expect(page.get_by_text("Saving", exact=True)).to_be_visible()
    page.get_by_role("button", name="Publish", exact=True).click()
    page.wait_for_timeout(200)
    held[0].continue_()
    expect(page.get_by_role("button", name="Unpublish")).to_be_visible()
    kept = marie.print(draft["id"])
    assert (kept["status"], kept["notes"]) == ("published", "On its way")


@pytest.fixture
def wave_and_swell(marie):
    tags = [marie.call("POST", "/tags", words, status=201) for words in ({"da": "bølge", "en": "wave"}, {"en": "swell"})]
    yield tags
    for tag in tags:
        marie.ask("DELETE", f"/tags/{tag['id']}")


def words(marie):
    return {tag["en"] for tag in marie.call("GET", "/tags?limit=100")["tags"]}


def left(locator):
    return locator.evaluate("(element) => element.getBoundingClientRect().left")


def test_a_tag_is_merged_only_when_the_choice_is_confirmed(open_page, marie, wave_and_swell):
    page = open_page("/tags")
    row = page.get_by_role("article").filter(has=page.get_by_label("English word of swell"))
    columns = [left(each) for each in (row.locator("input").nth(1), row.locator(".hangs"), row.get_by_role("button", name="Delete"))]
    opens = row.get_by_role("button", name="Merge …")
    for way in ("Escape", "Cancel"):
        opens.click()
        choice = row.get_by_label("Merge “swell” into")
        expect(choice).to_be_focused()
        expect(row.get_by_role("button", name="Merge", exact=True)).to_be_disabled()
        assert columns == [left(each) for each in (row.locator("input").nth(1), row.locator(".hangs"), row.get_by_role("button", name="Delete"))]
        choice.press("ArrowDown")
        expect(choice).not_to_have_value("")
        choice.press("Escape") if way == "Escape" else row.get_by_role("button", name="Cancel").click()
        expect(choice).to_have_count(0)
        expect(opens).to_be_focused()
    assert words(marie) >= {"wave", "swell"}
    opens.click()
    row.get_by_label("Merge “swell” into").select_option(label="bølge / wave")
    row.get_by_role("button", name="Merge", exact=True).click()
    expect(page.get_by_text("Merged into bølge / wave.")).to_be_visible()
    assert "swell" not in words(marie)


def test_a_tag_without_a_word_is_refused_in_the_words_of_the_studio(open_page, marie, wave_and_swell):
    page = open_page("/tags")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_text("Write the tag in Danish, in English or in both first.")).to_be_visible()
    expect(page.locator("#create input:focus")).to_have_count(1)
    word = page.get_by_label("English word of swell")
    word.fill("")
    word.press("Enter")
    expect(page.get_by_text("A tag needs a word in one language at least.")).to_be_visible()
    expect(word).to_have_value("swell")


@pytest.fixture
def reported(place, marie, draft):
    """A draft that a notice names; the number of its case."""
    body = {"name": "Mia", "email": "mia@example.org", "ground": "copyright", "location": "The harbour", "printId": draft["id"],
            "reason": "It copies my etching.", "goodFaith": True, "accurate": True}
    case = requests.post(f"{place.api}/api/v1/notices", json=body, timeout=10).json()["caseNumber"]
    notice = next(each for each in marie.call("GET", "/notices")["notices"] if each["caseNumber"] == case)
    yield case
    marie.ask("POST", f"/notices/{notice['id']}/actions", {"kind": "close", "text": "Settled."})


def test_a_print_with_an_open_notice_is_published_only_when_asked_twice(open_page, marie, draft, reported):
    page = open_page(f"/prints/{draft['id']}")
    publish = page.get_by_role("button", name="Publish", exact=True)
    expect(page.get_by_role("link", name=f"Notice {reported} is open")).to_have_attribute("href", "/notices")
    expect(page.get_by_role("navigation", name="Studio").get_by_role("link", name="Notices (1 open)")).to_be_visible()
    for way in ("Escape", "Leave it a draft"):
        publish.click()
        leave = page.get_by_role("button", name="Leave it a draft")
        expect(leave).to_be_focused()
        expect(page.get_by_role("alert").filter(has_text=reported)).to_be_visible()
        leave.press("Escape") if way == "Escape" else leave.click()
        expect(leave).to_be_hidden()
    assert marie.print(draft["id"])["status"] == "draft"
    publish.click()
    page.get_by_role("button", name="Publish all the same").click()
    expect(page.get_by_role("button", name="Unpublish")).to_be_visible()
    assert marie.print(draft["id"])["status"] == "published"


def test_publishing_many_leaves_out_those_with_an_open_notice(open_page, place, marie, draft, reported):
    other = marie.make_print(images.jpeg(place.root / "other.jpg", (600, 400)), "Other")
    page = open_page("/")
    expect(page.get_by_role("article").filter(has_text="Draft").filter(has_text=f"Notice {reported} is open")).to_have_count(1)
    for title in ("Draft", "Other"):
        page.get_by_label(f"Select {title}").check()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("Published 1 print. 1 print with an open notice stays a draft: decide there.")).to_be_visible()
    assert [marie.print(each["id"])["status"] for each in (draft, other)] == ["draft", "published"]
    marie.call("DELETE", f"/prints/{other['id']}", status=204)


def test_the_number_of_open_notices_follows_what_is_done(open_page, reported):
    page = open_page("/notices")
    link = page.get_by_role("navigation", name="Studio").get_by_role("link", name="Notices")
    expect(link).to_have_accessible_name("Notices (1 open)")
    page.get_by_text(reported).click()
    page.get_by_label("What you did").fill("We agreed.")
    page.get_by_role("button", name="Close the case").click()
    expect(link).to_have_accessible_name("Notices")


def test_a_page_that_asks_has_no_serious_barrier(place, window, signed_in, draft, reported):
    watched = window(**DESKTOP, storage_state=signed_in)
    watched.page.goto(f"{place.studio}/prints/{draft['id']}")
    watched.page.get_by_role("button", name="Publish", exact=True).click()
    expect(watched.page.get_by_role("button", name="Publish all the same")).to_be_visible()
    assert watched.barriers() == [] and watched.problems == []
