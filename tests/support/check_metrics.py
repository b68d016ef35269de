#!/usr/bin/env python3
"""Reads an answer of GET /metrics from standard input with Prometheus' own Python parser and checks the naming rules of
https://prometheus.io/docs/practices/naming. Prints one line a violation and exits 1 when there is any."""
import math
import re
import sys

from prometheus_client.parser import text_string_to_metric_families

NOT_BASE_UNITS = re.compile(r"_(ms|milliseconds|microseconds|us|minutes|hours|kb|kib|mb|mib|gb|gib|percent|bits)(_|$)")
MAX_SERIES = 200


def violations(text):
    if not text.endswith("\n"):
        yield "the last line does not end with a line feed"
    described = set(re.findall(r"^# HELP (\S+) \S", text, re.M))
    typed = dict(re.findall(r"^# TYPE (\S+) (\S+)$", text, re.M))
    seen = set()
    for family in text_string_to_metric_families(text):
        # The parser takes _total off the names of counters.
        name = family.name + "_total" if family.type == "counter" else family.name
        if name not in described:
            yield f"{name} has no HELP"
        if name not in typed:
            yield f"{name} has no TYPE" + (" or is a counter without _total" if family.type == "counter" else "")
        if family.type != "counter" and name.endswith("_total"):
            yield f"{name} ends in _total and is a {family.type}"
        if not name.startswith(("llm_benchmark_", "process_")):
            yield f"{name} does not say whose it is"
        if NOT_BASE_UNITS.search(name):
            yield f"{name} is not in a base unit (seconds, bytes)"
        if family.type == "histogram" and not name.endswith(("_seconds", "_bytes")):
            yield f"{name} is a histogram without a unit"
        if len({tuple(sorted(s.labels.items())) for s in family.samples if "le" not in s.labels}) > MAX_SERIES:
            yield f"{name} has more than {MAX_SERIES} series"
        for sample in family.samples:
            key = (sample.name, tuple(sorted(sample.labels.items())))
            if key in seen:
                yield f"{key} occurs twice"
            seen.add(key)
            if math.isnan(sample.value) or (family.type != "gauge" and sample.value < 0):
                yield f"{key} is {sample.value}"
        yield from histogram_violations(family)
    if not seen:
        yield "there is no metric"


def histogram_violations(family):
    if family.type != "histogram":
        return
    buckets = {}
    counts = {}
    for sample in family.samples:
        labels = tuple(sorted((k, v) for k, v in sample.labels.items() if k != "le"))
        if sample.name.endswith("_bucket"):
            buckets.setdefault(labels, []).append((float(sample.labels["le"]), sample.value))
        elif sample.name.endswith("_count"):
            counts[labels] = sample.value
    for labels, pairs in buckets.items():
        pairs.sort()
        values = [value for _, value in pairs]
        if values != sorted(values) or pairs[-1][0] != math.inf or values[-1] != counts.get(labels):
            yield f"{family.name} {labels}: the buckets do not add up"


def main():
    found = list(violations(sys.stdin.read()))
    for violation in found:
        print(violation)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
