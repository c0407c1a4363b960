"""Chromium as a person uses it, and what a person would not forgive: errors, strangers, jumping pages."""
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"]
DESKTOP = {"viewport": {"width": 1440, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}

COUNT_SHIFTS = """
window.layoutShift = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.layoutShift += entry.value;
}).observe({ type: 'layout-shift', buffered: true });
"""
SCROLL_THROUGH = """async () => {
  for (let y = 0; y < document.body.scrollHeight; y += innerHeight / 2) {
    scrollTo(0, y);
    await new Promise((done) => setTimeout(done, 50));
  }
  scrollTo(0, 0);
}"""
IMAGES_WANTED = "[...document.images].filter((image) => !image.complete).length === 0"
IMAGES_BROKEN = """[...document.images].filter((image) => image.getAttribute('src') && image.naturalWidth === 0)
  .map((image) => image.currentSrc || image.src)"""


class Watched:
    """A page in a browser window of its own, and all that went wrong in it."""

    def __init__(self, browser, **options):
        self.context = browser.new_context(**options)
        self.context.add_init_script(COUNT_SHIFTS)
        self.problems = []
        self.origins = set()
        self.page = self.watch(self.context.new_page())

    def watch(self, page):
        page.set_default_timeout(15_000)
        page.on("console", lambda message: message.type == "error" and self.problems.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: self.problems.append(f"script: {error}"))
        page.on("request", lambda request: self.origins.add(urlsplit(request.url)[:2]))
        page.on("response", lambda answer: answer.status >= 400 and self.problems.append(f"{answer.status} {answer.url}"))
        return page

    def strangers(self, gallery):
        """Hosts other than this gallery's own that the pages asked for anything."""
        own = {urlsplit(url)[:2] for url in (gallery.gallery, gallery.studio, gallery.api, gallery.identity)}
        return {origin for origin in self.origins - own if origin[0] not in ("blob", "data")}

    def seen_whole(self):
        """Scrolls through the page, as lazy images want it; returns those that did not load."""
        self.page.evaluate(SCROLL_THROUGH)
        self.page.wait_for_function(IMAGES_WANTED)
        return self.page.evaluate(IMAGES_BROKEN)

    def shift(self):
        return self.page.evaluate("window.layoutShift")

    def barriers(self):
        """Serious and critical accessibility violations that axe finds: rule, element."""
        found = Axe().run(self.page).response["violations"]
        return [(rule["id"], node["html"]) for rule in found if rule["impact"] in ("serious", "critical")
                for node in rule["nodes"]]

    def close(self):
        self.context.close()


def sign_in(page, place):
    page.goto(place.studio)
    page.get_by_label("User name").fill("marie")
    page.get_by_label("Password").fill(place.password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Prints", exact=True)).to_be_attached()
