"""Times of `carousel studio` over HTTP: first page, a large table, and clicks while a forecast trains on all cores.

usage: python3 benchmarks/studio/measure.py [Carousel.Cli.dll]

Needs nothing but Python. The table is made with seed 1: 100,000 hourly rows, 49 columns of numbers, 36 MB.
"""

import datetime
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

CLICKS = 400


def table():
    numbers, begin = random.Random(1), datetime.datetime(2010, 1, 1)
    lines = ["time," + ",".join(f"c{c}" for c in range(49))]
    for row in range(100_000):
        stamp = (begin + datetime.timedelta(hours=row)).strftime("%Y-%m-%d %H:%M")
        lines.append(stamp + "," + ",".join(f"{numbers.gauss(0, 100):.3f}" for _ in range(49)))
    return ("\n".join(lines) + "\n").encode()


class Studio:
    def __init__(self, command, folder):
        self.process = subprocess.Popen(
            ["dotnet", command, "studio", "--folder", folder, "--port", "0", "--no-open"], stdout=subprocess.PIPE)
        link = self.process.stdout.readline().decode().split(" at ")[1].strip()
        self.address, self.token = link.split("/?token=")

    def ask(self, method, path, body=None, kind="application/json", raw=False):
        data = json.dumps(body).encode() if body is not None and kind == "application/json" else body
        request = urllib.request.Request(self.address + path, data=data, method=method, headers={
            "Authorization": f"Bearer {self.token}", "Content-Type": kind, "Accept-Encoding": "br"})
        begun = time.perf_counter()
        with urllib.request.urlopen(request) as answer:
            content = answer.read()
        seconds = time.perf_counter() - begun
        return (content if raw else json.loads(content)), seconds

    def train(self, data, epochs):
        options = {"target": ["late_flights"], "known": ["flights"], "horizon": 24, "epochs": epochs}
        return self.ask("POST", "/studio/v1/runs", {"data": data, "job": "forecast", "options": options})[0]["id"]

    def run(self, run):
        return self.ask("GET", f"/studio/v1/runs/{run}")[0]


def clicks(studio, large, done, training):
    draws, times = random.Random(1), {}
    for click in range(CLICKS):
        first = draws.randrange(50_000)
        asked = {
            "list of runs": ("GET", "/studio/v1/runs", None),
            "a run": ("GET", f"/studio/v1/runs/{training}", None),
            "200 rows": ("GET", f"/studio/v1/data/{large}/rows?from={first}&count=200", None),
            "zoomed plot": ("GET", f"/studio/v1/data/{large}/plot?column=c{draws.randrange(49)}&points=1000&from={first}"
                            f"&to={first + draws.randrange(1_000, 50_000)}", None),
            "options of a job": ("GET", "/studio/v1/jobs/forecast", None),
            "notes": ("PATCH", f"/studio/v1/runs/{done}", {"notes": f"note {click}"}),
        }
        if click % 4 == 0:
            known = {"flights": [draws.randrange(1_000) for _ in range(24)]}
            asked["what-if"] = ("POST", f"/studio/v1/runs/{done}/forecast", {"known": known})
        for name, request in asked.items():
            times.setdefault(name, []).append(1_000 * studio.ask(*request)[1])
    times["all"] = [one for some in times.values() for one in some]
    for name, some in times.items():
        some.sort()
        print(f"{name:18} {len(some):5} p50 {some[len(some) // 2]:6.1f}  p95 {some[int(.95 * len(some))]:6.1f}  "
              f"longest {some[-1]:6.1f} ms")


def main():
    large_table = table()
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        studio = Studio(sys.argv[1] if len(sys.argv) > 1 else "artifacts/bin/Carousel.Cli/release/Carousel.Cli.dll", folder)
        files = ["/", "/studio.js", "/studio.css"]
        size = sum(len(studio.ask("GET", file, raw=True)[0]) for file in files)
        print(f"first page: {time.perf_counter() - begun:.2f} s from the start of the program, {size:,} bytes packed")
        for _ in range(3):
            data, seconds = studio.ask(
                "POST", "/studio/v1/data?name=large.csv", large_table, "application/octet-stream")
            plot = studio.ask("GET", f"/studio/v1/data/{data['id']}/plot?column=c1&points=1000")[1]
            print(f"large table: taken and looked at in {seconds:.2f} s, plotted in {1_000 * plot:.0f} ms")
        flights = studio.ask("POST", "/studio/v1/data", {"sample": "samples/us_flights_hourly.csv"})[0]["id"]
        done = studio.train(flights, 2)
        while studio.run(done)["state"] not in ("done", "failed"):
            time.sleep(0.2)
        training = studio.train(flights, 400)
        while not studio.run(training)["progress"]:
            time.sleep(0.1)
        clicks(studio, data["id"], done, training)
        print(f"the training meanwhile: {studio.run(training)['state']}")
        studio.process.send_signal(signal.SIGINT)
        studio.process.wait()


main()
