"""How good the order of what is found is: judged queries over a fixed collection (tests/judged), as nDCG@10 (Järvelin and Kekäläinen
2002, gain 2^points - 1). Each query is asked in both languages of the interface."""
import json
import math
import pathlib

import pytest
import requests
import yaml

JUDGED = pathlib.Path(__file__).resolve().parent / "judged"
PRINTS = yaml.safe_load((JUDGED / "prints.yaml").read_text())
QUERIES = yaml.safe_load((JUDGED / "queries.yaml").read_text())
POINTS = {"best": 3, "good": 2, "fair": 1}
NDCG_MIN = 0.9

# As content writes them; the index is made by its triggers.
COLLECTION = """
BEGIN;
CREATE TEMPORARY TABLE given AS SELECT * FROM jsonb_to_recordset($json$%s$json$)
  AS p (key text, technique text, year int, en jsonb, da jsonb);
INSERT INTO print (artist_id, status, technique, year, notes, medium, plate_type)
SELECT (SELECT min(id) FROM artist), 'published', technique, year, key, 'Intaglio', 'Copper' FROM given;
INSERT INTO print_translation (print_id, language, title, subject, description)
SELECT p.id, t.language, t.texts->>0, t.texts->>1, t.texts->>2
FROM given g JOIN print p ON p.notes = g.key CROSS JOIN LATERAL (VALUES ('en', g.en), ('da', g.da)) t (language, texts)
WHERE t.texts IS NOT NULL AND t.texts <> 'null';
INSERT INTO image (id, print_id, artist_id, file_name, content_type, bytes, sha256, width, height, aspect_ratio, original_area,
                   original_key, state, publication)
SELECT gen_random_uuid(), id, artist_id, notes, 'image/jpeg', 1000, sha256(notes::bytea), 4000, 3000, 1.3333, 'images',
       'originals/' || id, 'completed', 'public' FROM print;
UPDATE print p SET image_id = i.id, public_image_id = i.id, published_at = now() FROM image i WHERE i.print_id = p.id;
UPDATE content_revision SET revision = revision + 1;
COMMIT;
"""


# Published texts that are all alike, but for the titles of the oldest.
MANY, TITLED = 1000, 5
ALIKE = f"""
BEGIN;
INSERT INTO print (artist_id, status, notes, published_at) SELECT (SELECT min(id) FROM artist), 'published', 'alike ' || n,
  timestamptz '2001-01-01' + n * interval '1 hour' FROM generate_series(1, {MANY}) n;
INSERT INTO print_translation (print_id, language, title, description)
SELECT id, 'en', CASE WHEN notes <= 'alike {TITLED}' AND length(notes) = 7 THEN 'Frequency' ELSE 'Study' END, 'Frequency and nothing else.'
FROM print WHERE notes LIKE 'alike %';
INSERT INTO image (id, print_id, artist_id, file_name, content_type, bytes, sha256, width, height, aspect_ratio, original_area,
                   original_key, state, publication)
SELECT gen_random_uuid(), id, artist_id, notes, 'image/jpeg', 1000, sha256(notes::bytea), 4000, 3000, 1.3333, 'images',
       'originals/' || id, 'completed', 'public' FROM print WHERE notes LIKE 'alike %';
UPDATE print p SET image_id = i.id, public_image_id = i.id FROM image i WHERE i.print_id = p.id AND notes LIKE 'alike %';
UPDATE content_revision SET revision = revision + 1;
COMMIT;
"""


def gain(points):
    return sum((2 ** p - 1) / math.log2(rank + 2) for rank, p in enumerate(points[:10]))


def ndcg(found, judged):
    return gain([judged.get(key, 0) for key in found]) / gain(sorted(judged.values(), reverse=True))


@pytest.fixture(scope="module")
def keys(another):
    """The judged collection hangs in the gallery; the names of its prints by their titles in either language."""
    given = [{"key": key, **fields} for key, fields in PRINTS.items()]
    another.sql(COLLECTION % json.dumps(given))
    return {fields[language][0]: key for key, fields in PRINTS.items() for language in ("en", "da") if language in fields}


def test_visitors_find_what_they_look_for(another, keys):
    results = []
    for query in QUERIES:
        judged = {key: points for rank, points in POINTS.items() for key in query.get(rank, ())}
        assert set(judged) <= set(PRINTS), query
        for language in ("en", "da"):
            answer = requests.get(f"{another.api}/api/v1/search/prints", timeout=10,
                                  params={"q": query["q"], "language": language, "facets": "none", "limit": 10})
            found = [keys[hit["title"]] for hit in answer.json()["hits"]]
            results.append((ndcg(found, judged), query["q"], language, found, judged))
    assert len(QUERIES) >= 80
    mean = sum(result[0] for result in results) / len(results)
    worst = "\n".join(f"  {score:.2f} {language} {q!r}: found {', '.join(found) or 'nothing'}; judged {judged}"
                      for score, q, language, found, judged in sorted(results, key=lambda r: r[:3]) if score < 0.95)
    print(f"nDCG@10 {mean:.3f} over {len(QUERIES)} queries; below 0.95:\n{worst}")
    assert mean >= NDCG_MIN, f"nDCG@10 is {mean:.3f}; the worst:\n{worst}"


def test_what_is_in_a_thousand_texts_is_paged_through_without_repeating_or_skipping(another):
    another.sql(ALIKE)
    hits, page = [], 1
    while len(hits) < MANY:
        answer = requests.get(f"{another.api}/api/v1/search/prints", timeout=10,
                              params={"q": "frequency", "facets": "none", "limit": 100, "page": page}).json()
        assert answer["totalHits"] == MANY and answer["hits"]
        hits, page = hits + answer["hits"], page + 1
    assert len({hit["id"] for hit in hits}) == MANY
    assert [hit["title"] for hit in hits[:TITLED + 1]] == ["Frequency"] * TITLED + ["Study"]
