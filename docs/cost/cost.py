"""What the gallery costs a month, as Markdown on standard output (docs/cost.md): the hybrid of Heroku and AWS, everything on
Heroku, and one small server, at 100 to 10 million visits. From prices.toml, assumptions.toml, and what ./dev bench cost
measured (measured.toml)."""
import math
import pathlib
import tomllib

HERE = pathlib.Path(__file__).parent
PRICES, ASSUMED, MEASURED = (tomllib.loads((HERE / f"{name}.toml").read_text()) for name in ("prices", "assumptions", "measured"))
VISITS = [100, 1_000, 100_000, 10_000_000]
SECONDS = PRICES["hours_per_month"] * 3600


class Load:
    """What a number of visits a month means for every part."""

    def __init__(self, visits):
        a = ASSUMED
        self.visits = visits
        self.pages = visits * a["pages_per_visit"]
        self.searches = visits * a["searches_per_visit"]
        self.pages_a_second = self.pages / SECONDS * a["peak_to_mean"]
        self.app_dynos = max(1, math.ceil(self.pages_a_second / a["requests_per_second_of_a_standard_1x"]))
        # Who must never be away has two; below that a restart of seconds a day is nobody's loss.
        self.gallery_dynos = max(self.app_dynos, 2 if visits >= 1_000_000 else 1)
        self.revision_calls = SECONDS * a["revision_calls_per_second"] * self.gallery_dynos
        self.content_calls = visits * a["uncached_calls_per_visit"] + a["artist_calls_per_month"] + self.revision_calls
        self.image_requests = visits * a["images_per_visit"]
        self.image_gb = self.image_requests * a["image_kb"] / 1e6
        self.page_gb = self.pages * a["page_kb"] / 1e6
        self.requests = self.pages + self.content_calls + self.searches


def function(calls, measured, memory_mb, waiting_ms):
    """Lambda gives a core per 1,769 MB, and bills waiting for others as well."""
    p = PRICES["lambda"]
    seconds = (measured["milliseconds"] * 1769 / memory_mb + waiting_ms) / 1000
    return calls / 1e6 * p["million_requests"] + calls * seconds * memory_mb / 1024 * p["gb_second"]


def storage_and_cdn(load):
    s3, cdn = PRICES["s3"], PRICES["cloudfront"]
    kept = (ASSUMED["originals_gb"] + ASSUMED["versions_gb"] + ASSUMED["backups_gb"]) * s3["gb"]
    written = ASSUMED["uploads_per_month"] * 40 / 1000 * s3["thousand_writes"]
    moved = max(0, load.image_gb - cdn["free_gb"]) * cdn["gb"]
    asked = max(0, load.image_requests - cdn["free_requests"]) / 10_000 * cdn["ten_thousand_requests"]
    return {"Pictures: S3": kept + written, "Pictures: CloudFront": moved + asked}


def hybrid(load):
    p, m = PRICES, MEASURED
    hours = p["hours_per_month"]
    size = "db.t4g.micro" if load.visits < 1_000_000 else "db.t4g.small"
    imaging = function(ASSUMED["uploads_per_month"], m["imaging"], 3008, ASSUMED["waiting_for_storage_ms"])
    calls = load.content_calls + load.searches
    return {
        "Heroku: gallery, studio, gateway": (load.gallery_dynos + 1 + load.app_dynos) * p["heroku"]["standard-1x"],
        "Lambda: content, search": function(load.content_calls, m["content"], 512, ASSUMED["waiting_for_the_database_ms"])
                                   + function(load.searches, m["search"], 512, ASSUMED["waiting_for_the_database_ms"])
                                   + function(SECONDS / 60, m["sweep"], 512, ASSUMED["waiting_for_the_database_ms"]),
        "Lambda: imaging": imaging,
        "AWS API Gateway": calls / 1e6 * p["http_api"]["million_requests"],
        "PostgreSQL (RDS)": hours * p["rds"][f"{size}_hour"] + 20 * p["rds"]["storage_gb"],
        "NAT gateway": hours * (p["network"]["nat_hour"] + p["network"]["ipv4_hour"]),
        **storage_and_cdn(load),
        "Logs, alarms, keys, names, images": load.requests * ASSUMED["log_kb_per_request"] / 1e6 * p["cloudwatch"]["log_gb"]
            + ASSUMED["alarms"] * p["cloudwatch"]["alarm"] + ASSUMED["custom_metrics"] * p["cloudwatch"]["custom_metric"]
            + 2 * p["kms"]["key"] + p["route53"]["zone"] + ASSUMED["images_in_ecr_gb"] * p["ecr"]["gb"],
    }


def staging():
    """Beside production: the same on the smallest dynos, without pictures. The name, the images and the states' key are shared."""
    bill = hybrid(Load(VISITS[0]))
    shared = PRICES["kms"]["key"] + PRICES["route53"]["zone"] + ASSUMED["images_in_ecr_gb"] * PRICES["ecr"]["gb"]
    return (sum(bill.values()) - bill["Heroku: gallery, studio, gateway"] + 3 * PRICES["heroku"]["basic"]
            - bill["Pictures: S3"] - shared)


def heroku(load):
    p = PRICES["heroku"]
    return {
        "Heroku: gallery, studio, gateway": (load.gallery_dynos + 1 + load.app_dynos) * p["standard-1x"],
        "Heroku: content, search": 2 * load.app_dynos * p["standard-1x"],
        # One picture after the other in a dyno of 512 MB, which also has the file, 100 MB at most, in /tmp.
        "Heroku: imaging": p["standard-1x"] if MEASURED["imaging"]["memory_mb"] + 100 < 512 else p["standard-2x"],
        "PostgreSQL (Heroku)": p["postgres-essential-1"] if load.visits < 1_000_000 else p["postgres-standard-0"],
        **storage_and_cdn(load),
        "Names": PRICES["route53"]["zone"],
    }


def server(load):
    p = PRICES["server"]
    size = "2 cores, 4 GB" if load.visits < 1_000_000 else "4 cores, 8 GB"
    traffic = load.image_gb + load.page_gb
    return {
        "The server": p[size] * (1 + p["backup_share"]),
        "Traffic beyond what is included": max(0, traffic - p["included_gb"]) * p["gb"],
        "Names": PRICES["route53"]["zone"],
    }


WAYS = {"Hybrid: Heroku and AWS": hybrid, "Everything on Heroku": heroku, "One small server": server}


def money(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}" if value >= 0.01 or value == 0 else f"{value:.3f}"


def table(head, rows):
    return "\n".join("| " + " | ".join(row) + " |" for row in [head, ["---"] + ["---:"] * (len(head) - 1), *rows])


def document():
    loads = [Load(visits) for visits in VISITS]
    heads = [f"{visits:,} visits" for visits in VISITS]
    parts = [INTRODUCTION, table(["US dollars a month", *heads],
                                 [[name, *(money(sum(way(load).values())) for load in loads)] for name, way in WAYS.items()])]
    for name, way in WAYS.items():
        bills = [way(load) for load in loads]
        rows = [[item, *(money(bill[item]) for bill in bills)] for item in bills[0]]
        parts.append(f"## {name}\n\n" + table(["US dollars a month", *heads], rows))
    parts.append(conclusion(loads))
    parts.append("## What was measured\n\n" + MEASUREMENTS + "\n\n" + table(
        ["", "Processor milliseconds", "Memory, MB"],
        [[what["what"], f"{what['milliseconds']:,}", f"{what['memory_mb']:,}"] for key, what in MEASURED.items()]))
    parts.append("## What was assumed\n\n" + table(["", "Value"], [
        [key.replace("_", " "), f"{value:,}"] for key, value in ASSUMED.items()]))
    return "\n\n".join(parts) + "\n"


INTRODUCTION = """# Costs

What the three ways to run the gallery cost a month, so that the decision for the hybrid can be checked. This page is printed by
[docs/cost/cost.py](cost/cost.py) from [prices](cost/prices.toml), [assumptions](cost/assumptions.toml) and
[measurements](cost/measured.toml); change those and run `python3 docs/cost/cost.py >docs/cost.md`."""

MEASUREMENTS = """By `./dev bench cost`: processor time and memory of the functions' packages, running in an empty root. Lambda gives 0.29 of a core at
512 MB and 1.7 at 3,008 MB, so a call takes the longer; the bills above include that, and the waiting that is assumed below."""


def conclusion(loads):
    sums = {name: [sum(way(load).values()) for load in loads] for name, way in WAYS.items()}
    mixed, all_heroku, one = sums.values()
    fixed = hybrid(loads[0])
    asleep = fixed["NAT gateway"] + fixed["PostgreSQL (RDS)"]
    rows = [load for load in loads if load.visits == 10_000_000]
    images = sum(value for key, value in hybrid(rows[0]).items() if key.startswith("Pictures"))
    return f"""## What it says

* One small server is the cheapest at every number of visits: {money(one[0])} against {money(mixed[0])} with few of them. It is one machine:
  its failure is the gallery's, and its pictures come from one place in the world.
* The hybrid costs {money(mixed[0])} when nobody comes, against {money(all_heroku[0])} for everything on Heroku. Of that, {money(asleep)} are the NAT
  gateway and the database, which wait at any number of visits; the functions themselves are {money(fixed["Lambda: content, search"] + fixed["Lambda: imaging"])}, nearly all of
  it the gallery's question every second whether something changed.
* A staging environment beside it costs {money(staging())} more, {money(mixed[0] + staging())} in all: it waits with a NAT gateway and a database of its own.
* With ten million visits {images / mixed[3]:.0%} of the hybrid's bill is the sending of pictures, which all of Heroku would pay
  as well. The services grow from {money(fixed["Lambda: content, search"])} to {money(hybrid(loads[3])["Lambda: content, search"])}: pages come from the gallery's cache, so a hundred
  thousand times the visitors are not a hundred thousand times the calls.
* Imaging is where Lambda pays: {ASSUMED["uploads_per_month"]} uploads cost {money(fixed["Lambda: imaging"])} a month, the dyno that would wait for them {money(heroku(loads[0])["Heroku: imaging"])}."""


if __name__ == "__main__":
    print(document(), end="")
