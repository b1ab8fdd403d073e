"""Makes what `carousel caption` reads from the NLVR corpus (Suhr and others 2017, CC BY 4.0): pictures with their true sentences, in three parts.

Groups: pictures of one sentence stay in one part, and so do groups that share a scene, whatever the order of its boxes. A training picture comes with its three boxes in all six orders: sentences of the
corpus do not speak of the order. Nothing of the scenes' structured representation goes into what is written; it decides on groups alone. With a NUMBER there is one more table, more.tsv: every training picture, those
with a false sentence too, with so many sentences that were said of any training picture and are true of this one by the judge: there the structured representation of TRAINING scenes is used.
Usage: prepare.py NLVR_FOLDER OUT_FOLDER [NUMBER]     (needs Pillow)
"""
import io
import itertools
import json
import os
import random
import sys
import zipfile

from PIL import Image

from groups import groups_of, part_of
from judge import judge, plain

BOX, GAP = 100, 50


def in_order(picture, order):
    made = picture.copy()
    for place, box in enumerate(order):
        left = box * (BOX + GAP)
        made.paste(picture.crop((left, 0, left + BOX, BOX)), (place * (BOX + GAP), 0))
    return made


def more(examples, groups, pictures, paths, out, number):
    chosen = random.Random(1)
    training = [e for e in sorted(examples, key=lambda e: e["identifier"]) if part_of(groups[e["identifier"]]) == "train"]
    said = sorted({plain(e["sentence"]): " ".join(e["sentence"].split()) for e in training if e["label"] == "true"}.values())
    with open(os.path.join(out, "more.tsv"), "w", encoding="utf-8") as table:
        for e in training:
            true = [s for s in said if judge(s, e["structured_rep"])]
            own = [" ".join(e["sentence"].split())] if e["label"] == "true" else []
            picture = Image.open(io.BytesIO(pictures.read(paths[f"dev-{e['identifier']}-0.png"]))).convert("RGB")
            for order_number, order in enumerate(itertools.permutations(range(3))):
                file = f"dev-{e['identifier']}-{order_number}.png"
                in_order(picture, order).save(os.path.join(out, "pictures", file))
                for sentence in own + chosen.sample(true, min(number, len(true))):
                    print(f"pictures/{file}", sentence, groups[e["identifier"]], sep="\t", file=table)


def main(source, out, number=0):
    with open(os.path.join(source, "dev.json"), encoding="utf-8") as file:
        examples = [json.loads(line) for line in file]
    groups = groups_of(examples)
    os.makedirs(os.path.join(out, "pictures"), exist_ok=True)
    tables = {part: open(os.path.join(out, f"{part}.tsv"), "w", encoding="utf-8") for part in ("train", "validation", "test")}
    with zipfile.ZipFile(os.path.join(source, "dev_images_perm0.zip")) as pictures:
        paths = {os.path.basename(name): name for name in pictures.namelist()}
        for e in sorted((e for e in examples if e["label"] == "true"), key=lambda e: e["identifier"]):
            group = groups[e["identifier"]]
            name = f"dev-{e['identifier']}-0.png"
            picture = Image.open(io.BytesIO(pictures.read(paths[name]))).convert("RGB")
            orders = itertools.permutations(range(3)) if part_of(group) == "train" else [(0, 1, 2)]
            for place, order in enumerate(orders):
                file = name.replace("-0.png", f"-{place}.png")
                in_order(picture, order).save(os.path.join(out, "pictures", file))
                print(f"pictures/{file}", " ".join(e["sentence"].split()), group, sep="\t", file=tables[part_of(group)])
        if int(number) > 0:
            more(examples, groups, pictures, paths, out, int(number))
    for part, table in tables.items():
        table.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
