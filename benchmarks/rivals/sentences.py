#!/usr/bin/python3
"""What a user would pick for short texts in two classes: naive Bayes, and logistic regression on its log-count ratios.

usage: sentences.py TRAIN.tsv TEST.tsv     (label and text between tabs under a header; needs Debian's python3-sklearn)

Words and pairs of neighbouring words, present or not; Wang and Manning 2012 for the ratios. The strength of the penalty
is chosen by five parts of the training file; the test file is looked at once.
"""
import csv
import sys

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import make_pipeline


def read(path):
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [row["text"] for row in rows], np.array([int(row["label"]) for row in rows])


class LogCountRatios:
    """Each feature times the logarithm of how much more frequent it is in the one class than in the other."""

    def fit(self, features, labels):
        one = labels == labels.max()
        counts = [np.asarray(features[which].sum(0)).ravel() + 1 for which in (one, ~one)]
        self.ratios = np.log(counts[0] / counts[0].sum()) - np.log(counts[1] / counts[1].sum())
        return self

    def transform(self, features):
        return features.multiply(self.ratios).tocsr()


def words():
    return CountVectorizer(ngram_range=(1, 2), binary=True, token_pattern=r"\S+")


def main(train, test):
    (texts, labels), (asked, truth) = read(train), read(test)

    def ratios(strength):
        return make_pipeline(words(), LogCountRatios(), LogisticRegression(C=strength, max_iter=1000))

    strengths = (0.01, 0.1, 1.0, 10.0)
    chosen = max((cross_val_score(ratios(c), texts, labels, cv=5).mean(), c) for c in strengths)
    print(f"{len(texts)} texts to learn from, {len(asked)} that measure")
    for name, model in {
        "naive Bayes": make_pipeline(words(), MultinomialNB()),
        f"logistic regression on log-count ratios, C = {chosen[1]}": ratios(chosen[1]),
    }.items():
        print(f"{name}: {100 * model.fit(texts, labels).score(asked, truth):.1f} %")


main(*sys.argv[1:3])
