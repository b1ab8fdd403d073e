using Carousel.Jobs.Decoding;
using Carousel.Translation;

namespace Carousel.Jobs.Tests.Translation;

/// <summary>The length penalty is chosen by lines whose translations are known.</summary>
public class SearchChoiceTests
{
    private static readonly BeamOptions _search = new() { Width = 3, Best = 3 };

    /// <summary>A short text that is likelier as a whole, and a long one that is likelier by symbol.</summary>
    private static readonly (string Text, double LogProbability)[] _shortAndLong =
    [
        ("ein Hund läuft im Schnee", -2.0), ("ein brauner Hund läuft durch den tiefen Schnee", -2.4),
    ];

    [Theory]
    [InlineData(0, 0.6)]
    [InlineData(1, 1)]
    public void ThePenalty_IsThatNearestToTheUsualOneThatPrefersTheTextsThatAreRight(int right, double expected)
    {
        // -2.0/(11/6)^α and -2.4/(14/6)^α are equal where α = ln 1.2 / ln(14/11), 0.756.
        var choice = new SearchChoice(_search);
        Add(choice, _shortAndLong[right].Text, _ => true);
        Assert.Equal(expected, choice.LengthPenalty());
    }

    [Fact]
    public void OfEqualPenalties_TheUsualOneIsTaken()
    {
        var choice = new SearchChoice(_search);
        Add(choice, "nichts davon", _ => true);
        Assert.Equal(1, choice.LengthPenalty());
    }

    [Fact]
    public void WhatWasCutShort_StaysBehindWhatIsComplete()
    {
        // The text that is right was cut short: no penalty brings it to the front.
        var choice = new SearchChoice(_search);
        Add(choice, _shortAndLong[1].Text, place => place == 0);
        Assert.Equal(1, choice.LengthPenalty());
    }

    [Fact]
    public void NothingIsOpen_WhereAllIsSaid_OrTheSearchIsGreedy()
    {
        Assert.True(SearchChoice.IsOpen(new BeamOptions()));
        Assert.False(SearchChoice.IsOpen(new BeamOptions { LengthPenalty = 1 }));
        Assert.False(SearchChoice.IsOpen(new BeamOptions { Width = 1 }));
    }

    private static void Add(SearchChoice choice, string reference, Func<int, bool> isComplete)
    {
        // The first symbol says which text it is; there are as many as the text has words.
        Hypothesis[] found =
        [
            .. _shortAndLong.Select((t, place) =>
            {
                int[] symbols = [.. t.Text.Split(' ').Select((_, word) => word == 0 ? place : 0)];
                return new Hypothesis(
                    symbols, t.LogProbability, t.LogProbability / _search.LengthDivisor(symbols.Length + 1),
                    isComplete(place), []);
            }),
        ];
        choice.Add(found, hypothesis => _shortAndLong[hypothesis.Symbols[0]].Text, reference);
    }
}
