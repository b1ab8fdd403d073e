using System.Runtime.CompilerServices;
using Carousel.Jobs.Decoding;
using Carousel.Testing;

namespace Carousel.Jobs.Tests.Decoding;

[Collection(typeof(Alone))]
public class CtcPrefixBeamTests
{
    [Theory]
    [InlineData(5, 3)]
    [InlineData(7, 2)]
    [InlineData(4, 4)]
    public void Search_FindsTheLikeliestOfAllLabels_WhenTheBeamHoldsThemAll(int steps, int classes)
    {
        for (int seed = 0; seed < 20; seed++)
        {
            float[] scores = AllPaths.Scores(steps, classes, seed);
            var beam = new CtcPrefixBeam(classes, new PrefixBeamOptions { Width = 4096 });
            beam.Step(scores);
            IReadOnlyList<(int[] Labels, double Probability)> all = AllPaths.Sums(scores, classes);
            IReadOnlyList<DecodedLabels> found = beam.Hypotheses();
            Assert.Equal(all.Count, found.Count);
            foreach ((DecodedLabels hypothesis, (int[] labels, double probability)) in found.Zip(
                all.OrderByDescending(a => a.Probability)))
            {
                Assert.Equal(labels, hypothesis.Labels.Select(l => l.Label));
                Assert.Equal(Math.Log(probability), hypothesis.LogProbability, 1e-9);
                Assert.Equal(hypothesis.LogProbability, hypothesis.Score);
            }
        }
    }

    [Fact]
    public void Times_AreThoseOfTheLikeliestPathToTheLabels()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            float[] scores = AllPaths.Scores(6, 3, seed);
            var beam = new CtcPrefixBeam(3, new PrefixBeamOptions { Width = 4096 });
            beam.Step(scores);
            foreach (DecodedLabels hypothesis in beam.Hypotheses())
            {
                Assert.Equal(
                    CtcAlignment.Of(scores, 3, [.. hypothesis.Labels.Select(l => l.Label)], out _), hypothesis.Labels);
            }
        }
    }

    [Theory]
    [InlineData(0.7, 0.3)]
    [InlineData(2, -1)]
    [InlineData(0, 1.5)]
    public void Search_WeighsScorerAndLabels(double weight, double bonus)
    {
        var scorer = new PairScorer(3);
        for (int seed = 0; seed < 20; seed++)
        {
            float[] scores = AllPaths.Scores(5, 3, seed);
            var beam = new CtcPrefixBeam(
                3, new PrefixBeamOptions { Width = 4096, ScorerWeight = weight, LabelBonus = bonus }, scorer);
            beam.Step(scores);
            (int[] labels, double score) = AllPaths.Sums(scores, 3)
                .Select(
                    a =>
                        (
                            a.Labels,
                            Math.Log(a.Probability) + (weight * scorer.Whole(a.Labels)) + (bonus * a.Labels.Length)))
                                .MaxBy(a => a.Item2);
            DecodedLabels best = beam.Best();
            Assert.Equal(labels, best.Labels.Select(l => l.Label));
            Assert.Equal(score, best.Score, 1e-9);
        }
    }

    [Fact]
    public void Search_GivesTheSame_StepByStepAndTogether()
    {
        float[] scores = AllPaths.Scores(40, 5, 3);
        CtcPrefixBeam together = new(5), apart = new(5);
        together.Step(scores);
        for (int t = 0; t < 40; t++)
        {
            apart.Step(scores.AsSpan(t * 5, 5));
        }

        Assert.Equal(together.Best().Labels, apart.Best().Labels);
        Assert.Equal(together.Best().Score, apart.Best().Score);
        together.Reset();
        together.Step(scores);
        Assert.Equal(apart.Best().Score, together.Best().Score);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void SettledLabels_AreTheBeginningOfWhatIsFoundAtTheEnd(bool scored)
    {
        int settledEarly = 0;
        for (int seed = 0; seed < 10; seed++)
        {
            float[] scores = Spoken(60, 4, seed);
            var options = new PrefixBeamOptions { Width = 8, Margin = 3 };
            PairScorer? scorer = scored ? new PairScorer(4) : null;
            CtcPrefixBeam whole = new(4, options, scorer), stream = new(4, options, scorer);
            whole.Step(scores);
            var settled = new List<int>();
            for (int t = 0; t < 60; t++)
            {
                stream.Step(scores.AsSpan(t * 4, 4));
                settled.AddRange(stream.TakeSettled().Select(l => l.Label));
                settledEarly += t == 40 && settled.Count > 0 ? 1 : 0;
            }

            DecodedLabels rest = stream.Best(), best = whole.Best();
            Assert.Equal(best.Labels.Select(l => l.Label), settled.Concat(rest.Labels.Select(l => l.Label)));
            Assert.Equal(best.Labels.Skip(settled.Count), rest.Labels);
            Assert.Equal(best.Score, rest.Score, 1e-9);
        }

        Assert.True(settledEarly > 2, $"{settledEarly} of 10");
    }

    [Theory]
    [InlineData(1, 3, double.PositiveInfinity, false, false)]
    [InlineData(3, 4, double.PositiveInfinity, true, false)]
    [InlineData(8, 5, 4.0, false, true)]
    [InlineData(16, 3, double.PositiveInfinity, true, true)]
    [InlineData(70, 6, 6.0, true, false)]
    public void Search_GivesWhatThePlainOneGives(int width, int classes, double margin, bool scored, bool tied)
    {
        for (int seed = 0; seed < 4; seed++)
        {
            // Whole numbers make prefixes of equal scores, of which that reached first comes first.
            float[] scores = AllPaths.Scores(25, classes, seed);
            scores = tied ? Array.ConvertAll(scores, MathF.Round) : scores;
            var options = new PrefixBeamOptions { Width = width, Margin = margin, LabelBonus = 0.3 };
            PairScorer? scorer = scored ? new PairScorer(classes) : null;
            var beam = new CtcPrefixBeam(classes, options, scorer);
            var plain = new PlainPrefixBeam(classes, options, scorer);
            for (int t = 0; t < 25; t++)
            {
                beam.Step(scores.AsSpan(t * classes, classes));
                plain.Step(scores.AsSpan(t * classes, classes));
                IReadOnlyList<DecodedLabels> found = beam.Hypotheses();
                Assert.Equal(plain.Hypotheses.Select(h => h.LogProbability), found.Select(h => h.LogProbability));
                Assert.Equal(plain.Hypotheses.SelectMany(h => h.Path), found.SelectMany(h => h.Labels));
            }
        }
    }

    [Fact]
    public void AStream_HoldsNoMoreMemory_HoweverLongItIs()
    {
        // What else goes on in the process takes memory too, once or twice; what a stream holds it holds in each round:
        // a chain of the labels alone is 25,000 objects of 40 bytes, and one of each step five times as much.
        long least = long.MaxValue;
        for (int round = 0; round < 5 && least > 800_000; round++)
        {
            least = Math.Min(least, HeldAfterALongStream());
        }

        Assert.True(least < 800_000, $"{least} bytes");
    }

    [Fact]
    public void OpenLabels_SettlesWhatTheBestSays_AndKeepsTheRestOpen()
    {
        float[] scores = Spoken(80, 4, 2);
        CtcPrefixBeam stream = new(4, new PrefixBeamOptions { Width = 8, OpenLabels = 2 }),
            whole = new(4, new PrefixBeamOptions { Width = 8 });
        whole.Step(scores);
        var settled = new List<int>();
        for (int t = 0; t < 80; t++)
        {
            stream.Step(scores.AsSpan(t * 4, 4));
            settled.AddRange(stream.TakeSettled().Select(l => l.Label));
            Assert.InRange(stream.Best().Labels.Count, 0, 2);
        }

        Assert.Equal(
            whole.Best().Labels.Select(l => l.Label), settled.Concat(stream.Best().Labels.Select(l => l.Label)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PrefixBeamOptions { OpenLabels = 0 });
    }

    [Fact]
    public void NarrowBeam_IsNoBetterThanAWideOne()
    {
        for (int seed = 0; seed < 10; seed++)
        {
            float[] scores = AllPaths.Scores(12, 4, seed);
            CtcPrefixBeam narrow = new(4, new PrefixBeamOptions { Width = 1 }),
                wide = new(4, new PrefixBeamOptions { Width = 64 });
            narrow.Step(scores);
            wide.Step(scores);
            Assert.Single(narrow.Hypotheses());
            Assert.True(narrow.Best().LogProbability <= wide.Best().LogProbability + 1e-9);
        }
    }

    [Fact]
    public void Margin_GivesUpWhatIsSoFarBehind()
    {
        float[] scores = AllPaths.Scores(8, 4, 5);
        CtcPrefixBeam near = new(4, new PrefixBeamOptions { Width = 200, Margin = 2 }),
            all = new(4, new PrefixBeamOptions { Width = 200 });
        near.Step(scores);
        all.Step(scores);
        double best = near.Best().Score;
        Assert.InRange(near.Hypotheses().Count, 2, 50);
        Assert.All(near.Hypotheses(), h => Assert.InRange(h.Score, best - 2, best));
        Assert.Equal(200, all.Hypotheses().Count);
        Assert.Contains(all.Hypotheses(), h => h.Score < best - 4);
    }

    [Theory]
    [InlineData(float.NaN, "no number")]
    [InlineData(float.PositiveInfinity, "infinite")]
    [InlineData(float.NegativeInfinity, "every score is")]
    public void Scores_OfWhichNothingCanBeDecoded_AreNamed(float score, string what)
    {
        var beam = new CtcPrefixBeam(2);
        string message = Assert.Throws<DecodingException>(() => beam.Step([0, 1, score, score])).Message;
        Assert.Contains("step 1 ", message);
        Assert.Contains(what, message);
        Assert.Equal(1, beam.Steps);
        Assert.Equal([1], beam.Best().Labels.Select(l => l.Label));
    }

    [Fact]
    public void ClassesThatCannotBe_AreNoLabels()
    {
        const float never = float.NegativeInfinity;
        CtcPrefixBeam beam = new(3), two = new(2);
        beam.Step([0, 1, never, 1, 0, never, 0, 2, never]);
        two.Step([0, 1, 1, 0, 0, 2]);
        Assert.Equal(two.Hypotheses().Select(h => h.Score), beam.Hypotheses().Select(h => h.Score));
        beam.Step([never, never, 0]);
        Assert.All(beam.Hypotheses(), h => Assert.Equal(2, h.Labels[^1].Label));
        Assert.Empty(beam.TakeSettled());
    }

    [Fact]
    public void NoSteps_GiveNoLabels()
    {
        var beam = new CtcPrefixBeam(3);
        Assert.Empty(beam.Best().Labels);
        Assert.Empty(beam.TakeSettled());
        Assert.Equal(0, beam.Best().LogProbability);
    }

    [Fact]
    public void Scores_MustBeWholeSteps() =>
        Assert.Throws<ArgumentException>(() => new CtcPrefixBeam(3).Step(new float[4]));

    /// <summary>Feeds steps of which every fourth has a label, and counts what is settled.</summary>
    // What is free once the stream is let go: whatever else grew meanwhile is in both readings.
    private static long HeldAfterALongStream()
    {
        var beams = new CtcPrefixBeam?[1];
        Listen(beams);
        long held = GC.GetTotalMemory(forceFullCollection: true);
        beams[0] = null;
        return held - GC.GetTotalMemory(forceFullCollection: true);
    }

    // By itself, so that no slot of the caller's frame holds the beam.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Listen(CtcPrefixBeam?[] beams)
    {
        var beam = new CtcPrefixBeam(6, new PrefixBeamOptions { Width = 8, OpenLabels = 20 });
        Assert.InRange(Hear(beam, 0, 105_000), 25_000, 27_000);
        Assert.InRange(beam.Best().Labels.Count, 0, 21);
        beams[0] = beam;
    }

    private static int Hear(CtcPrefixBeam beam, int from, int to)
    {
        int settled = 0;
        float[] scores = new float[6];
        for (int t = from; t < to; t++)
        {
            for (int c = 0; c < scores.Length; c++)
            {
                scores[c] = ((t * 31) + (c * 17)) % 97 / 50f;
            }

            scores[t % 4 < 3 ? 0 : 1 + (t / 4 % 5)] += 6;
            beam.Step(scores);
            settled += beam.TakeSettled().Count;
        }

        return settled;
    }

    /// <summary>Scores in which labels stand out for some steps each.</summary>
    private static float[] Spoken(int steps, int classes, int seed)
    {
        float[] scores = AllPaths.Scores(steps, classes, seed);
        for (int t = 0; t < steps; t++)
        {
            scores[(t * classes) + (t % 7 < 4 ? 0 : 1 + (t / 7 * (seed + 1) % (classes - 1)))] += 4;
        }

        return scores;
    }

    /// <summary>The probability of a label is a function of the one before it.</summary>
    private sealed class PairScorer(int classes) : ILabelScorer
    {
        public object Start => 0;

        public object Next(object state, int label) => label;

        public IReadOnlyList<double> LogProbabilities(object state) =>
            [.. Enumerable.Range(0, classes).Select(c => Of((int)state, c))];

        public double LogEnd(object state) => Of((int)state, classes);

        public double Whole(int[] labels) =>
            labels.Select((l, u) => Of(u == 0 ? 0 : labels[u - 1], l)).Sum()
                + Of(labels.Length == 0 ? 0 : labels[^1], classes);

        private static double Of(int before, int label) => -1 - (((before * 5) + (label * 3)) % 7 / 3.0);
    }
}
