#!/usr/bin/env python3
"""Writes a Keras model for Carousel: weights, configuration and an example in one .safetensors file.

    python3 export_keras.py MODEL.keras OUT.safetensors

or, from the program that has the model:

    from export_keras import export
    export(model, "out.safetensors")                     # sequences are drawn for the example
    export(model, "out.safetensors", example=sequences)   # [B, T, I], or [B, T] symbols, as predict takes them

Takes Sequential models and functional models whose layers stand in one line, of Keras 3 and of tf.keras. Needs numpy
beside Keras. The file holds:

    __metadata__.keras         the version of Keras
    __metadata__.keras_model   JSON: {"class_name", "name", "layers": [{"class_name", "name", "config", "weights"}]}
    LAYER/0, LAYER/1, ...      what get_weights() gives of each layer, as float32
    example.input              what predict was given, as float32
    example.output             what predict answered
"""
import json
import struct
import sys

import numpy


def export(model, path, example=None, sequences=2, steps=7, seed=0):
    """Writes `model` to `path`; draws `sequences` of `steps` steps for the example unless one is given."""
    layers = _layers(model)
    entries, tensors = [], {}
    for layer in layers:
        names = []
        for number, weight in enumerate(layer.get_weights()):
            names.append("%s/%d" % (layer.name, number))
            tensors[names[-1]] = numpy.asarray(weight)
        entries.append({"class_name": type(layer).__name__, "name": layer.name, "config": layer.get_config(), "weights": names})
    if example is None:
        example = _draw(model, entries, tensors, sequences, steps, numpy.random.RandomState(seed))
    for layer in layers:  # What a stateful layer kept of earlier sequences is no part of the model.
        reset = getattr(layer, "reset_state", None) or getattr(layer, "reset_states", None)
        if reset is not None and layer.get_config().get("stateful"):
            reset()
    tensors["example.input"] = numpy.asarray(example)
    tensors["example.output"] = numpy.asarray(model.predict(example))
    metadata = {
        "keras": _version(),
        "keras_model": json.dumps({"class_name": type(model).__name__, "name": model.name, "layers": entries}, default=str),
    }
    _write(path, tensors, metadata)


def _layers(model):
    """The layers in the order in which they read one another; a model whose layers branch is refused."""
    inbound = {entry.get("name"): entry.get("inbound_nodes") for entry in model.get_config().get("layers", []) if isinstance(entry, dict)}
    before = None
    for layer in model.layers:
        sources = _sources(inbound.get(layer.name) or [])
        if sources and sources != [before]:
            raise ValueError("The layer '%s' reads %s, not the layer before it alone. Only models whose layers stand in one line can be written."
                             % (layer.name, ", ".join(sources)))
        before = layer.name
    return list(model.layers)


def _sources(node):
    """Names of the layers that a configuration's inbound nodes name, in the form of Keras 3 and of tf.keras."""
    if isinstance(node, dict):
        history = node.get("keras_history")
        if history is None and node.get("class_name") == "__keras_tensor__":
            history = node["config"]["keras_history"]
        return [history[0]] if history is not None else [name for value in node.values() for name in _sources(value)]
    if isinstance(node, (list, tuple)):
        if len(node) >= 3 and isinstance(node[0], str) and isinstance(node[1], int) and isinstance(node[2], int):
            return [node[0]]
        return [name for value in node for name in _sources(value)]
    return []


def _draw(model, entries, tensors, sequences, steps, random):
    shape = model.input_shape[0] if isinstance(model.input_shape, list) else model.input_shape
    sequences, steps = shape[0] or sequences, shape[1] or steps
    for entry in entries:
        if entry["class_name"] == "Embedding":  # Symbol 0 is left out: mask_zero would skip it.
            symbols = tensors[entry["weights"][0]].shape[0]
            return random.randint(min(1, symbols - 1), symbols, size=(sequences, steps))
    return random.standard_normal((sequences, steps, shape[2])).astype("float32")


def _version():
    for name in ("keras", "tensorflow"):
        module = sys.modules.get(name)
        if module is not None:
            return getattr(module, "__version__", "")
    return ""


def _write(path, tensors, metadata):
    """The safetensors format: 8 bytes with the length of the header, the header as JSON, the values."""
    header, offset, parts = {"__metadata__": metadata}, 0, []
    for name in sorted(tensors):
        values = tensors[name].astype("<f4")
        parts.append(values.tobytes())
        header[name] = {"dtype": "F32", "shape": list(values.shape), "data_offsets": [offset, offset + len(parts[-1])]}
        offset += len(parts[-1])
    text = json.dumps(header).encode("utf-8")
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(parts))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    try:
        import keras
    except ImportError:
        from tensorflow import keras
    export(keras.models.load_model(sys.argv[1], compile=False), sys.argv[2])
