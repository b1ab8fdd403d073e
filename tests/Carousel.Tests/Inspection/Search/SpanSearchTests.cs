using Carousel.Inspection;
using Carousel.Inspection.Search;
using Carousel.Testing;

namespace Carousel.Tests.Inspection.Search;

public sealed class SpanSearchTests
{
    private const int Seeds = 20;

    [Fact]
    public void Units_AreFound_WhereOneIsWiredToBrackets_InEverySeed()
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            var text = new BracketText(seed);

            SpanFindings findings = SpanSearch.Of([text.States(isWired: true)], text.Query(), cancellation: TestContext.Current.CancellationToken);

            // Others may be found too: the wired unit reaches them.
            Assert.Equal(text.Wired, findings.Found[0].Unit);
            MatchedUnit unit = findings.Found[0];
            Assert.Equal(1, unit.Sign);
            Assert.Equal(text.Spans.Sum(s => s.Last - s.First + 1), unit.ActiveShare * BracketText.Steps, 1e-6);
        }
    }

    [Fact]
    public void Units_AreNotFound_WhereNoneIsWired_InNineteenOfTwentySeeds()
    {
        int without = 0;
        for (int seed = 0; seed < Seeds; seed++)
        {
            var text = new BracketText(seed);
            without += SpanSearch.Of([text.States(isWired: false)], text.Query(), cancellation: TestContext.Current.CancellationToken).Found.Count == 0 ? 1 : 0;
        }

        Assert.InRange(without, 19, 20);
    }

    [Fact]
    public void Spans_AreAllOthersBetweenBrackets_ThoseOfLikeLengthFirst()
    {
        var text = new BracketText(3);
        SpanQuery query = text.Query();

        SpanFindings findings = SpanSearch.Of([text.States(isWired: true)], query, cancellation: TestContext.Current.CancellationToken);

        Assert.Equal([text.Wired], findings.Set.Select(u => u.Unit));
        Assert.Equal(text.Spans.Where(s => s.First != query.First).Order(), findings.Spans.Select(s => (s.First, s.Last)).Order());
        Assert.All(findings.Spans, span => Assert.Equal(1, span.Overlap));
        Assert.Equal(findings.Spans.Select(s => Math.Abs(Math.Log((double)s.Length / query.Length))).Order().First(), Math.Abs(Math.Log((double)findings.Spans[0].Length / query.Length)));
    }

    [Theory]
    [InlineData(5, 9, null)]
    [InlineData(0, 6, null)]
    [InlineData(33, 39, null)]
    [InlineData(12, 12, 0.3)]
    [InlineData(12, 14, 0.1)]
    public void PValues_AreRanksAmongAllSpans_AsCountedOneByOne(int first, int last, double? threshold)
    {
        var draws = new Draws(9);
        float[] values = draws.Floats(40 * 5), other = draws.Floats(25 * 5);
        values[first * 5] = values[last * 5] = 0.9f;
        StateTable[] sequences = [new(values, 5), new(other, 5)];

        SpanFindings findings = SpanSearch.Of(sequences, new SpanQuery(0, first, last) { Threshold = threshold }, cancellation: TestContext.Current.CancellationToken);

        var counts = new Dictionary<(int, int), int>();
        for (int unit = 0; unit < 5; unit++)
        {
            double[] all = [.. Places(sequences, first, last).Select(p => Measure(sequences, p.Sequence, unit, p.First, last - first + 1, threshold, first > 0, last < 39))];
            (int, int)[] places = [.. Places(sequences, first, last)];
            for (int k = 0; k < all.Length; k++)
            {
                counts[places[k]] = counts.GetValueOrDefault(places[k]) + (all[k] > 0 ? 1 : 0);
            }

            double own = all[Array.IndexOf(places, (0, first))];
            MatchedUnit? match = findings.Units.SingleOrDefault(u => u.Unit == unit);
            Assert.Equal(own > 0, match is not null);
            if (match is not null)
            {
                Assert.Equal((double)all.Count(a => a >= own) / all.Length, match.PValue, 12);
            }
        }

        Assert.Equal(counts.Count - 1, findings.Compared);
        Assert.Equal((double)counts.Values.Count(c => c >= findings.Units.Count) / counts.Count, findings.CountPValue, 12);
        Assert.Equal((counts.Values.Sum() - (double)findings.Units.Count) / findings.Compared, findings.CountByChance, 12);
    }

    [Fact]
    public void Overlap_IsTheSharedStepsByThoseOfEither()
    {
        // Two units on the query 2…4; later one is on at 8…10, the other at 9…12: both or half of them at 8…12.
        float[] values = new float[16 * 2];
        foreach ((int unit, int first, int last) in new[] { (0, 2, 4), (1, 2, 4), (0, 8, 10), (1, 9, 12) })
        {
            for (int t = first; t <= last; t++)
            {
                values[(t * 2) + unit] = 1;
            }
        }

        FoundSpan span = Assert.Single(SpanSearch.Of([new StateTable(values, 2)], new SpanQuery(0, 2, 4), cancellation: TestContext.Current.CancellationToken).Spans);

        Assert.Equal((8, 12, 0.7, 0.6), (span.First, span.Last, span.Overlap, span.Likeness));
    }

    [Fact]
    public void Query_IsRefused_WhereItDoesNotFit()
    {
        StateTable[] sequences = [new(new float[20], 2)];

        Assert.Throws<ArgumentException>(() => SpanSearch.Of([], new SpanQuery(0, 1, 2), cancellation: TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentException>(() => SpanSearch.Of(sequences, new SpanQuery(1, 1, 2), cancellation: TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentException>(() => SpanSearch.Of(sequences, new SpanQuery(0, 3, 2), cancellation: TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentException>(() => SpanSearch.Of(sequences, new SpanQuery(0, 3, 10), cancellation: TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentException>(() => SpanSearch.Of(sequences, new SpanQuery(0, 0, 9), cancellation: TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentException>(() => SpanSearch.Of(sequences, new SpanQuery(0, 1, 8), cancellation: TestContext.Current.CancellationToken));
    }

    private static IEnumerable<(int Sequence, int First)> Places(StateTable[] sequences, int first, int last)
    {
        int before = first > 0 ? 1 : 0, after = last < sequences[0].Steps - 1 ? 1 : 0, length = last - first + 1;
        return sequences.SelectMany((s, k) => Enumerable.Range(0, s.Steps).Where(t => t >= before && t + length + after <= s.Steps).Select(t => (k, t)));
    }

    private static double Measure(StateTable[] sequences, int sequence, int unit, int first, int length, double? threshold, bool hasBefore, bool hasAfter)
    {
        StateTable states = sequences[sequence];
        float[] every = [.. sequences.SelectMany(s => Enumerable.Range(0, s.Steps).Select(t => s.Row(t)[unit]))];
        double best = double.NegativeInfinity;
        foreach (int sign in new[] { 1, -1 })
        {
            float inside = Enumerable.Range(first, length).Min(t => sign * states.Row(t)[unit]);
            float beside = hasBefore ? sign * states.Row(first - 1)[unit] : float.NegativeInfinity;
            beside = hasAfter ? Math.Max(beside, sign * states.Row(first + length)[unit]) : beside;
            float gap = inside - beside, middle = beside + (gap / 2);
            double inactive = 1 - ((double)every.Count(v => sign * v > middle) / every.Length);
            best = Math.Max(best, threshold is { } given ? (inside > given && beside <= given ? 1 : 0) : gap > 0 ? gap * (float)inactive : gap);
        }

        return best;
    }
}
