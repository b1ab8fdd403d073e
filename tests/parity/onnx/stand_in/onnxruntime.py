"""Stands in for the Python package onnxruntime where it can't be installed: the same runtime, called through Node.js by ../run.mjs.

Knows what the programs of the guide ask for. Put this folder into PYTHONPATH.
"""
import json
import os
import subprocess
import tempfile

import numpy

NODE_PROGRAM = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "run.mjs")


class InferenceSession:
    def __init__(self, path, providers=None):
        self.path = os.path.abspath(path)

    def get_modelmeta(self):
        return ModelMetadata(open(self.path, "rb").read())

    def run(self, names, inputs):
        given = {name: {"type": str(value.dtype), "dims": list(value.shape), "data": value.ravel().tolist()} for name, value in inputs.items()}
        with tempfile.TemporaryDirectory() as folder:
            asked, answered = os.path.join(folder, "cases.json"), os.path.join(folder, "answers.json")
            with open(asked, "w") as file:
                json.dump([{"model": self.path, "inputs": given}], file)
            subprocess.run(["node", NODE_PROGRAM, asked, answered], check=True)
            with open(answered) as file:
                (answer,) = json.load(file)
        if "error" in answer:
            raise RuntimeError(answer["error"])
        outputs = answer["outputs"]
        return [numpy.array(outputs[name]["data"], outputs[name]["type"]).reshape(outputs[name]["dims"]) for name in names or outputs]


class ModelMetadata:
    """metadata_props, the fields 14 of a ModelProto: pairs of a key (1) and a value (2)."""

    def __init__(self, model):
        pairs = ({field: value.decode() for field, value in fields(entry)} for number, entry in fields(model) if number == 14)
        self.custom_metadata_map = {pair[1]: pair.get(2, "") for pair in pairs}


def fields(message):
    """The fields of a message that hold bytes, with their numbers."""
    at = 0

    def varint():
        nonlocal at
        value, shift = 0, 0
        while True:
            byte = message[at]
            value, shift, at = value | (byte & 127) << shift, shift + 7, at + 1
            if byte < 128:
                return value

    while at < len(message):
        key = varint()
        if key & 7 == 0:
            varint()
        elif key & 7 == 2:
            length = varint()
            yield key >> 3, message[at:at + length]
            at += length
        else:
            at += 8 if key & 7 == 1 else 4
