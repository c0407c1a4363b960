"""The public read calls: 1,000 prints in 20 galleries, 32 connections.

GET /galleries/{id}/prints straight to content, every request another address, so that nothing is cached, against pgbench
running the very same SQL over the same number of connections. The two take turns within one run. Exit status 1 when the
target is missed.
"""
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tests"))
from gallery_process import GalleryProcess, eventually  # noqa: E402

import requests  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
QUERIES = ROOT / "services" / "content" / "queries"
CONNECTIONS = 32
ROUNDS = 5
SECONDS = 4
GALLERIES, PRINTS = 20, 1000
UNCACHED_MIN = 0.5

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
UPDATE content_revision SET revision = revision + 1;
"""


def expanded(name):
    """A query's text with the pieces it names, as content sends it."""
    text = (QUERIES / f"{name}.sql").read_text()
    return re.sub(r"\{\{(\w+)\}\}", lambda match: expanded(match.group(1)), text)


class Database:
    """The gallery's private PostgreSQL, as its superuser."""

    def __init__(self, gallery):
        socket = next((gallery.data / "postgres").rglob(".s.PGSQL.5432"))
        self.arguments = ["-h", str(socket.parent), "-U", "copper", "copper"]

    def run(self, sql):
        subprocess.run(["psql", "-q", "-v", "ON_ERROR_STOP=1", *self.arguments], input=sql, text=True, check=True)


def wrk_script(folder, paths):
    """A wrk script that asks for one path after the other."""
    listed = ",".join(f'"{path}"' for path in paths)
    file = folder / "paths.lua"
    file.write_text(f"local paths = {{{listed}}}\nlocal n = math.random(#paths)\n"
                    "request = function() n = n % #paths + 1; return wrk.format('GET', paths[n]) end\n")
    return file


def wrk(url, *options):
    """Requests per second."""
    output = subprocess.run(["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", *options, url], check=True,
                            capture_output=True, text=True).stdout
    if "Non-2xx" in output or "Socket errors" in output:
        sys.exit(f"{url} answered with errors:\n{output}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", output).group(1))


def pgbench(database, folder):
    sql = re.sub(r"--[^\n]*\n", "", expanded("public_gallery_prints"))
    values = {"$1": "'en'", "$2": "'http://localhost/media/'", "$3": ":gallery", "$4": "NULL", "$5": "NULL", "$6": "NULL",
              "$7": "NULL", "$8": "20", "$9": ":skip"}
    sql = re.sub(r"\$\d", lambda match: values[match.group(0)], sql)
    file = folder / "query.sql"
    file.write_text(f"\\set gallery random(1, {GALLERIES})\n\\set skip 20 * random(0, 1)\n" + " ".join(sql.split()) + ";\n")
    output = subprocess.run(["pgbench", "-n", "-M", "prepared", "-f", file, "-c", str(CONNECTIONS), "-j", "1", "-T", str(SECONDS),
                             *database.arguments], check=True, capture_output=True, text=True).stdout
    return float(re.search(r"tps = ([\d.]+)", output).group(1))


def main():
    gallery = GalleryProcess()
    try:
        gallery.start()
        database = Database(gallery)
        database.run(COLLECTION)
        api = f"http://127.0.0.1:{gallery.port_base + 2}"
        content = f"http://127.0.0.1:{gallery.port_base + 5}"
        eventually(lambda: requests.get(f"{api}/api/v1/prints", timeout=5).json()["totalCount"] == PRINTS, "the prints are there")
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            pages = [f"/api/v1/galleries/{1 + n % GALLERIES}/prints?page={1 + n % 2}&x={n}" for n in range(40000)]
            script = wrk_script(folder, pages)
            figures = {"copper": [], "pgbench": []}
            for _ in range(ROUNDS):
                figures["copper"].append(wrk(content, "-s", str(script)))
                figures["pgbench"].append(pgbench(database, folder))
            medians = {name: statistics.median(values) for name, values in figures.items()}
            ratio = medians["copper"] / medians["pgbench"]
            print(f"GET /galleries/{{id}}/prints uncached, {CONNECTIONS} connections, median of {ROUNDS} rounds of {SECONDS} s")
            for name, value in medians.items():
                print(f"  {name:8}{value:9.0f} a second   (from {min(figures[name]):.0f} to {max(figures[name]):.0f})")
            print(f"  ratio   {ratio:9.2f}   (at least {UNCACHED_MIN})")
    finally:
        gallery.remove()
    return 0 if ratio >= UNCACHED_MIN else 1


sys.exit(main())
