"""Adds up JUnit reports into the one line that ends ./dev test."""
import sys
import xml.etree.ElementTree as xml

passed = failed = 0
for path in sys.argv[1:]:
    try:
        root = xml.parse(path).getroot()
    except (OSError, xml.ParseError) as error:
        print(f"{path}: no report ({error}); its runner did not finish", file=sys.stderr)
        failed += 1
        continue
    for case in root.iter("testcase"):
        bad = any(case.find(kind) is not None for kind in ("failure", "error"))
        skipped = case.find("skipped") is not None or case.get("status") == "notrun"
        if skipped and not bad:
            print(f"skipped: {case.get('classname')}.{case.get('name')}", file=sys.stderr)
        failed += bad or skipped
        passed += not (bad or skipped)
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed or not passed else 0)
