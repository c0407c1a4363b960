"""The read calls of all documents: 1,000 prints in 20 galleries.

* uncached: GET /galleries/{id}/prints, every request another address, against pgbench running the very same SQL over
  the same 32 connections.
* cached: the same call from the service's response cache against nginx serving the same JSON as a file.
* p95 of every read call at 500 connections that ask as browsers do, for compressed answers: the public's of content, which
  are kept, as fast as they are answered; the others, each of them worked out anew and asked through the gateway, by clients who
  look at what they got: searches 250 times a second (each connection pauses for two seconds on average), the artist's and the
  admin's calls 100 times a second (five seconds).
* the process's memory over a million requests.

Whatever is compared takes turns within one run. Exit status 1 when a target is missed.
"""
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from side_by_side import Database, nginx, table, wrk  # noqa: E402  (and the way to tests/)
import contract  # noqa: E402
from artist import Artist  # noqa: E402
from gallery_process import GalleryProcess, eventually  # noqa: E402

import requests  # noqa: E402

QUERIES = pathlib.Path(__file__).resolve().parents[2] / "services" / "content" / "queries"
CONNECTIONS = 32
ROUNDS = 5
SECONDS = 4
GALLERIES, PRINTS, TAGS, NOTICES = 20, 1000, 100, 100
UNCACHED_MIN, CACHED_MIN = 0.5, 0.6
CROWD, P95_MS_MAX = 500, 20
PAUSES_S, ANEW_SECONDS = {"search": 2, "artist": 5, "admin": 5}, 6
AS_BROWSERS = ["Accept-Encoding: gzip, deflate, br"]
MANY, GROWTH_MAX = 1_000_000, 1.10

COLLECTION = f"""
INSERT INTO print (artist_id, status, year, technique, plate_type, paper_type, plate_height_mm, plate_width_mm, edition_info)
SELECT (SELECT min(id) FROM artist), 'published', 1980 + n % 45, (ARRAY['Etching', 'Aquatint', 'Drypoint'])[1 + n % 3],
       'Copper', 'Hahnemühle', 100 + n % 200, 120 + n % 300, n % 50 + 1 || '/50' FROM generate_series(1, {PRINTS}) n;
INSERT INTO print_translation (print_id, language, title, description)
SELECT p.id, l.code, CASE l.code WHEN 'en' THEN 'Harbour, plate ' ELSE 'Havn, plade ' END || p.id, repeat('Line and tone. ', 10)
FROM print p CROSS JOIN (VALUES ('en'), ('da')) l (code);
INSERT INTO image (id, print_id, artist_id, file_name, content_type, bytes, sha256, width, height, aspect_ratio,
                   original_area, original_key, state, publication)
SELECT gen_random_uuid(), id, artist_id, id || '.jpg', 'image/jpeg', 1000, sha256(id::text::bytea), 4000, 3000, 1.3333,
       'images', 'originals/' || id, 'completed', 'public' FROM print;
INSERT INTO image_version (image_id, version, storage_key, width, height, bytes)
SELECT i.id, v.name, i.id || '/' || v.name || '-0123456789.webp', v.width, v.width * 3 / 4, 1000 FROM image i
CROSS JOIN (VALUES ('thumbnail', 200), ('thumbnail_2x', 400), ('medium', 800), ('medium_2x', 1600), ('large', 1600),
                   ('large_2x', 3200), ('xlarge', 3840)) v (name, width);
UPDATE print p SET image_id = i.id, public_image_id = i.id, published_at = now() FROM image i WHERE i.print_id = p.id;
INSERT INTO gallery (artist_id, status) SELECT (SELECT min(id) FROM artist), 'published' FROM generate_series(1, {GALLERIES});
INSERT INTO gallery_translation (gallery_id, language, title)
SELECT g.id, l.code, 'Gallery ' || g.id FROM gallery g CROSS JOIN (VALUES ('en'), ('da')) l (code);
INSERT INTO gallery_print (gallery_id, print_id, position)
SELECT 1 + (id - 1) % {GALLERIES}, id, 1 + (id - 1) / {GALLERIES} FROM print;
INSERT INTO tag (artist_id, language, name) SELECT (SELECT min(id) FROM artist), 'en', 'tag ' || n FROM generate_series(1, {TAGS}) n;
INSERT INTO print_tag (print_id, tag_id, position) SELECT p.id, 1 + (p.id + n) % {TAGS}, n FROM print p, generate_series(1, 3) n;
INSERT INTO notice (artist_id, state, closed_at, ground, location, reason, name, email, language)
SELECT (SELECT min(id) FROM artist), CASE WHEN n % 10 = 0 THEN 'open' ELSE 'closed' END, CASE WHEN n % 10 > 0 THEN now() END, 'copyright',
       'Page ' || n, 'A copy.', 'Mia', 'mia@example.org', 'en' FROM generate_series(1, {NOTICES}) n;
INSERT INTO backup (id, state, error, next_at, started_at, finished_at) VALUES (gen_random_uuid(), 'failed', 'x', now(), now(), now());
UPDATE content_revision SET revision = revision + 1;
"""


def expanded(name):
    """A query's text with the pieces it names, as content sends it."""
    text = (QUERIES / f"{name}.sql").read_text()
    return re.sub(r"\{\{(\w+)\}\}", lambda match: expanded(match.group(1)), text)


def listed(folder, paths):
    file = folder / "paths"
    file.write_text("".join(f"/api/v1/{path}\n" for path in paths))
    return file


def pgbench(database, folder):
    sql = re.sub(r"--[^\n]*\n", "", expanded("public_gallery_prints"))
    values = {"$1": "'en'", "$2": "'http://localhost/media/'", "$3": ":gallery", "$4": "NULL", "$5": "NULL", "$6": "NULL",
              "$7": "NULL", "$8": "20", "$9": ":skip"}
    sql = re.sub(r"\$\d", lambda match: values[match.group(0)], sql)
    sql = re.sub(r"(\w):(?=\w)", r"\1' || ':' || '", sql)  # pgbench takes a colon in a text for one of its variables
    file = folder / "query.sql"
    file.write_text(f"\\set gallery random(1, {GALLERIES})\n\\set skip 20 * random(0, 1)\n" + " ".join(sql.split()) + ";\n")
    output = subprocess.run(["pgbench", "-n", "-M", "prepared", "-f", file, "-c", str(CONNECTIONS), "-j", "1", "-T", str(SECONDS),
                             *database.arguments], check=True, capture_output=True, text=True).stdout
    return float(re.search(r"tps = ([\d.]+)", output).group(1))


def resident_mb(gallery):
    status = pathlib.Path(f"/proc/{gallery.pid('copper')}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024


def uncached(content, database, folder):
    pages = listed(folder, (f"galleries/{1 + n % GALLERIES}/prints?page={1 + n % 2}&x={n}" for n in range(100_000)))
    figures = {"copper": [], "pgbench": []}
    for _ in range(ROUNDS):
        figures["copper"].append(wrk(content, CONNECTIONS, SECONDS, pages).rate)
        figures["pgbench"].append(pgbench(database, folder))
    return table(f"GET /galleries/{{id}}/prints uncached, {CONNECTIONS} connections, median of {ROUNDS} rounds of {SECONDS} s",
                 figures, UNCACHED_MIN)


def cached(content, folder):
    url = f"{content}/api/v1/galleries/1/prints"
    (folder / "prints.json").write_bytes(requests.get(url, timeout=5, headers={"Accept-Encoding": "identity"}).content)
    figures = {"copper": [], "nginx": []}
    with nginx(folder) as other:
        for _ in range(ROUNDS):
            figures["copper"].append(wrk(url, CONNECTIONS, SECONDS).rate)
            figures["nginx"].append(wrk(f"{other}/prints.json", CONNECTIONS, SECONDS).rate)
    return table("the same from the response cache", figures, CACHED_MIN)


def addresses():
    """Of every read call all that visitors of both languages ask for."""
    in_both = {"galleries": ["galleries"],
               "galleries/{id}": [f"galleries/{n}" for n in range(1, GALLERIES + 1)],
               "galleries/{id}/prints": [f"galleries/{n}/prints?page={page}" for n in range(1, GALLERIES + 1) for page in (1, 2, 3)],
               "prints": [f"prints?page={page}" for page in range(1, PRINTS // 20 + 1)],
               "prints/{id}": [f"prints/{n}" for n in range(1, PRINTS + 1)],
               "site": ["site"]}
    calls = {call: [f"{path}{'&' if '?' in path else '?'}language={language}" for path in paths for language in ("en", "da")]
             for call, paths in in_both.items()}
    return calls | {"revision": ["revision"]}


def crowded(content, folder):
    print(f"p95 at {CROWD} connections, each asking for all addresses of a call in turn, each of them asked once before (at most {P95_MS_MAX} ms)")
    reached = True
    for call, paths in addresses().items():
        for path in paths:
            requests.get(f"{content}/api/v1/{path}", timeout=5).raise_for_status()
        load = wrk(content, CROWD, SECONDS, listed(folder, paths), AS_BROWSERS)
        print(f"  {call:24}{len(paths):6} addresses {load.p95_ms:8.1f} ms {load.rate:10.0f} a second")
        reached = reached and load.p95_ms <= P95_MS_MAX
    return reached


def questions(number):
    return ["harbour", "havn", "plate " + str(number), "line and tone", "harbur", "plade", "no such thing"][number % 7]


def answered_anew(artist):
    """Of every read call that is not kept, as docs/api has them, a thousand addresses."""
    artist.call("POST", "/sessions", {})
    ids = {"printId": PRINTS, "galleryId": GALLERIES, "artistId": 1, "part": 1, "tagId": TAGS, "noticeId": NOTICES,
           "uploadId": artist.call("POST", "/uploads", {"fileName": "a.png", "size": 1})["uploadId"],
           "backupId": artist.call("GET", "/backups")["backups"][0]["id"]}

    def address(template, names, number):
        path = re.sub(r"{(\w+)}", lambda name: str(1 + number % ids[name[1]]) if isinstance(ids[name[1]], int) else ids[name[1]], template)
        asked = {"language": ("en", "da")[number % 2], "page": 1 + number % 3, "q": urllib.parse.quote(questions(number)), "limit": 20}
        return path + "?" + "&".join(f"{name}={asked[name]}" for name in names if name in asked)
    for document, method, _, template, told in contract.operations():
        if method == "GET" and document in ("artist", "admin", "search"):
            base = contract.document(document)["servers"][0]["url"].removeprefix("/api/v1/").removeprefix("/api/v1")
            names = [parameter["name"] for parameter in told["parameters"] if parameter["in"] == "query"]
            yield document, f"{base}{template}".lstrip("/"), [address(f"{base}{template}".lstrip("/"), names, n) for n in range(1000)]


def crowded_anew(gallery, artist, folder):
    print(f"the same of calls that are worked out anew, each connection pausing before each (at most {P95_MS_MAX} ms)")
    reached = True
    tokens = {"artist": [f"Authorization: Bearer {artist.token}"], "admin": [f"Authorization: Bearer {gallery.token('admin')}"]}
    for document, call, paths in answered_anew(artist):
        wrk(gallery.api, CONNECTIONS, 1, listed(folder, paths), tokens.get(document, []))  # statements are planned, and search has read
        load = wrk(gallery.api, CROWD, ANEW_SECONDS, listed(folder, paths), AS_BROWSERS + tokens.get(document, []),
                   1000 * PAUSES_S[document])
        print(f"  {call:40} p50 {load.p50_ms:6.1f}  p95 {load.p95_ms:6.1f} ms {load.rate:7.0f} a second")
        reached = reached and load.p95_ms <= P95_MS_MAX
    return reached


def steady(gallery, content, folder):
    every = listed(folder, (path for paths in addresses().values() for path in paths))
    wrk(content, CONNECTIONS, 2, every)
    before, asked = resident_mb(gallery), 0
    while asked < MANY:
        asked += int(wrk(content, CONNECTIONS, 5, every).rate * 5)
    after = resident_mb(gallery)
    print(f"resident {before:.0f} MB before and {after:.0f} MB after {asked} requests for all of them (at most {GROWTH_MAX} times)")
    return after <= before * GROWTH_MAX


def main():
    gallery = GalleryProcess()
    try:
        gallery.start()
        database = Database(gallery)
        database.run(COLLECTION)
        content = f"http://127.0.0.1:{gallery.port_base + 5}"
        artist = Artist(gallery)
        eventually(lambda: requests.get(f"{content}/api/v1/prints", timeout=5).json()["totalCount"] == PRINTS, "the prints are there")
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            reached = [uncached(content, database, folder), cached(content, folder), crowded(content, folder), crowded_anew(gallery, artist, folder),
                       steady(gallery, content, folder)]
    finally:
        gallery.remove()
    return 0 if all(reached) else 1


sys.exit(main())
