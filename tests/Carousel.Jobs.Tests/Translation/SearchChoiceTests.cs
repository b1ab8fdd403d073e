using Carousel.Jobs.Decoding;
using Carousel.Translation;

namespace Carousel.Jobs.Tests.Translation;

/// <summary>What is left open of a search is chosen by lines whose translations are known.</summary>
public class SearchChoiceTests
{
    private static readonly BeamOptions _search = new() { Width = 3, Best = 3 };

    /// <summary>A short text that is likelier, and a long one that is likelier by symbol.</summary>
    private static readonly (string Text, double LogProbability)[] _shortAndLong =
    [
        ("ein Hund", -2.0), ("ein Hund läuft durch den Schnee", -2.6),
    ];

    /// <summary>The likeliest text is like none of the others, which are nearly one.</summary>
    private static readonly (string Text, double LogProbability)[] _votes =
    [
        ("zwei Katzen schlafen dort", -1.0), ("ein Hund läuft im Schnee", -1.2), ("ein Hund läuft im Gras", -1.3),
    ];

    [Fact]
    public void TheLengthPenalty_DecidesBetweenAShortAndALongText()
    {
        FoundTexts found = Found(_shortAndLong);
        Assert.Equal(0, found.Best(_search with { LengthPenalty = 0 }));
        Assert.Equal(1, found.Best(_search with { LengthPenalty = 1 }));
    }

    [Fact]
    public void TheVote_GoesToTheTextThatIsMostLikeTheOthers()
    {
        FoundTexts found = Found(_votes);
        Assert.Equal(0, found.Best(_search with { Consensus = 0 }));
        Assert.Equal(1, found.Best(_search with { Consensus = 1 }));

        // The sharper, the more the likeliest alone counts.
        Assert.Equal(0, found.Best(_search with { Consensus = 100 }));
        double[] scores = [.. found.Ranked(_search with { Consensus = 1 }).Select(h => h.Score)];
        Assert.Equal(scores.OrderDescending(), scores);
        Assert.All(scores, s => Assert.InRange(s, 0, 1));
    }

    [Fact]
    public void WhatWasCutShort_StaysBehindWhatIsComplete()
    {
        FoundTexts found = Found(_votes, isComplete: place => place == 2);
        Assert.Equal([2, 0, 1], found.Ranked(_search with { Consensus = 0 }).Select(h => h.Symbols[0]));
    }

    [Fact]
    public void Of_TakesWhatGivesTheBestBleu_AndLeavesWhatWasAskedFor()
    {
        FoundTexts[] found = [Found(_shortAndLong), Found(_votes)];
        BeamOptions longs = SearchChoice.Of(
            _search, found, ["ein Hund läuft durch den Schnee", "ein Hund läuft im Schnee"]);
        Assert.Equal(1, found[0].Best(longs));
        Assert.Equal(1, found[1].Best(longs));
        BeamOptions likeliest = SearchChoice.Of(_search, found, ["ein Hund", "zwei Katzen schlafen dort"]);
        Assert.Equal(0, likeliest.LengthPenalty);
        Assert.Equal(0, likeliest.Consensus);
        BeamOptions asked = SearchChoice.Of(
            _search with { LengthPenalty = 1.7 }, found, ["ein Hund", "zwei Katzen schlafen dort"]);
        Assert.Equal(1.7, asked.LengthPenalty);
    }

    [Fact]
    public void NothingIsOpen_WhereAllIsSaid_OrTheSearchIsGreedy()
    {
        Assert.True(SearchChoice.IsOpen(new BeamOptions { LengthPenalty = 1 }));
        Assert.False(SearchChoice.IsOpen(new BeamOptions { LengthPenalty = 1, Consensus = 0 }));
        Assert.False(SearchChoice.IsOpen(new BeamOptions { Width = 1 }));
    }

    private static FoundTexts Found(
        (string Text, double LogProbability)[] texts, Func<int, bool>? isComplete = null)
    {
        // The first symbol says which text it is; there are as many as the text has words.
        Hypothesis[] found =
        [
            .. texts.Select((t, place) =>
            {
                int[] symbols = [.. t.Text.Split(' ').Select((_, word) => word == 0 ? place : 0)];
                return new Hypothesis(
                    symbols, t.LogProbability, t.LogProbability / _search.LengthDivisor(symbols.Length + 1),
                    isComplete?.Invoke(place) ?? true, []);
            }),
        ];
        return new FoundTexts(found, _search, hypothesis => texts[hypothesis.Symbols[0]].Text);
    }
}
