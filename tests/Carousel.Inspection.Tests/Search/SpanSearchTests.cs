using Carousel.Inspection.Search;
using Carousel.Testing;

namespace Carousel.Inspection.Tests.Search;

public sealed class SpanSearchTests
{
    private const int Seeds = 20;

    [Fact]
    [Trait("Speed", "Long")]
    public void Units_AreFound_WhereOneIsWiredToBrackets_InEverySeed()
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            var text = new BracketText(seed);

            SpanFindings findings = SpanSearch.Of(
                [text.States(isWired: true)], text.Query(), cancellation: TestContext.Current.CancellationToken);

            // Others may be found too: the wired unit reaches them.
            Assert.Equal(text.Wired, findings.Found[0].Unit);
            MatchedUnit unit = findings.Found[0];
            Assert.Equal(1, unit.Sign);
            Assert.Equal(text.Spans.Sum(s => s.Last - s.First + 1), unit.ActiveShare * BracketText.Steps, 1e-6);
        }
    }

    [Fact]
    [Trait("Speed", "Long")]
    public void Units_AreNotFound_WhereNoneIsWired_InNineteenOfTwentySeeds()
    {
        int without = 0;
        for (int seed = 0; seed < Seeds; seed++)
        {
            var text = new BracketText(seed);
            without += SpanSearch.Of(
                [text.States(isWired: false)], text.Query(),
                cancellation: TestContext.Current.CancellationToken).Found.Count == 0
                ? 1
                : 0;
        }

        Assert.InRange(without, 19, 20);
    }

    [Fact]
    public void Spans_AreAllOthersBetweenBrackets_ThoseOfLikeLengthFirst()
    {
        var text = new BracketText(3);
        SpanQuery query = text.Query();

        SpanFindings findings = SpanSearch.Of(
            [text.States(isWired: true)], query, cancellation: TestContext.Current.CancellationToken);

        Assert.Equal([text.Wired], findings.Set.Select(u => u.Unit));
        Assert.Equal(
            text.Spans.Where(s => s.First != query.First).Order(),
            findings.Spans.Select(s => (s.First, s.Last)).Order());
        Assert.All(findings.Spans, span => Assert.Equal(1, span.Overlap));
        Assert.Equal(
            findings.Spans.Select(s => Math.Abs(Math.Log((double)s.Length / query.Length))).Order().First(),
            Math.Abs(Math.Log((double)findings.Spans[0].Length / query.Length)));
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

        SpanFindings findings = SpanSearch.Of(
            sequences, new SpanQuery(0, first, last) { Threshold = threshold },
            cancellation: TestContext.Current.CancellationToken);

        var counts = new Dictionary<(int, int), int>();
        for (int unit = 0; unit < 5; unit++)
        {
            double[] all =
            [
                .. Places(sequences, first, last)
                    .Select(
                        p =>
                            Measure(
                                sequences, p.Sequence, unit, p.First, last - first + 1, threshold, first > 0,
                                last < 39)),
            ];
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
        Assert.Equal(
            (double)counts.Values.Count(c => c >= findings.Units.Count) / counts.Count, findings.CountPValue, 12);
        Assert.Equal(
            (counts.Values.Sum() - (double)findings.Units.Count) / findings.Compared, findings.CountByChance, 12);
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

        FoundSpan span = Assert.Single(
            SpanSearch.Of(
                [new StateTable(values, 2)], new SpanQuery(0, 2, 4),
                cancellation: TestContext.Current.CancellationToken).Spans);

        Assert.Equal((8, 12, 0.7, 0.6), (span.First, span.Last, span.Overlap, span.Likeness));
    }

    [Fact]
    public void PValue_IsNoSmallerThanThePatternsFrequency_WhereEverySpanHasItsLength()
    {
        // A unit that is on for six steps of every thirty, always six: it marks each of those spans as well as the one
        // asked for.
        const int steps = 3000, every = 30, length = 6;
        float[] values = new float[steps];
        for (int t = every; t + every <= steps; t += every)
        {
            values.AsSpan(t, length).Fill(1);
        }

        SpanFindings findings = SpanSearch.Of(
            [new StateTable(values, 1)], new SpanQuery(0, 300, 305),
            cancellation: TestContext.Current.CancellationToken);

        int spans = (steps / every) - 1;
        Assert.Equal(spans / (findings.Compared + 1.0), findings.Units[0].PValue, 12);
        Assert.Equal(spans - 1, findings.Spans.Count);
        Assert.All(findings.Spans, s => Assert.Equal((length, 1.0), (s.Length, s.Overlap)));
        Assert.Empty(findings.Found);
    }

    [Theory]
    [InlineData(15, true)]
    [InlineData(4, false)]
    public void PValue_IsOfThePlaceAmongAllPlaces_SoAUnitOfAllWordsIsFoundOnALongOne(int length, bool isFound)
    {
        // The unit is on at every letter and off at every blank: words of 2 to 7 letters, and two of 15.
        var draws = new Draws(5);
        var values = new List<float> { 0 };
        int asked = 0;
        for (int word = 0; word < 600; word++)
        {
            int letters = word is 200 or 400 ? 15 : word == 300 ? 4 : 2 + draws.Below(6);
            asked = word == (length == 15 ? 200 : 300) ? values.Count : asked;
            values.AddRange([.. Enumerable.Repeat(1f, letters), 0f]);
        }

        SpanFindings findings = SpanSearch.Of(
            [new StateTable([.. values], 1)], new SpanQuery(0, asked, asked + length - 1),
            cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(isFound, findings.Found.Count == 1);
        Assert.Equal(isFound ? 2 / (findings.Compared + 1.0) : 0.03, findings.Units[0].PValue, isFound ? 1e-12 : 0.02);
    }

    [Fact]
    public void Query_IsRefused_WhereItDoesNotFit()
    {
        StateTable[] sequences = [new(new float[20], 2)];

        Assert.Throws<ArgumentException>(
            () => SpanSearch.Of([], new SpanQuery(0, 1, 2), cancellation: TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentException>(
            () =>
                SpanSearch.Of(sequences, new SpanQuery(1, 1, 2), cancellation: TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentException>(
            () =>
                SpanSearch.Of(sequences, new SpanQuery(0, 3, 2), cancellation: TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentException>(
            () =>
                SpanSearch.Of(sequences, new SpanQuery(0, 3, 10), cancellation: TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentException>(
            () =>
                SpanSearch.Of(sequences, new SpanQuery(0, 0, 9), cancellation: TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentException>(
            () =>
                SpanSearch.Of(sequences, new SpanQuery(0, 1, 8), cancellation: TestContext.Current.CancellationToken));
    }

    private static IEnumerable<(int Sequence, int First)> Places(StateTable[] sequences, int first, int last)
    {
        int before = first > 0 ? 1 : 0, after = last < sequences[0].Steps - 1 ? 1 : 0, length = last - first + 1;
        return sequences.SelectMany(
            (s, k) =>
                Enumerable.Range(0, s.Steps).Where(t => t >= before && t + length + after <= s.Steps)
                    .Select(t => (k, t)));
    }

    private static double Measure(
        StateTable[] sequences, int sequence, int unit, int first, int length, double? threshold, bool hasBefore,
        bool hasAfter)
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
            best = Math.Max(
                best,
                threshold is { } given ? (inside > given && beside <= given ? 1 : 0)
                    : gap > 0 ? gap * (float)inactive
                    : gap);
        }

        return best;
    }
}
