"""The words NAME=I/H/B/T[xLayers] that every peer's program takes."""


def read(words):
    """Name, inputs, units, sequences, steps and layers of each word."""
    for word in words:
        name, _, sizes = word.partition("=")
        sizes, _, layers = sizes.partition("x")
        inputs, hidden, batch, steps = (int(size) for size in sizes.split("/"))
        yield name, inputs, hidden, batch, steps, int(layers or 1)
