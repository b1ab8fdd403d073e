"""What a queue of parts costs: workers of this machine beside processes that know nothing of each other.

usage: python3 benchmarks/cluster/measure.py [--dll Carousel.Cli.dll] tune|pair|kills|parts ...

tune    the same search in one process and by 1, 2 and 4 workers: winner, log and model byte by byte
pair    two workers beside two independent processes, each with half of the trials; two rounds, in turn
kills   the same search by two workers that are killed at 20 random moments (seed 1), the broker once
parts   10,000 parts of 10 ms, in one process and by one and two workers; Carousel.Benchmarks is built, too

Needs RabbitMQ, PostgreSQL and nothing but Python; broker, database and workers are its own.
"""

import argparse
import hashlib
import json
import os
import pathlib
import random
import shutil
import subprocess
import tempfile
import time

from machines import Machines

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILT = ROOT / "artifacts" / "bin"
BENCHMARKS = BUILT / "Carousel.Benchmarks" / "release" / "Carousel.Benchmarks.dll"
TRIALS = 40


class Search:
    def __init__(self, carousel, epochs=2):
        self.carousel, self.epochs = carousel, str(epochs)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="carousel-search-"))

    def words(self, name, *more, trials=TRIALS, seed=1):
        return [*self.carousel, "tune", "forecast", str(ROOT / "samples" / "us_flights_hourly.csv"), "--trials",
                str(trials), "--epochs", self.epochs, "--search", "hidden=16..48", "--search", "learning-rate=1e-3..1e-2",
                "--seed", str(seed), "--out", str(self.folder / name), "--quiet", *more, "--", "--target",
                "late_flights", "--known", "flights", "--ensemble", "1"]

    def start(self, name, *more, **settings):
        return subprocess.Popen(self.words(name, *more, **settings), stdout=subprocess.DEVNULL)

    def run(self, name, *more, **settings):
        begun = time.monotonic()
        if self.start(name, *more, **settings).wait():
            raise SystemExit(f"the search '{name}' failed")
        return time.monotonic() - begun

    def digest(self, name):
        model = hashlib.sha256((self.folder / name / "model.safetensors").read_bytes()).hexdigest()[:16]
        trials = [json.loads(line) for line in (self.folder / name / "trials.jsonl").read_text().splitlines()[1:]]
        best = min((t for t in trials if t["score"] is not None), key=lambda t: (t["score"], t["number"]))
        log = hashlib.sha256((self.folder / name / "trials.jsonl").read_bytes()).hexdigest()[:16]
        return f"trial {best['number']}, model {model}, log {log}"


def tune(carousel):
    search = Search(carousel)
    print(f"one process: {search.run('one', '--threads', '2'):.1f} s, {search.digest('one')}", flush=True)
    with Machines(carousel) as machines:
        for workers in (1, 2, 4):
            store = machines.new_store()
            for _ in range(workers):
                machines.start_worker(store)
            seconds = search.run(f"by{workers}", *machines.at(store))
            same = search.digest(f"by{workers}") == search.digest("one")
            print(f"{workers} workers: {seconds:.1f} s, {search.digest(f'by{workers}')}, same: {same}", flush=True)
            machines.stop_workers()
    shutil.rmtree(search.folder)


def processor():
    """Seconds of the processors that ended processes took: what is left of it on a noisy machine."""
    times = os.times()
    return times.children_user + times.children_system


def pair(carousel, rounds=2):
    """Trials a second of 8 epochs: 20 by each of two processes, beside the same two searches by two workers."""
    search = Search(carousel, epochs=8)
    with Machines(carousel) as machines:
        for r in range(rounds):
            taken, begun = processor(), time.monotonic()
            two = [search.start(f"alone{r}{i}", "--threads", "1", trials=TRIALS // 2, seed=1 + i) for i in range(2)]
            ends = [0, 0]
            while not all(ends):
                for i, process in enumerate(two):
                    if not ends[i] and process.poll() is not None:
                        ends[i] = time.monotonic() - begun
                time.sleep(0.02)
            alone, alone_taken = sum(TRIALS // 2 / end for end in ends), processor() - taken
            store, taken = machines.new_store(), processor()
            for _ in range(2):
                machines.start_worker(store)
            begun = time.monotonic()
            both = [search.start(f"sent{r}{i}", *machines.at(store), trials=TRIALS // 2, seed=1 + i) for i in range(2)]
            for process in both:
                process.wait()
            sent = TRIALS / (time.monotonic() - begun)
            machines.stop_workers()
            sent_taken = processor() - taken
            print(f"two processes of {TRIALS // 2} trials (seeds 1 and 2), each its own rate, in sum: {alone:.3f} "
                  f"trials a second ({ends[0]:.1f} s, {ends[1]:.1f} s; {alone_taken:.1f} s of processors); the same two "
                  f"searches by two workers: {sent:.3f}, {sent / alone:.3f} of it ({sent_taken:.1f} s of processors)", flush=True)
    shutil.rmtree(search.folder)


def kills(carousel, count=20):
    search, draw = Search(carousel), random.Random(1)
    seconds = search.run("one", "--threads", "2")
    print(f"one process: {seconds:.1f} s, {search.digest('one')}", flush=True)
    with Machines(carousel) as machines:
        store, more = machines.new_store(), ["--losses", "50"]
        for _ in range(2):
            machines.start_worker(store, *more)
        begun = time.monotonic()
        process = search.start("killed", *machines.at(store))
        done = 0
        for kill in range(count):
            time.sleep(draw.uniform(0, 2 * seconds / count))
            if process.poll() is not None:
                break
            machines.kill(draw.choice(machines.workers))
            machines.start_worker(store, *more, wait=False)
            done += 1
            if kill == count // 2:
                machines.kill_broker()
                machines.start_broker()
        process.wait()
        print(f"{done} kills and one of the broker: {time.monotonic() - begun:.1f} s, exit code {process.returncode}, "
              f"{search.digest('killed')}, same: {search.digest('killed') == search.digest('one')}", flush=True)
    shutil.rmtree(search.folder)


def parts(carousel):
    words = ["dotnet", str(BENCHMARKS), "parts", "--count", "10000", "--milliseconds", "10"]
    print("one process:", subprocess.run(words, capture_output=True, text=True).stdout.strip(), flush=True)
    with Machines(carousel) as machines:
        for workers in (1, 2):
            store = machines.new_store()
            for _ in range(workers):
                machines.start_worker(store, "--quiet")
            run = subprocess.run([*words, *machines.at(store)], capture_output=True, text=True)
            print(f"{workers} workers:", run.stdout.strip(), run.stderr.strip(), flush=True)
            machines.stop_workers()


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(usage=__doc__)
    arguments.add_argument("--dll", default=BUILT / "Carousel.Cli" / "release" / "Carousel.Cli.dll")
    arguments.add_argument("what", nargs="+", choices=["tune", "pair", "kills", "parts"])
    asked = arguments.parse_args()
    for one in asked.what:
        print(f"== {one}", flush=True)
        globals()[one](["dotnet", str(pathlib.Path(asked.dll).resolve())])
