"""Takedown notices: from the visitor's form to the artist's letterbox and to the walls (R6.5, R8.1)."""
import email
import email.policy
import re

import pytest
import requests
from aiosmtpd.controller import Controller

import contract
import images
from browsing import PHONE, Watched
from gallery_process import GalleryProcess, eventually, free_port_base

AWKWARD = ["Ærø 🖼️ crème brûlée", "שלום עולם", "e\u0301\u0327a", "'; DROP TABLE notice; --", "<script>alert(1)</script>&amp;",
           "{{name}} %s ${x}"]


def notice(**changes):
    return {"name": "Mia Ørsted", "email": "mia@example.org", "ground": "copyright", "location": "The harbour",
            "reason": "It copies my etching.", "goodFaith": True, "accurate": True} | changes


def send(gallery, body):
    answer = requests.post(f"{gallery.api}/api/v1/notices", json=body, timeout=10)
    contract.check(answer)
    return answer


def sent(gallery, **changes):
    answer = send(gallery, notice(**changes))
    assert answer.status_code == 201, answer.text
    return answer.json()["caseNumber"]


def found(artist, case):
    listed = artist.call("GET", "/notices?limit=100")["notices"]
    return next(each for each in listed if each["caseNumber"] == case)


def letters(gallery, containing):
    """Messages in the mail folder whose text or subject contains something, as a mail program reads them."""
    read = [email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            for path in gallery.mail.glob("*.eml")]
    return [mail for mail in read if containing in mail["Subject"] + mail.get_content()]


def test_a_notice_is_kept_mailed_and_acknowledged(gallery, artist):
    writer = "birgit@example.org"  # of her own: who writes often is not answered each time
    case = sent(gallery, email=writer, language="da", organisation="Grafikerforbundet", reason="Den ligner min «Havnen».\nFra 1998.")
    kept = found(artist, case)
    assert kept["state"] == "open" and kept["actions"] == [] and kept["organisation"] == "Grafikerforbundet"
    mails = eventually(lambda: len(letters(gallery, case)) == 2 and letters(gallery, case), "two letters")
    to_artist = next(mail for mail in mails if mail["To"] == "marie@example.com")
    to_sender = next(mail for mail in mails if mail["To"] == writer)
    assert to_artist["Reply-To"] == writer and "«Havnen»" in to_artist.get_content()
    assert "modtaget" in to_sender["Subject"] and "Havnen" not in to_sender.get_content()
    assert all(mail["Date"].datetime and re.fullmatch(r"<[^<>@ ]+@[^<>@ ]+>", mail["Message-ID"]) for mail in mails)


@pytest.mark.parametrize("text", AWKWARD)
def test_unusual_text_comes_back_as_it_was(gallery, artist, text):
    kept = found(artist, sent(gallery, name=text, location=text, reason=f"{text}\n{text}", email="awkward@example.org"))
    assert (kept["name"], kept["location"], kept["reason"]) == (text, text, f"{text}\n{text}")
    eventually(lambda: letters(gallery, text), "its letter")


@pytest.mark.parametrize("field, value", [
    ("name", ""), ("name", "x" * 201), ("name", "a\0b"), ("name", "a\nb"), ("name", None), ("email", "mia"),
    ("email", "mia@example.org\nBcc: all@example.org"), ("email", "mia@example.org, all@example.org"), ("email", "a@" + "b" * 260),
    ("ground", "taste"), ("location", " "), ("location", "x" * 2001), ("reason", "x" * 10001), ("reason", "\u0085"),
    ("address", "x" * 501), ("phone", "x" * 51), ("organisation", 7), ("printId", 0), ("printId", "17"), ("language", "de"),
    ("goodFaith", False), ("accurate", None), ("accurate", "yes")])
def test_what_is_wrong_is_named(gallery, field, value):
    answer = send(gallery, notice(**{field: value}))
    assert answer.status_code == 400
    assert {detail["field"] for detail in answer.json()["error"]["details"]} == {field}


def test_hiding_takes_the_print_from_pages_and_images_at_once(gallery, artist, tmp_path):
    shown = artist.exhibit(artist.make_gallery("Harbours")["id"], images.png(tmp_path / "plate.png"), "Copied")
    public = requests.get(f"{gallery.api}/api/v1/prints/{shown['id']}", timeout=5).json()
    page = f"{gallery.gallery}/en/print/{shown['id']}-copied"
    assert requests.get(page, timeout=5).ok and requests.get(public["images"][0]["url"], timeout=5).ok
    case = found(artist, sent(gallery, printId=shown["id"]))
    done = artist.call("POST", f"/notices/{case['id']}/actions", {"kind": "hide", "text": "While we talk."}, status=201)
    assert done["print"] == {"title": "Copied", "status": "draft"} and done["actions"][0]["printId"] == shown["id"]
    assert artist.print(shown["id"])["openNotices"] == [case["caseNumber"]]
    assert requests.get(f"{gallery.api}/api/v1/prints/{shown['id']}", timeout=5).status_code == 404
    assert all(requests.get(image["url"], timeout=5).status_code == 404 for image in public["images"])
    eventually(lambda: requests.get(page, timeout=5).status_code == 404, "its page is gone", 5)


def test_a_case_is_closed_and_reopened_and_every_act_is_recorded(gallery, artist):
    case = found(artist, sent(gallery))["id"]
    act = lambda kind, **more: artist.ask("POST", f"/notices/{case}/actions", {"kind": kind, "text": f"{kind} 🖼️"} | more)
    assert act("comment").status_code == act("close").status_code == 201
    assert act("comment").status_code == 409 and act("close").status_code == 409
    assert act("reopen").status_code == 201
    assert act("hide").status_code == 400 and act("hide", printId=999999).status_code == 404
    assert act("comment", printId=1).status_code == 400 and act("burn").status_code == 400
    kept = artist.call("GET", f"/notices/{case}")
    assert [(each["kind"], each["text"]) for each in kept["actions"]] == [
        ("comment", "comment 🖼️"), ("close", "close 🖼️"), ("reopen", "reopen 🖼️")]
    assert kept["state"] == "open" and kept["closedAt"] is None


def test_mail_waits_for_its_server_and_is_not_lost_with_the_process():
    class Letterbox:
        taken = []

        async def handle_DATA(self, server, session, envelope):
            self.taken.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
            return "250 taken"

    port = free_port_base()  # where nobody answers yet
    controller = Controller(Letterbox(), hostname="127.0.0.1", port=port)
    own = GalleryProcess(COPPER_SMTP_URL=f"smtp://127.0.0.1:{port}", COPPER_MAIL_FROM="prints@example.net")
    try:
        own.start()
        case = sent(own, name="Bjørn\u00a0Æ")
        own.kill("copper")
        controller.start()
        own.start()
        eventually(lambda: len([mail for mail in Letterbox.taken if case in mail["Subject"]]) >= 2, "both letters", 60)
        assert {mail["To"] for mail in Letterbox.taken} == {"marie@example.com", "mia@example.org"}
        assert all(mail["From"] == "prints@example.net" for mail in Letterbox.taken)
        assert any("Bjørn" in mail.get_content() for mail in Letterbox.taken)
    finally:
        controller.stop(no_assert=True)
        own.remove()


@pytest.mark.parametrize("path, wrong, thanks", [("/en/notice", "Write your name", "Thank you"),
                                                 ("/da/anmeld", "Skriv dit navn", "Tak for din anmeldelse")])
def test_a_visitor_sends_the_form_without_javascript(gallery, artist, browser, path, wrong, thanks):
    visitor = Watched(browser, java_script_enabled=False, **PHONE)
    page = visitor.page
    page.goto(gallery.gallery + path)
    page.fill("#reason", f"A reason of {path} 🖼️")
    page.evaluate("document.querySelectorAll('[required]').forEach((field) => field.required = false)")
    page.click("button.send")
    assert wrong in page.inner_text("#name-error") and page.get_attribute("#name", "aria-invalid") == "true"
    assert page.input_value("#reason") == f"A reason of {path} 🖼️"
    page.check("input[value=copyright]")
    page.fill("#location", f"{gallery.gallery}/en/print/17-harbour and more")
    page.fill("#name", "Mia")
    page.fill("#email", "form@example.org")
    page.check("input[name=goodFaith]")
    page.check("input[name=accurate]")
    page.click("button.send")
    assert thanks in page.inner_text("h1")
    kept = found(artist, re.search(r"\d{4}-\d{4,}", page.inner_text("main")).group())
    assert kept["printId"] == 17 and kept["language"] == path[1:3] and kept["reason"] == f"A reason of {path} 🖼️"
    assert [problem for problem in visitor.problems if "400" not in problem] == []
    visitor.close()


@pytest.mark.parametrize("path", ["/en/notice", "/da/anmeld"])
def test_the_form_is_free_of_barriers(gallery, browser, path):
    visitor = Watched(browser, **PHONE)
    visitor.page.goto(gallery.gallery + path)
    assert visitor.barriers() == [] and visitor.problems == []
    visitor.close()
