"""Which pictures of the NLVR corpus belong together, and into which part they go: for prepare.py and judge.py."""
import hashlib
import json


def groups_of(examples):
    parent = {}

    def root(g):
        while parent.setdefault(g, g) != g:
            g = parent[g]
        return g

    owner = {}
    for e in examples:
        group = e["identifier"].split("-")[0]
        scene = json.dumps(sorted(json.dumps(box, sort_keys=True) for box in e["structured_rep"]))
        parent[root(group)] = root(owner.setdefault(scene, group))
    return {e["identifier"]: root(e["identifier"].split("-")[0]) for e in examples}


def part_of(group):
    place = int(hashlib.sha1(group.encode()).hexdigest(), 16) % 100
    return "test" if place < 20 else "validation" if place < 30 else "train"
