"""Makes what `carousel caption` reads from the NLVR corpus (Suhr and others 2017, CC BY 4.0): pictures with their true sentences, in three parts.

Groups: pictures of one sentence stay in one part, and so do groups that share a scene, whatever the order of its boxes. A training picture comes with its three boxes in all six orders, because sentences of
the corpus do not speak of the order, and each order in K of the six exchanges of the three colours, in the picture and in the words alike (--colourings; the first order has the colours of the corpus among them). Nothing of the scenes' structured representation goes into these tables; it decides on groups alone. With --sentences N there is one more table, more.tsv: every training picture, those with a false sentence too,
with so many sentences that were said of training pictures and are true of this one by the judge, numbers read as exact: there the structured representation of TRAINING scenes is used. Sentences that say what is not there are left out of it,
because most of them are true of most scenes, and so are those that tell left from right.
Usage: prepare.py NLVR_FOLDER OUT_FOLDER [--colourings K] [--sentences N]     (needs Pillow)
"""
import argparse
import io
import itertools
import json
import os
import random
import re
import zipfile

from PIL import Image

from groups import groups_of, part_of
from judge import COLOURS, judge, plain

BOX, GAP = 100, 50
BACKGROUND = (211, 211, 211)
PAINT = {"yellow": (255, 255, 0), "black": (0, 0, 0), "blue": (0, 153, 255)}
EXCHANGES = [dict(zip(PAINT, order)) for order in itertools.permutations(PAINT)]


def in_order(picture, order):
    made = picture.copy()
    for place, box in enumerate(order):
        left = box * (BOX + GAP)
        made.paste(picture.crop((left, 0, left + BOX, BOX)), (place * (BOX + GAP), 0))
    return made


def mixed(colour):
    """The two paints of a place, or of a paint and the background, and the share of the second: edges are mixtures."""
    ends = [BACKGROUND, *PAINT.values()]
    best = None
    for a, b in itertools.combinations(ends, 2):
        span = sum((y - x) ** 2 for x, y in zip(a, b))
        share = min(1.0, max(0.0, sum((c - x) * (y - x) for c, x, y in zip(colour, a, b)) / span))
        error = sum((c - x - share * (y - x)) ** 2 for c, x, y in zip(colour, a, b))
        if best is None or error < best[0]:
            best = (error, a, b, share)
    return best


def repainted(picture, exchange):
    """The picture with its colours exchanged; greys that are no mixture, such as the gap between boxes, stay."""
    paint = {PAINT[name]: PAINT[other] for name, other in exchange.items()}
    table = {}
    for _, colour in picture.getcolors(1 << 20):
        error, a, b, share = mixed(colour)
        a, b = paint.get(a, a), paint.get(b, b)
        grey = max(colour) == min(colour) and colour[0] > 100
        table[colour] = colour if grey or error > 400 else tuple(round(x + share * (y - x)) for x, y in zip(a, b))
    made = picture.copy()
    made.putdata([table[colour] for colour in picture.getdata()])
    return made


def said_with(sentence, exchange):
    return re.sub("yellow|black|blue", lambda found: exchange[found.group(0).lower()], sentence, flags=re.IGNORECASE)


def scene_with(scene, exchange):
    other = {COLOURS[name]: COLOURS[to] for name, to in exchange.items()}
    return [[{**thing, "color": other[thing["color"]]} for thing in box] for box in scene]


def variants(count, chosen):
    """The orders of the boxes, each with exchanges of the colours: the first as the corpus has it."""
    for place, order in enumerate(itertools.permutations(range(3))):
        others = chosen.sample(range(1 if place == 0 else 0, 6), count)
        for exchange in ([0] + others)[:count] if place == 0 else others:
            yield place, order, exchange


def tells_what_is(sentence):
    return not re.search(r"\b(no|not|none|without|left|right)\b", plain(sentence))


class Corpus:
    def __init__(self, source, out):
        with open(os.path.join(source, "dev.json"), encoding="utf-8") as file:
            examples = [json.loads(line) for line in file]
        self.groups = groups_of(examples)
        self.examples = sorted(examples, key=lambda e: e["identifier"])
        self.archive = zipfile.ZipFile(os.path.join(source, "dev_images_perm0.zip"))
        self.paths = {os.path.basename(name): name for name in self.archive.namelist()}
        self.out = out
        os.makedirs(os.path.join(out, "pictures"), exist_ok=True)

    def group(self, example):
        return self.groups[example["identifier"]]

    def part(self, name):
        return [e for e in self.examples if part_of(self.group(e)) == name]

    def picture(self, example):
        return Image.open(io.BytesIO(self.archive.read(self.paths[f"dev-{example['identifier']}-0.png"]))).convert("RGB")

    def table(self, name):
        return open(os.path.join(self.out, f"{name}.tsv"), "w", encoding="utf-8")

    def save(self, picture, example, place, exchange=0):
        file = f"pictures/dev-{example['identifier']}-{place}{chr(ord('a') + exchange)}.png"
        picture.save(os.path.join(self.out, file))
        return file


def words_of(example):
    return " ".join(example["sentence"].split())


def write_training(corpus, colourings, sentences):
    chosen = random.Random(1)
    training = corpus.part("train")
    said = sorted({plain(e["sentence"]): words_of(e) for e in training if e["label"] == "true" and tells_what_is(e["sentence"])}.values())
    with corpus.table("train") as train, corpus.table("more") as more:
        for e in training:
            picture, own = corpus.picture(e), e["label"] == "true"
            true = {x: [s for s in said if judge(s, scene_with(e["structured_rep"], EXCHANGES[x]), exact=True)] for x in range(6)} if sentences else {}
            for place, order, x in variants(colourings, chosen):
                if not own and not sentences:
                    continue
                file = corpus.save(repainted(in_order(picture, order), EXCHANGES[x]), e, place, x)
                if own:
                    print(file, said_with(words_of(e), EXCHANGES[x]), corpus.group(e), sep="\t", file=train)
                for line in chosen.sample(true[x], min(sentences, len(true[x]))) if sentences else []:
                    print(file, line, corpus.group(e), sep="\t", file=more)
    if not sentences:
        os.remove(os.path.join(corpus.out, "more.tsv"))


def main():
    options = argparse.ArgumentParser()
    options.add_argument("source")
    options.add_argument("out")
    options.add_argument("--colourings", type=int, default=1, choices=range(1, 6))
    options.add_argument("--sentences", type=int, default=0)
    options = options.parse_args()
    corpus = Corpus(options.source, options.out)
    for part in ("validation", "test"):
        with corpus.table(part) as table:
            for e in corpus.part(part):
                if e["label"] == "true":
                    print(corpus.save(corpus.picture(e), e, 0), words_of(e), corpus.group(e), sep="\t", file=table)
    write_training(corpus, options.colourings, options.sentences)


if __name__ == "__main__":
    main()
