"""Writes golden/checksums: a content with the checksum that a .safetensors file of Carousel carries, made by libxxhash
from the description in docs/decisions, and prints the checksums of long tensors that MappedTensorsTests holds.
Needs Debian's libxxhash0 (0.8)."""
import ctypes
import json
import pathlib
import struct

PIECE = 1 << 20
LEAST_XXH3 = 241  # Shorter pieces have the checksum XXH64 in any case.

library = ctypes.CDLL("libxxhash.so.0")
library.XXH3_64bits.restype = ctypes.c_uint64
library.XXH3_64bits.argtypes = [ctypes.c_char_p, ctypes.c_size_t]
library.XXH64.restype = ctypes.c_uint64
library.XXH64.argtypes = [ctypes.c_char_p, ctypes.c_size_t, ctypes.c_uint64]


def xxh64(data, seed=0):
    return library.XXH64(data, len(data), seed)


def xxh3(data):
    return library.XXH3_64bits(data, len(data)) if len(data) >= LEAST_XXH3 else xxh64(data)


def chain(texts, tensors):
    """tensors: name, shape as a text, and one block of bytes, or two for a matrix in 8 bits."""
    seed = 0
    for key in sorted(texts):
        seed = xxh64(texts[key].encode("utf-16-le"), xxh64(key.encode("utf-16-le"), seed))
    for name, shape, blocks in sorted(tensors):
        seed = xxh64(shape.encode("utf-16-le"), xxh64(name.encode("utf-16-le"), seed))
        pieces = [block[at:at + PIECE] for block in blocks for at in range(0, len(block), PIECE)]
        seed = xxh64(b"".join(struct.pack("<Q", xxh3(piece)) for piece in pieces), seed)
    return format(seed, "016x")


def floats(count):
    return struct.pack("<%df" % count, *(k % 251 * 0.5 - 60 for k in range(count)))


def write(path, digest, texts, entries):
    header, data = {"__metadata__": {**digest, **texts}}, b""
    for name, kind, shape, values in entries:
        header[name] = {"dtype": kind, "shape": shape, "data_offsets": [len(data), len(data) + len(values)]}
        data += values
    head = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    head += b" " * (-(8 + len(head)) % 64)
    path.write_bytes(struct.pack("<q", len(head)) + head + data)


def main():
    folder = pathlib.Path(__file__).parent / "golden" / "checksums"
    folder.mkdir(exist_ok=True)
    texts = {"note": "Größe 3 €", "format": "pt"}
    numbers = struct.pack("<320b", *(k % 255 - 127 for k in range(320)))
    scales = struct.pack("<8f", *(0.25 * (k + 1) for k in range(8)))
    tensors = [("cube", "[3, 5, 7]", [floats(105)]), ("matrix", "I8 [8, 40]", [numbers, scales]), ("short", "[60]", [floats(60)]), ("shortest.of.xxh3", "[61]", [floats(61)])]
    entries = [
        ("cube", "F32", [3, 5, 7], floats(105)), ("matrix.scale", "F32", [8], scales), ("short", "F32", [60], floats(60)),
        ("shortest.of.xxh3", "F32", [61], floats(61)), ("matrix", "I8", [8, 40], numbers)]
    write(folder / "xxh3.safetensors", {"xxh3": chain(texts, tensors)}, texts, entries)
    for count in (PIECE // 4 + 60, PIECE // 4 + 61, 3 * PIECE // 4):
        long = [("long", "[%d]" % count, [floats(count)])]
        print(count, chain({}, long))


if __name__ == "__main__":
    main()
