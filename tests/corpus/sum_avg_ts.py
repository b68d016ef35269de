#!/usr/bin/env python3
"""Sums avg_ts by test name in llama-bench JSON, JSONL and CSV files, without any of our code: a second opinion.

Prints one line per file and test: FILE TAB TEST TAB ROWS TAB SUM. Identical records count once.
"""
import csv
import json
import sys


def records(text):
    decoder, at, seen = json.JSONDecoder(), text.find("{"), set()
    while at >= 0:
        try:
            value, end = decoder.raw_decode(text, at)
        except ValueError:
            end = at + 1
        else:
            rows = value.get("raw", [value]) if isinstance(value, dict) else []
            for row in rows:
                key = json.dumps(row, sort_keys=True)
                if "avg_ts" in row and key not in seen:
                    seen.add(key)
                    yield row
        at = text.find("{", end)


def csv_records(text):
    """Rows of files that begin with the header; the fields that matter as numbers."""
    seen = set()
    for row in csv.DictReader(text.splitlines()):
        key = json.dumps(row, sort_keys=True)
        if key not in seen and None not in row and None not in row.values():
            seen.add(key)
            yield row | {name: int(row.get(name) or 0) for name in ("n_prompt", "n_gen", "n_depth")}


for name in sys.argv[1:]:
    with open(name, encoding="utf-8-sig", errors="replace") as file:
        sums = {}
        read = csv_records if name.endswith(".csv") else records
        for row in read(file.read()):
            parts = [f"pp{row['n_prompt']}"] * (row["n_prompt"] > 0) + [f"tg{row['n_gen']}"] * (row["n_gen"] > 0)
            test = "+".join(parts) + (f" @ d{row['n_depth']}" if row.get("n_depth") else "")
            count, total = sums.get(test, (0, 0.0))
            sums[test] = (count + 1, total + float(row["avg_ts"]))
        for test, (count, total) in sorted(sums.items()):
            print(name, test, count, repr(total), sep="\t")
