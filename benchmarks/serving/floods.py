"""Four floods against `carousel serve` with little memory, and what a good client notices of them.

usage: python3 benchmarks/serving/floods.py [Carousel.Cli.dll] [seconds] [flood …]

Floods: frames (sockets with unfinished frames of 32 MiB), bodies (connections with unfinished bodies), sessions (as
many as are made), states (language sessions, each stepped once). Each has a server of its own with
DOTNET_GCHeapHardLimit=0x10000000 (256 MiB). The good client makes a step every 20 ms on one connection and one
session; its times count until the step is taken, over all refusals. Senders of floods run at a low priority, since
others would not have the server's processors. Needs nothing but Python; the text is made with seed 1.
"""

import base64
import http.client
import json
import multiprocessing
import os
import random
import selectors
import socket
import subprocess
import sys
import tempfile
import threading
import time

LIMIT, EVERY = 0x10000000, 0.02
WORDS = "the old whale swims many miles below a cold and quiet sea before it comes up for air".split()


def models(command, folder):
    text, numbers = os.path.join(folder, "text.txt"), random.Random(1)
    with open(text, "w") as file:
        for _ in range(2000):
            file.write(" ".join(numbers.choices(WORDS, k=8)) + ".\n")
    served = os.path.join(folder, "served")
    os.makedirs(served)
    here = os.path.dirname(os.path.abspath(__file__))
    run = lambda *words: subprocess.run(["dotnet", command, *words], check=True, stdout=subprocess.DEVNULL)
    run("convert", os.path.join(here, "..", "..", "samples", "latch.onnx"), os.path.join(served, "latch.safetensors"))
    run("language", text, "--hidden", "64", "--layers", "1", "--epochs", "1", "--out", os.path.join(folder, "lines"),
        "--quiet", "--seed", "1")
    os.rename(os.path.join(folder, "lines", "model.safetensors"), os.path.join(served, "lines.safetensors"))
    return served


class Server:
    def __init__(self, command, served, store):
        environment = dict(os.environ, DOTNET_GCHeapHardLimit=hex(LIMIT))
        self.log = open(store + ".log", "w+")
        self.process = subprocess.Popen(
            ["dotnet", command, "serve", served, "--store", store, "--port", "0"], stdout=subprocess.PIPE,
            stderr=self.log, env=environment)
        line = self.process.stdout.readline().decode()
        while "listening on" not in line:
            if not line:
                raise SystemExit("the server has ended")
            line = self.process.stdout.readline().decode()
        self.port = int(line.rsplit(":", 1)[1])

    def figures(self):
        try:
            return ask(http.client.HTTPConnection("127.0.0.1", self.port, timeout=20), "GET", "/metrics.json")[1]
        except (OSError, http.client.HTTPException) as error:
            return {"error": repr(error)}

    def resident(self):
        with open(f"/proc/{self.process.pid}/status") as status:
            return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))

    def end(self):
        died = self.process.poll()
        self.process.terminate()
        self.process.wait()
        return died


def ask(connection, method, path, body=None):
    connection.request(method, path, None if body is None else json.dumps(body))
    answer = connection.getresponse()
    content = answer.read()
    return answer.status, json.loads(content) if content else None


def good(port, stop, results):
    """One step every 20 ms; a step that is not answered is sent again."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    session = ask(connection, "POST", "/v1/models/latch/sessions")[1]["id"]
    ask(connection, "POST", f"/v1/sessions/{session}/steps", {"rows": [[0.5, 1]]})
    step, due, times, failed = 2, time.perf_counter(), [], 0
    while not stop.is_set():
        time.sleep(max(0, due - time.perf_counter()))
        begun = time.perf_counter()
        while not stop.is_set():
            try:
                status, answer = ask(
                    connection, "POST", f"/v1/sessions/{session}/steps", {"from": step, "rows": [[0.5, 1]]})
                if status == 200:
                    assert answer["next"] == step + 1, answer
                    break
                failed += 1
            except (OSError, http.client.HTTPException):
                failed += 1
                connection.close()
            time.sleep(0.05)
        times.append(time.perf_counter() - begun)
        step, due = step + 1, begun + EVERY
    results.put((times, failed))


def connect(port):
    client = socket.create_connection(("127.0.0.1", port), timeout=30)
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return client


def until(end, work):
    """Repeats something; a connection that is refused is tried again."""
    while time.time() < end:
        try:
            work()
        except (OSError, http.client.HTTPException, ValueError, KeyError):
            time.sleep(0.05)


def frames(port, end):
    session = ask(http.client.HTTPConnection("127.0.0.1", port), "POST", "/v1/models/latch/sessions")[1]["id"]
    length = (32 << 20) - 1

    def one():
        client = connect(port)
        key = base64.b64encode(os.urandom(16)).decode()
        client.sendall((
            f"GET /v1/sessions/{session}/steps HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
            f"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n").encode())
        client.recv(4096)
        client.sendall(b"\x81\xff" + length.to_bytes(8, "big") + bytes(4))
        part, sent = b" " * (1 << 16), 0
        while time.time() < end and sent + len(part) < length:
            client.sendall(part)
            sent += len(part)
        while time.time() < end and client.recv(4096):
            pass
        client.close()

    run([threading.Thread(target=until, args=(end, one)) for _ in range(60)])


def bodies(port, end):
    session = ask(http.client.HTTPConnection("127.0.0.1", port), "POST", "/v1/models/latch/sessions")[1]["id"]
    head = (f"POST /v1/sessions/{session}/steps HTTP/1.1\r\nHost: localhost\r\nContent-Length: {31 << 20}\r\n\r\n"
            ).encode() + b" " * (60 << 10)
    watched, open_ = selectors.DefaultSelector(), {}

    def close(client):
        watched.unregister(client)
        del open_[client]
        client.close()

    while time.time() < end:
        for _ in range(200):
            if len(open_) >= 3880:
                break
            try:
                client = connect(port)
                client.setblocking(False)
                open_[client] = [0, time.time()]
                watched.register(client, selectors.EVENT_READ)
            except OSError:
                break
        now = time.time()
        for client, state in list(open_.items()):
            try:
                if state[0] < len(head):
                    state[0] += client.send(head[state[0]:])
                elif now - state[1] > 2:
                    state[1] = now
                    client.send(b" " * 1024)
            except BlockingIOError:
                pass
            except OSError:
                close(client)
        for key, _ in watched.select(0.02):
            # An answer, or the end: the server has refused the body.
            close(key.fileobj)


def sessions(port, end):
    make(port, end, "latch", 4096, lambda connection, ids: None)


def states(port, end):
    make(port, end, "lines", 512, lambda connection, ids: ask(connection, "POST", "/v1/models/lines/steps", {
        "sessions": ids, "from": [1] * 512, "rows": ["the old whale swims"] * 512}))


def make(port, end, model, count, use):
    def one():
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while time.time() < end:
            status, answer = ask(connection, "POST", f"/v1/models/{model}/sessions", {"count": count})
            if status == 201:
                use(connection, answer["ids"])
            else:
                time.sleep(0.02)

    run([threading.Thread(target=until, args=(end, one)) for _ in range(4)])


def run(threads):
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def politely(flood, port, end):
    os.nice(10)
    flood(port, end)


def share(times, part):
    return sorted(times)[min(len(times) - 1, int(part * len(times)))] * 1000


def measure(command, served, folder, flood, seconds):
    store = os.path.join(folder, f"{flood.__name__ if flood else 'alone'}.db")
    server = Server(command, served, store)
    stop, results = multiprocessing.Event(), multiprocessing.Queue()
    client = multiprocessing.Process(target=good, args=(server.port, stop, results))
    client.start()
    time.sleep(1)
    if flood:
        sender = multiprocessing.Process(target=politely, args=(flood, server.port, time.time() + seconds), daemon=True)
        sender.start()
        sender.join(seconds + 5)
        sender.kill()
    else:
        time.sleep(seconds)
    stop.set()
    times, failed = results.get()
    client.join()
    figures, resident, died = server.figures(), server.resident() if server.process.poll() is None else 0, server.end()
    server.log.seek(0)
    said = [line for line in server.log.read().splitlines() if "version" not in line][:3]
    print(json.dumps({
        "flood": flood.__name__ if flood else "none", "seconds": seconds, "died": died, "steps": len(times),
        "failed": failed, "p50_ms": round(share(times, 0.5), 2), "p99_ms": round(share(times, 0.99), 2),
        "max_ms": round(max(times) * 1000, 1), "peak_resident_mb": round(resident), "said": said,
        **{name: figures.get(name) for name in (
            "sessions", "awake", "memory_used", "memory_refused", "requests_overdue", "evicted", "refused", "error")},
    }), flush=True)


def main():
    command = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "artifacts/bin/Carousel.Cli/release/Carousel.Cli.dll")
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 120
    chosen = sys.argv[3:] or ["none", "frames", "bodies", "sessions", "states"]
    with tempfile.TemporaryDirectory() as folder:
        served = models(command, folder)
        for name in chosen:
            measure(command, served, folder, None if name == "none" else globals()[name], seconds)


if __name__ == "__main__":
    main()
