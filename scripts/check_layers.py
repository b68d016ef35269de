#!/usr/bin/env python3
"""Checks that includes follow the arrows of docs/ARCHITECTURE.md and that libraries stay behind their module.

The arrows are read from src/CMakeLists.txt (USES), so the build and this check cannot disagree. Prints one line a
violation and exits 1 when there is any.
"""
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', re.M)
# header prefix -> modules whose src/ may include it; it may never stand in include/.
FENCED = {"pqxx/": {"db"}, "libpq-fe.h": {"db"}, "httplib.h": {"http"}, "curl/": {"client"}, "prometheus/": {"api"}}
PURE = {"domain", "stats"}
PURE_FORBIDDEN = {"fstream", "iostream", "mutex", "thread", "filesystem", "spdlog/spdlog.h"}
DECLARED_BY_DESIGN = {
    # docs/ARCHITECTURE.md; "everything may use domain and util" is in the lists of src/CMakeLists.txt
    "util": set(), "config": {"util"}, "domain": {"util"}, "stats": {"domain", "util"}, "codec": {"domain", "util"},
    "db": {"util"}, "pgembed": {"db", "util"}, "store": {"db", "domain", "util"},
    "parsers": {"codec", "domain", "util"}, "service": {"store", "db", "stats", "parsers", "domain", "util"},
    "http": {"util"}, "pages": {"http"}, "api": {"http", "codec", "service", "domain", "util"}, "client": {"domain", "util"},
    "apps/api": {"api", "service", "pgembed", "db", "pages", "http", "config", "domain", "util"},
    "apps/uploader": {"client", "parsers", "codec", "config", "domain", "util"},
}


def declared_arrows():
    text = (ROOT / "src/CMakeLists.txt").read_text()
    arrows = {}
    for call in re.finditer(r"llmbench_add_(module|program)\((\S+)\s+(?:(\w+)\s+)?([^)]*)\)", text):
        kind, name, folder, rest = call.groups()
        whole = f"{folder or ''} {rest}"
        uses = re.search(r"USES\s+(.*?)(?=\s*(?:LINK|GENERATED|$))", whole, re.S)
        key = f"apps/{folder}" if kind == "program" else name
        arrows[key] = set(uses.group(1).split()) if uses else set()
    return arrows


def module_of(path):
    parts = path.relative_to(ROOT).parts
    if parts[0] == "include":
        return parts[2]
    return "/".join(parts[1:3]) if parts[1] == "apps" else parts[1]


def main():
    problems = []
    arrows = declared_arrows()
    for module, allowed in DECLARED_BY_DESIGN.items():
        extra = arrows.get(module, set()) - allowed
        if extra:
            problems.append(f"src/CMakeLists.txt: {module} may not use {', '.join(sorted(extra))}")
    for module in arrows.keys() - DECLARED_BY_DESIGN.keys():
        problems.append(f"src/CMakeLists.txt: {module} is not in the drawing of scripts/check_layers.py")
    folders = [ROOT / "include", *(p for p in (ROOT / "src").iterdir() if p.name != "web")]
    files = [p for folder in folders for p in folder.rglob("*") if p.suffix in (".hpp", ".cpp", ".in")]
    for path in sorted(files):
        module = module_of(path)
        where = path.relative_to(ROOT)
        for included in INCLUDE.findall(path.read_text()):
            for prefix, modules in FENCED.items():
                if included.startswith(prefix) and (module not in modules or where.parts[0] == "include"):
                    problems.append(f"{where}: <{included}> may only appear under src/{'/'.join(sorted(modules))}")
            if module in PURE and included in PURE_FORBIDDEN:
                problems.append(f"{where}: {module} does no I/O, holds no locks and reads no clock: <{included}>")
            target = None
            if included.startswith("llmbench/"):
                target = included.split("/")[1]
            elif (ROOT / "src" / included).is_file() and not (path.parent / included).is_file():
                target = module_of(ROOT / "src" / included)
            if target and target != module and target not in DECLARED_BY_DESIGN.get(module, set()):
                problems.append(f"{where}: {module} may not include {target} ({included})")
    if not files:
        problems.append("no sources found")
    print("\n".join(problems) if problems else f"{len(files)} files follow the layers")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
