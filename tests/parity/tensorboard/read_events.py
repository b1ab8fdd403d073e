"""Reads an event file of TensorBoard from its bytes alone and prints what is in it as JSON.

usage: python3 read_events.py FILE

Checks every frame's two checksums with a CRC-32C computed bit by bit, and decodes the protocol buffers' wire format
by hand: nothing of TensorFlow, TensorBoard or protobuf is needed, so that writer and reader share no code.
"""
import json
import struct
import sys

CASTAGNOLI = 0x82F63B78


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (CASTAGNOLI if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def masked(data):
    crc = crc32c(data)
    return (((crc >> 15) | (crc << 17)) + 0xA282EAD8) & 0xFFFFFFFF


def records(data):
    at = 0
    while at < len(data):
        length, check = struct.unpack_from("<QI", data, at)
        if check != masked(data[at:at + 8]):
            raise SystemExit(f"byte {at}: the checksum of the length is wrong")
        content = data[at + 12:at + 12 + length]
        (check,) = struct.unpack_from("<I", data, at + 12 + length)
        if check != masked(content):
            raise SystemExit(f"byte {at}: the checksum of the content is wrong")
        yield content
        at += length + 16


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at


def fields(data):
    """All fields of a message by number, in the order of the file."""
    found, at = {}, 0
    while at < len(data):
        key, at = varint(data, at)
        kind = key & 7
        if kind == 0:
            value, at = varint(data, at)
        elif kind == 1:
            value, at = struct.unpack_from("<d", data, at)[0], at + 8
        elif kind == 5:
            value, at = struct.unpack_from("<f", data, at)[0], at + 4
        elif kind == 2:
            length, at = varint(data, at)
            value, at = data[at:at + length], at + length
        else:
            raise SystemExit(f"a field of the unknown kind {kind}")
        found.setdefault(key >> 3, []).append(value)
    return found


def doubles(data):
    return list(struct.unpack(f"<{len(data) // 8}d", data))


def hparams(content):
    data = fields(content)
    if 3 in data:
        settings = {}
        for entry in fields(data[3][0]).get(1, []):
            pair = fields(entry)
            value = fields(pair[2][0])
            settings[pair[1][0].decode()] = value[2][0] if 2 in value else value[3][0].decode()
        return settings
    return {"status": fields(data[4][0]).get(1, [0])[0]}


def value_of(data):
    value = fields(data)
    tag = value[1][0].decode()
    if 9 in value:
        plugin = fields(fields(value[9][0])[1][0])
        name = plugin[1][0].decode()
        if name == "hparams":
            return tag, {"hparams": hparams(plugin[2][0])}
        tensor = fields(value[8][0])
        if name != "text" or tensor[1] != [7]:
            raise SystemExit(f"{tag}: a tensor for the plugin {name}")
        return tag, {"text": tensor[8][0].decode()}
    if 5 in value:
        histogram = fields(value[5][0])
        numbers = {name: histogram.get(n, [0.0])[0] for n, name in enumerate(["min", "max", "num", "sum", "sum_squares"], 1)}
        return tag, {**numbers, "limits": doubles(histogram[6][0]), "counts": doubles(histogram[7][0])}
    return tag, {"scalar": value.get(2, [0.0])[0]}


def event(content):
    data = fields(content)
    told = {"wall_time": data[1][0], "step": data.get(2, [0])[0]}
    if 3 in data:
        told["file_version"] = data[3][0].decode()
    if 7 in data:
        told["session"] = fields(data[7][0])[1][0]
    if 5 in data:
        told["values"] = dict(value_of(one) for one in fields(data[5][0]).get(1, []))
    return told


if __name__ == "__main__":
    with open(sys.argv[1], "rb") as file:
        print(json.dumps([event(content) for content in records(file.read())]))
