"""Steps of one session with Python's standard library: python3 steps.py http://127.0.0.1:8080 MODEL.

MODEL reads 3 numbers a row.
"""
import json
import os
import struct
import sys
import urllib.request

server, model = sys.argv[1:3]
rows = [[0.5, -1.0, 2.0], [0.25, 1.0, -2.0]]


def ask(method, path, body=None, **headers):
    """The headers and the body of an answer."""
    if "CAROUSEL_KEY" in os.environ:
        headers["Authorization"] = "Bearer " + os.environ["CAROUSEL_KEY"]
    request = urllib.request.Request(server + path, body, headers, method=method)
    with urllib.request.urlopen(request) as answer:
        return answer.headers, answer.read()


def ask_json(method, path, value=None):
    """An answer to JSON that is JSON."""
    body = None if value is None else json.dumps(value).encode()
    return json.loads(ask(method, path, body, **{"Content-Type": "application/json"})[1] or "null")


# #region session
# A session is the state of one sequence; its steps are numbered from 1, so that a repeated request counts once.
session = ask_json("POST", f"/v1/models/{model}/sessions")["id"]
steps = ask_json("POST", f"/v1/sessions/{session}/steps", {"from": 1, "rows": rows})
again = ask_json("POST", f"/v1/sessions/{session}/steps", {"from": 1, "rows": rows})
assert steps == again
print("steps", steps)
# #endregion

# #region together
# One step each of many sessions, as bytes.
sessions = ask_json("POST", f"/v1/models/{model}/sessions", {"count": 100})["ids"]
request = struct.pack("<4sHHII", b"CSTP", 1, 0, len(sessions), 3)
request += b"".join(bytes.fromhex(one) for one in sessions)
request += struct.pack(f"<{len(sessions)}q", *[1] * len(sessions))
request += struct.pack(f"<{3 * len(sessions)}f", *rows[0] * len(sessions))
answer = ask("POST", f"/v1/models/{model}/steps", request, **{"Content-Type": "application/x-carousel-steps"})[1]
magic, version, _, count, width = struct.unpack_from("<4sHHII", answer)
assert magic == b"CSTA" and version == 1 and count == len(sessions)
at = 16
following = struct.unpack_from(f"<{count}q", answer, at)
at += 8 * count
statuses = struct.unpack_from(f"<{count}H", answer, at)
at += (2 * count + 3) // 4 * 4
answers = struct.unpack_from(f"<{count * width}f", answer, at)
assert set(following) == {2} and set(statuses) == {0}
print("together", count, list(answers[:width]))
# #endregion

# #region infer
# The Open Inference Protocol with a binary tensor, a sequence of its own name, and no session to be made first.
tensor = struct.pack("<6f", *rows[0], *rows[1])
head = json.dumps({
    "parameters": {"sequence_id": 42, "sequence_start": True, "sequence_end": True, "binary_data_output": True},
    "inputs": [{
        "name": "rows", "shape": [2, 3], "datatype": "FP32", "parameters": {"binary_data_size": len(tensor)},
    }],
}).encode()
headers, answer = ask("POST", f"/v2/models/{model}/infer", head + tensor, **{
    "Content-Type": "application/octet-stream", "Inference-Header-Content-Length": str(len(head)),
})
length = int(headers["Inference-Header-Content-Length"])
output = json.loads(answer[:length])["outputs"][0]
print("infer", output["shape"], list(struct.unpack(f"<{(len(answer) - length) // 4}f", answer[length:])))
# #endregion
