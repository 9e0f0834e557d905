"""Counts test cases from Bazel's build event file: prints "passed failed".

A target whose test.xml lists its cases counts each; another counts as one case.
"""

import re
import sys
import urllib.parse
import xml.etree.ElementTree as ElementTree


def cases_of(uri, target_passed):
    """(passed, failed) of one target."""
    try:
        root = ElementTree.parse(urllib.parse.unquote(uri[len("file://"):])).getroot()
    except (OSError, ElementTree.ParseError):
        return (1, 0) if target_passed else (0, 1)
    cases = failures = 0
    for case in root.iter("testcase"):
        if case.get("status") == "notrun" or case.get("result") == "skipped":
            continue
        cases += 1
        failures += case.find("failure") is not None or case.find("error") is not None
    if not target_passed:
        failures = max(failures, 1)
    cases = max(cases, 1)
    return cases - min(failures, cases), failures


def main():
    text = open(sys.argv[1], encoding="utf-8", errors="replace").read()
    passed = failed = 0
    for event in re.split(r"^event \{$|^event: \{$", text, flags=re.MULTILINE):
        if "test_result {" not in event or "test_result: {" in event.split("test_result {")[0]:
            continue
        status = re.search(r"^\s+status: (\w+)", event, flags=re.MULTILINE)
        uri = re.search(r'name: "test\.xml"\s+uri: "([^"]+)"', event)
        if status is None:
            continue
        ok, bad = cases_of(uri.group(1) if uri else "", status.group(1) in ("PASSED", "FLAKY"))
        passed += ok
        failed += bad
    print(passed, failed)


main()
