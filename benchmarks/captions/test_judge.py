"""Sentences judged by hand. Run: python3 -m unittest discover benchmarks/captions"""
import unittest

from groups import groups_of, part_of
from judge import judge


def block(colour, y, x=40, kind="square", size=20):
    return {"color": {"yellow": "Yellow", "black": "Black", "blue": "#0099ff"}[colour], "x_loc": x, "y_loc": y, "type": kind, "size": size}


TOWERS = [[block("black", 80), block("yellow", 59)], [block("blue", 80)], []]
SCATTERED = [[block("black", 0, 10, "circle", 10), block("blue", 50, 50, "triangle", 30)], [block("yellow", 80, 80)], [block("black", 70, 70, "square", 30)]]


class JudgeTests(unittest.TestCase):
    def test_towers(self):
        for sentence, expected in [
            ("There is a tower with two blocks.", True), ("There is a tower with exactly three blocks", False), ("There are 2 towers with a black block at the base", False),
            ("there is one tower with a yellow block over a black block", True), ("There is 1 tower with a black block at the top", False),
            ("There is a yellow block on a blue block", False), ("There is exactly one blue block as the base of a tower", True),
        ]:
            self.assertIs(judge(sentence, TOWERS), expected, sentence)

    def test_scattered(self):
        for sentence, expected in [
            ("There is a black circle touching the wall", True), ("There is a blue triangle touching the edge", False), ("There are exactly two black objects not touching any edge", False),
            ("There is a box with a blue triangle and a black circle", True), ("There are 2 boxes with only black items", False), ("There is 1 box with only black items", True),
            ("each box has at least 1 black item", False), ("there is no yellow circle", True), ("There is a yellow square touching a corner of a box", True),
        ]:
            self.assertIs(judge(sentence, SCATTERED), expected, sentence)

    def test_a_bare_number_is_at_least_or_exact(self):
        for sentence, scene, lenient, exact in [
            ("There are 2 black objects", [[block("black", 0), block("black", 30), block("black", 60)]], True, False), ("There is 1 black block", TOWERS, True, True),
            ("there is at least 1 tower", TOWERS, True, True), ("There is 1 tower with a blue block", TOWERS, True, True), ("there is 1 tower", TOWERS, True, False),
            ("There is a tower", TOWERS, True, True), ("1 box has a black block", SCATTERED, True, False), ("There are exactly 2 towers", TOWERS, True, True),
            ("at least 1 of the 3 box has a yellow square", SCATTERED, True, True),
        ]:
            self.assertIs(judge(sentence, scene), lenient, sentence)
            self.assertIs(judge(sentence, scene, exact=True), exact, sentence)

    def test_groups_share_a_scene_or_a_sentence(self):
        def example(name, *boxes):
            return {"identifier": name, "structured_rep": list(boxes)}

        groups = groups_of([example("1-0", [block("black", 0)], []), example("2-0", [], [block("black", 0)]), example("1-1", []), example("3-0", [block("blue", 0)])])
        self.assertEqual(groups["1-0"], groups["2-0"])
        self.assertEqual(groups["1-0"], groups["1-1"])
        self.assertNotEqual(groups["1-0"], groups["3-0"])
        self.assertEqual({part_of(str(g)) for g in range(100)}, {"train", "validation", "test"})

    def test_unread(self):
        self.assertIsNone(judge("There is a box with a purple cow", SCATTERED))
        self.assertIsNone(judge("The towers are pretty", TOWERS))


if __name__ == "__main__":
    unittest.main()
