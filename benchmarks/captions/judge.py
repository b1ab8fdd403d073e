"""Judges sentences about scenes of the NLVR corpus (Suhr and others 2017) by the scenes' structured representation.

A sentence is read into one claim about boxes, towers and objects: number, colour, shape, place. What can't be read wholly is "unread": it counts neither as true nor as false.
A bare number ("there are 2 yellow blocks") is read twice: as "at least 2" and as "exactly 2". On the corpus the second agrees with people more often: they write "at least" where they mean it.
Usage: judge.py SCENES.json            how the judge does on the corpus: true sentences, false sentences, unread ones; of all, and of the pictures that measure alone
       judge.py SCENES.json FOUND.tsv  pictures and sentences (header "picture<tab>sentence"): share of true ones, of all and of those read
"""
import json
import re
import sys

from groups import groups_of, part_of

COLOURS = {"yellow": "Yellow", "black": "Black", "blue": "#0099ff"}
SHAPES = {"circle": "circle", "square": "square", "triangle": "triangle"}
NUMBERS = "zero one two three four five six seven eight nine".split()
SPELLING = {
    r"\b(atleast|tleast|t least)\b": "at least", r"\bsquere": "square", r"\bcirlce": "circle", r"\btocuhing\b": "touching", r"\bablue\b": "a blue", r"\bblccks\b": "blocks",
    r"\bcolours?\b|\bcolors\b|\bcolored\b|\bcoloured\b": "color", r"\b(items?|objects?|shapes?|things?)\b": "object", r"\bblocks?\b": "block", r"\btowers\b": "tower", r"\b(gr[ea]y )?box(es)?\b": "box",
    r"\bgr[ea]y squares?\b": "box", r"\b(squares|circles|triangles)\b": lambda m: m.group(0)[:-1], r"\b(sides?|walls?|edges?)\b": "wall", r"\bbottom\b": "base",
    r"\b(closely|nearly) touching\b": "touching", r"\bll\b": "all", r"\bha\b": "has",
}
ARTICLE = r"(?:(?P<mode>at least|exactly|only|at most|more than) )?(?P<count>\d+|an?|no|all|each|none of the)"
OBJECT = r"(?:(?P<size>small) )?(?:(?P<colour>(?:yellow|black|blue)(?: (?:or|and) (?:yellow|black|blue))?) )?(?P<shape>circle|square|triangle|object|block|one|item)"
TOUCH = r"(?P<touch>(?:(?:that |which )?(?:is|are) )?(?:not )?touching (?:the |an? |any |right )*(?:wall|base|top|corner)(?: of (?:a|the) box)?)"


def plain(sentence):
    text = " ".join(sentence.lower().strip(" .").split())
    for wrong, right in SPELLING.items():
        text = re.sub(wrong, right, text)
    for number, word in enumerate(NUMBERS):
        text = re.sub(rf"\b{word}\b", str(number), text)
    return re.sub(r"[,]", " , ", re.sub(r"^there (is|are) ", "", text)).replace("  ", " ").strip()


def is_tower(box):
    return len(box) > 0 and all(o["type"] == "square" and o["size"] == 20 for o in box) and len({o["x_loc"] for o in box}) == 1 and stacked(box)


def stacked(box):
    places = sorted(o["y_loc"] for o in box)
    return places[-1] + 20 >= 99 and all(b - a <= 22 for a, b in zip(places, places[1:]))


def upward(box):
    return sorted(box, key=lambda o: -o["y_loc"])


def fits(count, mode, number, exact):
    """Whether a number is what was said; "a" says at least one, a bare number at least so many, or exactly so many."""
    if count in ("no", "none of the"):
        return number == 0
    wanted = 1 if count in ("a", "an") else int(count)
    if exact and mode is None and count.isdigit():
        return number == wanted
    return {"exactly": number == wanted, "only": number == wanted, "at most": number <= wanted, "more than": number > wanted}.get(mode, number >= wanted)


def is_object(o, colour, shape, size=None):
    right = colour is None or any(o["color"] == COLOURS[c] for c in re.split(r" (?:or|and) ", colour))
    return right and (shape in ("object", "block", "one", "item") or o["type"] == shape) and (size != "small" or o["size"] == 10)


def touches(o, claim):
    x, y, s = o["x_loc"], o["y_loc"], o["size"]
    left, right, top, base = x <= 0, x + s >= 100, y <= 0, y + s >= 100
    what = re.search(r"(wall|base|top|corner)(?: of (?:a|the) box)?$", claim).group(1)
    if "right" in claim:
        found = right
    else:
        found = {"wall": left or right or top or base, "base": base, "top": top, "corner": (left or right) and (top or base)}[what]
    return found != (" not " in f" {claim} ")


def pairs(box):
    """Each block of a tower with the one right below it."""
    order = upward(box)
    return list(zip(order[1:], order))


def said_of_object(o, box, relation, exact):
    """Whether what follows an object's name holds; None where it can't be read."""
    relation = relation.strip()
    if not relation:
        return True
    if re.fullmatch(TOUCH, relation):
        return touches(o, relation)
    place = re.fullmatch(r"(?:at|as|on|in) (?:the )?(base|top|2 block)(?: of (?:a|the) tower)?(?: with (.*))?", relation)
    if place:
        if not is_tower(box):
            return False
        order = upward(box)
        right = order[0] if place.group(1) == "base" else order[-1] if place.group(1) == "top" else order[1] if len(order) > 1 else None
        rest = holds_in(box, place.group(2), exact) if place.group(2) else True
        return None if rest is None else right is o and rest
    over = re.fullmatch(rf"(?:right )?(?P<how>above|over|on|on top of|below|under) {ARTICLE} {OBJECT}(?: (?P<rest>at the (?:top|base)))?", relation)
    if over and over["mode"] is None and over["count"] in ("a", "an", "1"):
        if not is_tower(box) or over["rest"]:
            return None
        below = over["how"] in ("below", "under")
        return any((low if below else high) is o and is_object(high if below else low, over["colour"], over["shape"]) for high, low in pairs(box))
    return None


def holds_in(box, claim, exact):
    """Whether a list of things is in a box or tower; None where it can't be read."""
    claim = re.sub(r"^(?:, )?(?:and )?(?:it )?(?:with|has|have|having|contains?|that|which|where)\b(?: (?:has|have|contains?))?", "", claim).strip(" ,")
    whole = re.fullmatch(r"(?:only |exactly )?(?P<n>\d+)? ?(?:object|block)? ?(?:of |that has )?(?:only 1|1|the same) color", claim)
    if whole and claim:
        return len({o["color"] for o in box}) == 1 and len(box) > 0 and (not whole["n"] or len(box) == int(whole["n"]))
    every = re.fullmatch(r"(?:object|block)? ?(?:of )?all (?:the )?(?:3 )?(?:different )?color", claim)
    if every:
        return len({o["color"] for o in box}) == 3
    only = re.fullmatch(r"(?:object of )?only (?P<c>yellow|black|blue)(?: and (?P<d>yellow|black|blue))?(?: (?:object|block|color))*", claim)
    if only:
        allowed = {COLOURS[c] for c in (only["c"], only["d"]) if c}
        return len(box) > 0 and {o["color"] for o in box} == allowed
    mixed = re.fullmatch(r"(?P<only>only |exactly )?(?P<n>\d+) object of (?:only )?(?P<c>yellow|black|blue) and (?P<d>yellow|black|blue) color", claim)
    if mixed:
        return len(box) == int(mixed["n"]) and {o["color"] for o in box} == {COLOURS[mixed["c"]], COLOURS[mixed["d"]]}
    result = True
    for part in re.split(r" (?:, )?and (?!(?:yellow|black|blue) (?:object|block|item))| , ", claim):
        part = re.sub(r"^(?:, )?(?:and )?(?:has|have|having|with) ", "", part.strip(" ,"))
        found = holds_part(box, part, exact)
        if found is None:
            return None
        result = result and found
    return result


def holds_part(box, part, exact):
    part = re.sub(r"\b(stacked together|of (?:a|the) tower)$", lambda m: m.group(0) if m.group(0).startswith("stacked") else "", part).strip()
    together = part.endswith("stacked together")
    part = part.removesuffix("stacked together").strip()
    at = re.fullmatch(rf"(?:the )?(?:(?P<count>an?|1) )?(?P<colour>yellow|black|blue) (?:block )?(?P<where>base|at (?:the )?(?:base|top))", part)
    if at:
        return is_tower(box) and is_object(upward(box)[-1 if "top" in at["where"] else 0], at["colour"], "block")
    match = re.match(rf"(?:{ARTICLE} )?{OBJECT}(?P<rest>.*)$", part)
    if not match or match["count"] in ("all", "each", "none of the"):
        return None
    rest = match["rest"].strip()
    inner = re.fullmatch(r"(?:which|that) is (yellow|black|blue)", rest)
    if inner:
        return fits(match["count"] or "a", match["mode"], len(box), exact) and any(is_object(o, inner.group(1), "object") for o in box)
    more = re.match(r"(?:with|having|which has|that has) (.*)$", rest)
    if more and match["colour"] is None:
        own = fits(match["count"] or "a", match["mode"], sum(is_object(o, None, match["shape"]) for o in box), exact)
        other = holds_in(box, more.group(1), exact)
        return None if other is None else own and other
    if together:
        return any(is_object(a, match["colour"], match["shape"]) and is_object(b, match["colour"], match["shape"]) for a, b in pairs(box)) if is_tower(box) else False
    found = [said_of_object(o, box, rest, exact) for o in box if is_object(o, match["colour"], match["shape"], match["size"])]
    if (not found and rest and said_of_object(box[0] if box else None, box or [], rest, exact) is None) if box else False:
        return None
    return None if None in found else fits(match["count"] or "a", match["mode"], sum(found), exact)


def judge(sentence, scene, exact=False):
    """True, False, or None where the sentence can't be read; with exact a bare number is exact."""
    text = plain(sentence)
    text = re.sub(r"^only (\d+ of)", r"\1", text)
    each = re.fullmatch(r"(?:each box|all(?: 3)? (?:box|tower)) (?:has|have|contains?) (.*)", text)
    if each:
        found = [holds_in(box, each.group(1), exact) for box in scene]
        return None if None in found else all(found)
    some = re.fullmatch(r"(?P<mode>at least )?(?P<n>\d+)(?: of the)?(?: 3)? (?:box|tower) (?:has|have|contains?) (?P<rest>.*)", text)
    if some:
        found = [holds_in(box, some["rest"], exact) for box in scene]
        return None if None in found else fits(some["n"], some["mode"] and "at least", sum(found), exact)
    in_each = re.fullmatch(r"(.*) in each box", text)
    if in_each:
        found = [holds_in(box, in_each.group(1), exact) for box in scene]
        return None if None in found else all(found)
    container = re.match(rf"{ARTICLE} (?:(?P<colour>yellow|black|blue) )?(?:(?P<height>\d+) block )?(?P<kind>tower|box)\b(?P<rest>.*)$", text)
    if container and container["count"] not in ("all", "each", "none of the"):
        rest = container["rest"].strip(" ,")
        number = 0
        for box in scene:
            if container["kind"] == "tower" and not is_tower(box):
                continue
            if container["height"] and len(box) != int(container["height"]) or container["colour"] and any(o["color"] != COLOURS[container["colour"]] for o in box):
                continue
            found = holds_in(box, rest, exact) if rest else True
            if found is None:
                return None
            number += found
        return fits(container["count"], container["mode"], number, exact)
    thing = re.match(rf"(?:{ARTICLE} )?{OBJECT}(?P<rest> .*)?$", text)
    if thing and thing["count"] not in ("all", "each", "none of the"):
        rest = (thing["rest"] or "").strip()
        if rest.startswith("with"):
            return None
        found = [said_of_object(o, box, rest, exact) for box in scene for o in box if is_object(o, thing["colour"], thing["shape"], thing["size"])]
        if not found and rest and all(said_of_object(o, box, rest, exact) is None for box in scene for o in box):
            return None
        return None if None in found else fits(thing["count"] or "a", thing["mode"], sum(found), exact)
    return None


def scenes(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def on_corpus(path):
    examples = scenes(path)
    groups = groups_of(examples)
    tested = [e for e in examples if part_of(groups[e["identifier"]]) == "test"]
    for name, chosen in (("all", examples), ("of the part that measures", tested)):
        for label in ("true", "false"):
            own = [e for e in chosen if e["label"] == label]
            found = [judge(e["sentence"], e["structured_rep"]) for e in own]
            exact = [judge(e["sentence"], e["structured_rep"], exact=True) for e in own]
            read, right, strict = sum(f is not None for f in found), sum(f is (label == "true") for f in found), sum(f is (label == "true") for f in exact)
            print(f"{name}: {label} sentences {len(own)}, read {read} ({read / len(own):.1%}), of those judged {label} {right} ({right / read:.1%}), with exact numbers {strict} ({strict / read:.1%})")


def on_found(path, table):
    by_name = {example["identifier"]: example["structured_rep"] for example in scenes(path)}
    with open(table, encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file][1:]
    known = [re.search(r"dev-(\d+-\d+)-\d+[a-f]?\.png$", name) for name, _ in rows]
    if None in known:
        sys.exit(f"{table}: '{rows[known.index(None)][0]}' is no picture of the corpus, such as dev-1008-1-0.png.")
    own = [(sentence, by_name[match.group(1)]) for match, (_, sentence) in zip(known, rows)]
    found = [judge(sentence, scene) for sentence, scene in own]
    read, true, strict = sum(f is not None for f in found), found.count(True), sum(judge(sentence, scene, exact=True) is True for sentence, scene in own)
    print(f"{table}: {len(found)} sentences, {len({s for _, s in rows})} different; true {true / len(found):.1%} of all ({true}), with exact numbers {strict / len(found):.1%} ({strict}); read {read}, true {true / max(1, read):.1%} of those, with exact numbers {strict / max(1, read):.1%}")


if __name__ == "__main__":
    on_corpus(sys.argv[1]) if len(sys.argv) == 2 else [on_found(sys.argv[1], table) for table in sys.argv[2:]]
