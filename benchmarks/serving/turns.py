"""What 100 callers notice of one that sends the largest rows: times of their steps with and without it.

usage: python3 benchmarks/serving/turns.py [Carousel.Cli.dll] [seconds] [rounds]

All sessions are those of one language model. Each of the 100 makes a step of 19 characters every half second, at
times that differ; the one sends rows of 64 KiB one after the other. With and without it take turns in each round, on
one server. Needs nothing but Python; the text is made with seed 1.
"""

import http.client
import json
import multiprocessing
import os
import sys
import tempfile
import threading
import time

import floods

CALLERS, EVERY = 100, 0.5


def largest(port, stop, results):
    os.nice(10)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    session = floods.ask(connection, "POST", "/v1/models/lines/sessions")[1]["id"]
    row, rows = ("the old whale swims " * 4000)[:(64 << 10) - 2], 0
    while not stop.is_set():
        status, answer = floods.ask(connection, "POST", f"/v1/sessions/{session}/steps", {"rows": [row]})
        assert status == 200, answer
        rows += 1
    results.put(rows)


def callers(port, seconds, results):
    times = []

    def one(number):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        session = floods.ask(connection, "POST", "/v1/models/lines/sessions")[1]["id"]
        end, due = time.perf_counter() + seconds, time.perf_counter() + EVERY * number / CALLERS
        while due < end:
            time.sleep(max(0, due - time.perf_counter()))
            begun = time.perf_counter()
            status, answer = floods.ask(
                connection, "POST", f"/v1/sessions/{session}/steps", {"rows": ["the old whale swims"]})
            assert status == 200, answer
            times.append(time.perf_counter() - begun)
            due += EVERY

    floods.run([threading.Thread(target=one, args=(number,)) for number in range(CALLERS)])
    results.put(times)


def measure(port, seconds, is_beside):
    stop, rows, times = multiprocessing.Event(), multiprocessing.Queue(), multiprocessing.Queue()
    if is_beside:
        sender = multiprocessing.Process(target=largest, args=(port, stop, rows))
        sender.start()
        time.sleep(1)
    caller = multiprocessing.Process(target=callers, args=(port, seconds, times))
    caller.start()
    all_times = times.get()
    caller.join()
    stop.set()
    print(json.dumps({
        "beside": is_beside, "steps": len(all_times), "p50_ms": round(floods.share(all_times, 0.5), 2),
        "p99_ms": round(floods.share(all_times, 0.99), 2), "max_ms": round(max(all_times) * 1000, 1),
        "rows": rows.get() if is_beside else 0,
    }), flush=True)
    return all_times


def main():
    command = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "artifacts/bin/Carousel.Cli/release/Carousel.Cli.dll")
    seconds, rounds = float(sys.argv[2]) if len(sys.argv) > 2 else 20, int(sys.argv[3]) if len(sys.argv) > 3 else 3
    with tempfile.TemporaryDirectory() as folder:
        server = floods.Server(command, floods.models(command, folder), os.path.join(folder, "sessions.db"))
        alone, beside = [], []
        for _ in range(rounds):
            alone += measure(server.port, seconds, False)
            beside += measure(server.port, seconds, True)
        server.end()
        print(json.dumps({"p99_ms": round(floods.share(alone, 0.99), 2), "p99_beside_ms": round(
            floods.share(beside, 0.99), 2), "ratio": round(floods.share(beside, 0.99) / floods.share(alone, 0.99), 2)}))


if __name__ == "__main__":
    main()
