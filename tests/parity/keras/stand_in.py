"""Stands in for Keras where it can't be installed: models with the methods that export_keras.py asks for, computed by numpy.

    python3 stand_in.py CASE OUT.safetensors

CASE is sequential (of tf.keras), functional (of Keras 3), symbols, stateful or branching, which must be refused.
"""
import sys

import numpy

random = numpy.random.RandomState(11)


class Layer:
    def __init__(self, name, config, weights):
        self.name, self.config, self.weights, self.resets = name, dict(config, name=name), weights, 0

    def get_config(self):
        return self.config

    def get_weights(self):
        return self.weights

    def reset_states(self):
        self.resets += 1


class InputLayer(Layer):
    def call(self, x):
        return x


class Embedding(Layer):
    def call(self, x):
        return self.weights[0][x]


class LSTM(Layer):
    """Gates i, f, c, o as Keras documents them."""

    def call(self, x):
        units = self.config["units"]
        kernel, recurrent, bias = (w.astype("float64") for w in self.weights)
        h, c, rows = numpy.zeros((len(x), units)), numpy.zeros((len(x), units)), []
        for t in range(x.shape[1]):
            i, f, g, o = numpy.split(x[:, t] @ kernel + h @ recurrent + bias, 4, axis=1)
            c = sigmoid(f) * c + sigmoid(i) * numpy.tanh(g)
            h = sigmoid(o) * numpy.tanh(c)
            rows.append(h)
        return numpy.stack(rows, axis=1) if self.config["return_sequences"] else h


class Dense(Layer):
    def call(self, x):
        return x @ self.weights[0] + self.weights[1]


class Model:
    def __init__(self, name, layers, input_shape, config):
        self.name, self.layers, self.input_shape, self.config = name, layers, input_shape, config

    def get_config(self):
        return self.config

    def predict(self, x):
        if any(layer.config.get("stateful") and not layer.resets for layer in self.layers):
            raise SystemExit("The state was not reset before the example.")
        for layer in self.layers:
            x = layer.call(x)
        return x.astype("float32")


class Sequential(Model):
    pass


class Functional(Model):
    pass


def sigmoid(x):
    return 1 / (1 + numpy.exp(-x))


def draw(*shape):
    return random.uniform(-1, 1, shape).astype("float32")


def lstm(name, inputs, units, sequences, **more):
    config = {"units": units, "activation": "tanh", "recurrent_activation": "sigmoid", "use_bias": True, "return_sequences": sequences, "go_backwards": False}
    return LSTM(name, dict(config, **more), [draw(inputs, 4 * units), draw(units, 4 * units), draw(4 * units)])


def dense(name, inputs, units):
    return Dense(name, {"units": units, "activation": "linear", "use_bias": True, "dtype": numpy.dtype("float32")}, [draw(inputs, units), draw(units)])


def case(name):
    if name == "sequential":
        layers = [lstm("lstm", 3, 5, True), lstm("lstm_1", 5, 4, False), dense("dense", 4, 2)]
        return Sequential(name, layers, (None, None, 3), {"name": name, "layers": [{"class_name": "LSTM", "config": l.config} for l in layers]})
    if name == "symbols":
        layers = [Embedding("embedding", {"mask_zero": True}, [draw(9, 4)]), lstm("lstm", 4, 3, True)]
        return Sequential(name, layers, (None, None), {"layers": []})
    if name == "stateful":
        layers = [lstm("lstm", 3, 4, True, stateful=True)]
        return Sequential(name, layers, (5, 6, 3), {"layers": []})
    layers = [InputLayer("input", {}, []), lstm("lstm", 3, 5, True), dense("dense", 5, 2)]
    sources = {"lstm": "input", "dense": "input" if name == "branching" else "lstm"}

    def tensor(source):
        return {"class_name": "__keras_tensor__", "config": {"shape": [None, None, 3], "dtype": "float32", "keras_history": [source, 0, 0]}}

    entries = [{"name": l.name, "config": l.config, "inbound_nodes": [{"args": [tensor(sources[l.name])], "kwargs": {}}] if l.name in sources else []} for l in layers]
    return Functional(name, layers, [(None, None, 3)], {"name": name, "layers": entries})


def own_sequences(model):
    """Sequences as the user of a model has them: [B, T, I], or [B, T] symbols."""
    shape = model.input_shape[0] if isinstance(model.input_shape, list) else model.input_shape
    return numpy.array([[1, 2, 3], [4, 0, 8]]) if len(shape) == 2 else draw(shape[0] or 2, shape[1] or 4, shape[2])


if __name__ == "__main__":
    model, path = case(sys.argv[1]), sys.argv[2]
    sequences = own_sequences(model)
    try:
        # #region export
        from export_keras import export

        export(model, path)                     # two sequences of seven steps are drawn for the example
        export(model, path, example=sequences)  # or yours: what predict takes, [B, T, I] or [B, T] symbols
        # #endregion
    except ValueError as error:
        sys.exit(str(error))
