using Carousel.Jobs.Decoding;
using Carousel.Jobs.Fitting;

namespace Carousel.Jobs.Tests.Decoding;

public class BeamSearchTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(0.6, 3)]
    [InlineData(0.6, 4)]
    [InlineData(2, 5)]
    public void Run_FindsWhatTryingEverythingFinds_WhenTheBeamHoldsEverything(double length, int seed)
    {
        const int most = 4, best = 5;
        var decoder = new DrawnDecoder(3, seed);
        var options = new BeamOptions { Width = 200, LengthPenalty = length, Best = best };
        IReadOnlyList<Hypothesis> found = new BeamSearch(decoder, options).Run([most])[0];
        (string Text, double Score)[] all =
        [
            .. Everything(decoder, "0:", [], 0, most, length).OrderByDescending(t => t.Score).Take(best),
        ];
        Assert.Equal(all.Select(t => t.Text), found.Select(h => string.Join(',', h.Symbols)));
        for (int k = 0; k < best; k++)
        {
            Assert.Equal(all[k].Score, found[k].Score, 1e-9);
            Assert.True(found[k].IsComplete);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(10)]
    public void Run_OfWidthOne_TakesTheLikeliestSymbolAtEachStep(int seed)
    {
        var decoder = new DrawnDecoder(12, seed);
        Hypothesis found = new BeamSearch(decoder, new BeamOptions { Width = 1 }).Run([12])[0][0];
        string written = "0:";
        var symbols = new List<int>();
        for (int step = 0; step < 12; step++)
        {
            float[] scores = decoder.Scores(written);
            int likeliest = Array.IndexOf(scores, scores.Max());
            if (likeliest == decoder.End)
            {
                break;
            }

            symbols.Add(likeliest);
            written += $"{likeliest},";
        }

        Assert.InRange(symbols.Count, 1, 12);
        Assert.Equal(symbols, found.Symbols);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Run_GivesASourceTheSame_AloneAndAmongOthers(int width)
    {
        var options = new BeamOptions { Width = width, LengthPenalty = 0.6, Best = width };
        int[] most = [5, 9, 2, 7, 30];
        IReadOnlyList<IReadOnlyList<Hypothesis>> together = new BeamSearch(new DrawnDecoder(5, 3), options).Run(most);
        for (int source = 0; source < most.Length; source++)
        {
            IReadOnlyList<Hypothesis> alone = new BeamSearch(new OneSource(new DrawnDecoder(5, 3), source), options)
                .Run([most[source]])[0];
            Assert.Equal(together[source].Count, alone.Count);
            for (int k = 0; k < alone.Count; k++)
            {
                Assert.Equal(together[source][k].Symbols, alone[k].Symbols);
                Assert.Equal(together[source][k].Score, alone[k].Score);
                Assert.Equal(together[source][k].Attention, alone[k].Attention);
            }
        }
    }

    [Fact]
    public void Run_GivesAtMostTheSteps_AndSaysThatATextWasCut()
    {
        Hypothesis found = new BeamSearch(new NeverEnding(), new BeamOptions { Width = 2 }).Run([3])[0][0];
        Assert.False(found.IsComplete);
        Assert.Equal([1, 1, 1], found.Symbols);
    }

    [Fact]
    public void Attention_HasARowForEachSymbolAndTheEnd()
    {
        var decoder = new DrawnDecoder(4, 12);
        Hypothesis found = new BeamSearch(decoder, new BeamOptions { Width = 3 }).Run([20])[0][0];
        Assert.Equal(found.Symbols.Count + 1, found.Attention.Count);
        Assert.Equal(decoder.Looks("0:"), found.Attention[0]);
        string written = "0:" + string.Concat(found.Symbols.Select(s => $"{s},"));
        Assert.Equal(decoder.Looks(written), found.Attention[^1]);
    }

    [Fact]
    public void OfEqualScores_TheHypothesisThatStoodFirstGoesOn_ThenTheSmallerSymbol()
    {
        // Three symbols of equal scores, and the end, which cannot be.
        var decoder = new WrittenDecoder(4, _ => [float.NegativeInfinity, -1, -1, -1]);
        IReadOnlyList<Hypothesis> found = new BeamSearch(decoder, new BeamOptions { Width = 2, Best = 2 }).Run([2])[0];
        Assert.Equal(["1,1", "1,2"], found.Select(h => string.Join(',', h.Symbols)));
    }

    [Fact]
    public void Run_FindsALongTextThatWinsInTheEnd_ThroughANarrowBeam()
    {
        // The end is the likeliest first symbol, and better than the continuation so far: five nearly certain symbols
        // later it is not.
        var decoder = new WrittenDecoder(3, written => written.Length switch
        {
            0 => Logarithms(0.4, 0.35, 0.25),
            < 5 => Logarithms(0.001, 0.989, 0.01),
            _ => Logarithms(0.98, 0.01, 0.01),
        });
        Hypothesis found = new BeamSearch(decoder, new BeamOptions { Width = 2, LengthPenalty = 1 }).Run([20])[0][0];
        Assert.Equal([1, 1, 1, 1, 1], found.Symbols);
        Assert.True(found.IsComplete);
    }

    [Theory]
    [InlineData(float.NaN, "no number for symbol 2")]
    [InlineData(float.PositiveInfinity, "∞ for symbol 2")]
    [InlineData(float.NegativeInfinity, "gives every symbol probability 0")]
    public void Run_SaysWhere_WhenScoresAreOfNoUse(float score, string what)
    {
        var decoder = new WrittenDecoder(
            3, written => written.Length == 0 ? [-3, -1, -2] : [float.NegativeInfinity, float.NegativeInfinity, score]);
        string message = Assert.Throws<DecodingException>(
            () => new BeamSearch(decoder, new BeamOptions { Width = 3 }).Run([4])).Message;
        Assert.StartsWith("Source 0, step 1: ", message, StringComparison.Ordinal);
        Assert.Contains(what, message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.7)]
    public void Rescored_IsAsAnotherLengthPenaltyWouldHaveScored(double length)
    {
        var decoder = new DrawnDecoder(3, 2);
        var own = new BeamOptions { Width = 200, Best = 5 };
        BeamOptions other = own with { LengthPenalty = length };
        var expected = new BeamSearch(decoder, other).Run([4])[0]
            .ToDictionary(h => string.Join(',', h.Symbols), h => h.Score);
        int both = 0;
        foreach (Hypothesis found in new BeamSearch(decoder, own).Run([4])[0])
        {
            if (expected.TryGetValue(string.Join(',', found.Symbols), out double score))
            {
                Assert.Equal(score, found.Rescored(other).Score, 1e-9);
                both++;
            }
        }

        Assert.True(both > 1);
    }

    [Fact]
    public void Options_AreChecked()
    {
        Assert.Contains(
            "--best must be at most --beam, 5, but is 6",
            Assert.Throws<OptionException>(
                () => new BeamSearch(new NeverEnding(), new BeamOptions { Width = 5, Best = 6 })).OnCommandLine);
        Assert.Contains(
            "--beam must be 1…1024", Assert.Throws<OptionException>(() => new BeamOptions { Width = 0 }).OnCommandLine);
        Assert.Contains(
            "--length-penalty",
            Assert.Throws<OptionException>(() => new BeamOptions { LengthPenalty = -1 }).OnCommandLine);
        Assert.Contains("--best", Assert.Throws<OptionException>(() => new BeamOptions { Best = 0 }).OnCommandLine);
    }

    private static float[] Logarithms(params double[] probabilities) =>
        Array.ConvertAll(probabilities, p => (float)Math.Log(p));

    private static IEnumerable<(string Text, double Score)> Everything(
        DrawnDecoder decoder, string written, int[] symbols, double logProbability, int most, double alpha)
    {
        if (symbols.Length == most)
        {
            yield break;
        }

        float[] scores = decoder.Scores(written);
        double length = Math.Pow((5 + symbols.Length + 1) / 6.0, alpha);
        yield return (string.Join(',', symbols), (logProbability + scores[0]) / length);
        for (int s = 1; s < scores.Length; s++)
        {
            foreach ((string, double) text in Everything(
                decoder, $"{written}{s},", [.. symbols, s], logProbability + scores[s], most, alpha))
            {
                yield return text;
            }
        }
    }

    /// <summary>One source of a decoder under the number 0.</summary>
    private sealed class OneSource(DrawnDecoder decoder, int source) : IStepDecoder
    {
        public int Symbols => decoder.Symbols;

        public int End => decoder.End;

        public void Step(
            ReadOnlySpan<int> sources, ReadOnlySpan<int> from, ReadOnlySpan<int> symbols,
            Span<float> logProbabilities) =>
            decoder.Step([.. Enumerable.Repeat(source, sources.Length)], from, symbols, logProbabilities);

        public ReadOnlySpan<float> Attention(int row) => decoder.Attention(row);
    }

    private sealed class NeverEnding : IStepDecoder
    {
        public int Symbols => 2;

        public int End => 0;

        public void Step(
            ReadOnlySpan<int> sources, ReadOnlySpan<int> from, ReadOnlySpan<int> symbols, Span<float> logProbabilities)
        {
            for (int row = 0; row < sources.Length; row++)
            {
                (logProbabilities[2 * row], logProbabilities[(2 * row) + 1]) = (float.NegativeInfinity, 0);
            }
        }

        public ReadOnlySpan<float> Attention(int row) => [];
    }
}
