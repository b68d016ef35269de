#!/usr/bin/env python3
"""How fast a server takes runs, one by one and many at once, and how fast it gives them back.

  benchmarks/measure_uploads.py PROGRAM [PROGRAM ...] [--runs 10000] [--singles 1000] [--rounds 3]

Each PROGRAM is an llm-benchmark-api. They are measured in turn, each on an empty database of its own, and every figure
is the median of the rounds; with several programs the ratio to the first one is printed too. A run has 8 metrics with 5
samples each. One connection, one request after the other.
"""

import argparse
import http.client
import json
import pathlib
import random
import re
import signal
import statistics
import subprocess
import tempfile
import time

RUNS_A_REQUEST = 2000
TESTS = [(kind, tokens, depth) for kind, tokens in (("pp", 512), ("tg", 128)) for depth in (0, 4096, 8192, 16384)]


def make_run(source, number):
    """A llama-bench result: a model on a machine at a second of its own."""
    model = f"Example-{source.randrange(40)}"
    metrics = []
    for kind, tokens, depth in TESTS:
        mean = (4000 if kind == "pp" else 120) * (1 + source.random())
        samples = [round(mean * source.uniform(0.98, 1.02), 6) for _ in range(5)]
        metrics.append({
            "metric_name": f"{kind}{tokens}" + (f" @ d{depth}" if depth else ""), "value": statistics.mean(samples),
            "unit": "tok/s", "n": 5, "stddev": statistics.stdev(samples), "samples": samples,
            "context": {"n_batch": 2048, "n_ubatch": 512}})
    seconds = time.gmtime(1_750_000_000 + number)
    return {
        "model_name": model, "quantization": source.choice(["Q4_K_M", "Q8_0", "F16"]), "backend": "llama.cpp",
        "backend_version": f"{6000 + source.randrange(20)} (abcdef12)",
        "hardware_config": {"gpu_model": source.choice(["NVIDIA GeForce RTX 4090", "NVIDIA GeForce RTX 3090"]),
                            "gpu_memory_gb": 24, "cpu_model": "AMD Ryzen 9 7950X 16-Core Processor", "ram_gb": 64},
        "performance_metrics": metrics, "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", seconds),
        "settings": {"n_batch": 2048, "n_ubatch": 512, "n_threads": 16, "n_gpu_layers": 99, "type_k": "f16",
                     "type_v": "f16", "flash_attn": True, "use_mmap": True, "split_mode": "layer"},
        "artifact": {"size_bytes": 2_500_000_000 + len(model), "n_params": 4_000_000_000},
        "tags": ["nightly"]}


class Server:
    """A program with its embedded PostgreSQL in a folder that is removed with it."""

    def __init__(self, program):
        self.folder = tempfile.TemporaryDirectory(prefix="llmbench-measure-")
        pathlib.Path(self.folder.name).chmod(0o755)
        self.process = subprocess.Popen(
            [program, "serve", "--port", "0", "--data-dir", self.folder.name + "/data"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        line = self.process.stdout.readline()
        self.port = int(re.search(r":(\d+)\s*$", line).group(1))
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port)

    def call(self, method, target, body=None, content_type="application/json"):
        self.connection.request(method, target, body, {"Content-Type": content_type})
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status not in (200, 201):
            raise RuntimeError(f"{target}: {answer.status} {content[:500]}")
        return content

    def resident_mib(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+)", status).group(1)) / 1024

    def stop(self):
        self.connection.close()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)
        self.folder.cleanup()


def seconds_of(work):
    begun = time.monotonic()
    result = work()
    return time.monotonic() - begun, result


def upload_many(server, bodies, expected):
    counts = [json.loads(server.call("POST", "/api/upload-experiments", body, "application/x-ndjson"))
              for body in bodies]
    runs = sum(len(one["results"]) for one in counts)
    if sum(one[expected] for one in counts) != runs:
        raise RuntimeError(f"not every run is {expected}: {[{k: v for k, v in c.items() if k != 'results'} for c in counts]}")
    return runs


def measure(program, arguments):
    source = random.Random(2026)
    runs = [json.dumps(make_run(source, number)) for number in range(arguments.runs + arguments.singles)]
    singles = ['{"experiment_run":' + run + "}" for run in runs[:arguments.singles]]
    many = runs[arguments.singles:]
    bodies = ["\n".join(many[at:at + RUNS_A_REQUEST]) for at in range(0, len(many), RUNS_A_REQUEST)]
    figures = {}
    server = Server(program)
    try:
        for run in singles[:50]:  # connections are open and tables have statistics
            server.call("POST", "/api/upload-experiment", run)
        took, _ = seconds_of(lambda: [server.call("POST", "/api/upload-experiment", run) for run in singles[50:]])
        figures["single uploads, runs/s"] = (len(singles) - 50) / took
        took, count = seconds_of(lambda: upload_many(server, bodies, "accepted"))
        figures["bulk uploads of new runs, runs/s"] = count / took
        took, count = seconds_of(lambda: upload_many(server, bodies, "duplicates"))
        figures["bulk uploads of stored runs, runs/s"] = count / took
        figures["peak memory of the server, MiB"] = server.resident_mib()
        for file in ("metrics.csv", "metrics.ndjson", "runs.ndjson"):
            took, content = seconds_of(lambda: server.call("GET", "/api/export/" + file))
            figures[f"export of {file}, rows/s"] = content.count(b"\n") / took
    finally:
        server.stop()
    return figures


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("programs", nargs="+", metavar="PROGRAM")
    parser.add_argument("--runs", type=int, default=10000)
    parser.add_argument("--singles", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    rounds = {program: [] for program in arguments.programs}
    for _ in range(arguments.rounds):
        for program in arguments.programs:
            rounds[program].append(measure(program, arguments))
    first = arguments.programs[0]
    for name in rounds[first][0]:
        medians = [statistics.median(one[name] for one in rounds[program]) for program in arguments.programs]
        ratios = "".join(f"  {value:10.0f} ({value / medians[0]:.2f})" for value in medians[1:])
        print(f"{name:40}{medians[0]:10.0f}{ratios}", flush=True)


if __name__ == "__main__":
    main()
