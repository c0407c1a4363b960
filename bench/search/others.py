"""./dev bench search compares with minisearch, flexsearch (others.mjs) and SQLite's FTS5: the order of what they find, over the judged
collection of the tests, and the time of a query over 100,000 generated prints, asked one after the other in their own process."""
import json
import pathlib
import re
import resource
import sqlite3
import statistics
import subprocess
import time

import collection
from test_judged_search import POINTS, PRINTS, QUERIES, ndcg

HERE = pathlib.Path(__file__).resolve().parent
FIELDS = ("title", "subject", "description", "rest")


def generated(count):
    for one in collection.prints(count):
        yield {"id": one["id"], "title": " ".join(one["title"]), "subject": " ".join((*one["subject"], *one["tags"])),
               "description": " ".join(one["description"]), "rest": f"{one['technique']} {one['paper']} Intaglio Copper {one['year']}"}


def judged():
    for key, fields in PRINTS.items():
        texts = [fields[language] for language in ("en", "da") if language in fields]
        title, subject, description = (" ".join(text[at] for text in texts) for at in range(3))
        yield {"id": key, "title": title, "subject": subject, "description": description,
               "rest": f"{fields['technique']} Intaglio Copper {fields['year']}"}


def sqlite(documents, queries):
    """As others.mjs answers, for FTS5 with its own stemmer: words joined by OR, bm25 with weights for the fields."""
    begun = time.monotonic()
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE prints USING fts5(id UNINDEXED, title, subject, description, rest, "
                     "tokenize = \"porter unicode61 remove_diacritics 2\", prefix = '2 3')")
    database.executemany("INSERT INTO prints VALUES (:id, :title, :subject, :description, :rest)",
                         (json.loads(line) for line in open(documents)))
    built, kinds = time.monotonic() - begun, {}
    for kind, texts in json.loads(pathlib.Path(queries).read_text()).items():
        kinds[kind] = {"ms": [], "found": []}
        for text in texts:
            words = [f'"{word}"' for word in re.findall(r"\w+", text)]
            start = time.perf_counter()
            rows = database.execute("SELECT id FROM prints WHERE prints MATCH ? ORDER BY bm25(prints, 0, 8, 4, 2, 1) LIMIT 10",
                                    (" OR ".join(words) + "*",)).fetchall()
            kinds[kind]["ms"].append((time.perf_counter() - start) * 1000)
            kinds[kind]["found"].append([row[0] for row in rows])
    return {"built": built, "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000, "kinds": kinds}


def javascript(name):
    def run(documents, queries):
        return json.loads(subprocess.run(["node", "--max-old-space-size=8192", str(HERE / "others.mjs"), name, documents, queries], check=True,
                                         capture_output=True, text=True).stdout)
    return run


def quality(answers):
    scores = []
    for query, found in zip(QUERIES, answers):
        scores.append(ndcg(found, {key: points for rank, points in POINTS.items() for key in query.get(rank, ())}))
    return statistics.mean(scores)


def compare(count, texts, folder):
    """`texts` {kind: [text, …]}. Prints a row for each of the others."""
    for name, make in (("all", generated(count)), ("judged", judged())):
        with open(folder / f"{name}.jsonl", "w") as file:
            file.writelines(json.dumps(document) + "\n" for document in make)
    (folder / "texts.json").write_text(json.dumps(texts))
    (folder / "judged.json").write_text(json.dumps({"judged": [query["q"] for query in QUERIES]}))
    print(f"\n| {'in one process, ms (p50 / p95)':30} | nDCG@10 | built in | memory |" + "".join(f" {kind} |" for kind in texts))
    print("|" + "---|" * (4 + len(texts)))
    for name, run in (("minisearch", javascript("minisearch")), ("flexsearch", javascript("flexsearch")), ("SQLite FTS5", sqlite)):
        good = quality(run(str(folder / "judged.jsonl"), str(folder / "judged.json"))["kinds"]["judged"]["found"])
        result = run(str(folder / "all.jsonl"), str(folder / "texts.json"))
        row = f"| {name:30} | {good:.2f} | {result['built']:.0f} s | {result['mb']:.0f} MB |"
        for kind in result["kinds"].values():
            cuts = statistics.quantiles(kind["ms"], n=20)
            row += f" {cuts[9]:.1f} / {cuts[18]:.1f} |"
        print(row, flush=True)
