"""All zoom levels of 20 megapixels, watermarked, with rights and profile, read again and stored, against `vips dzsave` with neither."""
from gallery_process import PROGRAMS
from side_by_side import costs

ROUNDS = 5
TIME_MAX = 1.2  # of dzsave's
TILE_QUALITY = 80


def compare(file, root):
    """Prints the table; True when the target is reached."""
    make = [PROGRAMS / "copper-imaging", "make", file, "--watermark", "© Marie Holm", "--out"]
    spent = costs(ROUNDS, {
        "with tiles": [["rm", "-rf", root / "tiles"], [*make, root / "tiles", "--zoom", "https://example.dk/zoom"]],
        "without": [[*make, root / "no tiles"]],
        "dzsave": [["rm", "-rf", root / "dzsave"], ["vips", "dzsave", file, root / "dzsave", "--layout", "iiif3", "--tile-size", "512", "--strip",
                                                    "--suffix", f".jpg[Q={TILE_QUALITY}]"]],
        "decoding": [["vips", "avg", file]],
    })
    # The service makes the other versions from the same decoded picture: what tiles cost is the difference, and decoding once.
    ours = spent["with tiles"].milliseconds - spent["without"].milliseconds + spent["decoding"].milliseconds
    theirs = spent["dzsave"].milliseconds
    print(f"\nZoom tiles of 20 megapixels, median of {ROUNDS} rounds")
    for name, took in spent.items():
        print(f"  {name:16}{took.milliseconds:7.0f} ms {took.processor:7.0f} ms of processors {took.memory:6.0f} MB")
    print(f"  copper's tiles with decoding {ours:.0f} ms: {ours / theirs:.2f} of dzsave (at most {TIME_MAX})")
    return ours / theirs <= TIME_MAX
