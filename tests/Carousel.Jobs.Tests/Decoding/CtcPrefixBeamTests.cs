using Carousel.Jobs.Decoding;
using Carousel.Speech;

namespace Carousel.Jobs.Tests.Decoding;

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
            var beam = new CtcPrefixBeam(classes, 4096);
            beam.Step(scores);
            IReadOnlyList<(int[] Labels, double Probability)> all = AllPaths.Sums(scores, classes);
            IReadOnlyList<DecodedLabels> found = beam.Hypotheses();
            Assert.Equal(all.Count, found.Count);
            foreach ((DecodedLabels hypothesis, (int[] labels, double probability)) in found.Zip(
                all.OrderByDescending(a => a.Probability)))
            {
                Assert.Equal(labels, hypothesis.Labels.Select(l => l.Label));
                Assert.Equal(Math.Log(probability), hypothesis.LogProbability, 1e-9);
            }
        }
    }

    [Fact]
    public void Times_AreThoseOfTheLikeliestPathToTheLabels()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            float[] scores = AllPaths.Scores(6, 3, seed);
            var beam = new CtcPrefixBeam(3, 4096);
            beam.Step(scores);
            foreach (DecodedLabels hypothesis in beam.Hypotheses())
            {
                Assert.Equal(
                    CtcAlignment.Of(scores, 3, [.. hypothesis.Labels.Select(l => l.Label)], out _), hypothesis.Labels);
            }
        }
    }

    [Fact]
    public void Search_GivesTheSame_StepByStepAndTogether()
    {
        float[] scores = AllPaths.Scores(40, 5, 3);
        CtcPrefixBeam together = new(5, 16), apart = new(5, 16);
        together.Step(scores);
        for (int t = 0; t < 40; t++)
        {
            apart.Step(scores.AsSpan(t * 5, 5));
        }

        Assert.Equal(together.Best().Labels, apart.Best().Labels);
        Assert.Equal(together.Best().LogProbability, apart.Best().LogProbability);
    }

    [Theory]
    [InlineData(1, 3, false)]
    [InlineData(3, 4, false)]
    [InlineData(8, 5, true)]
    [InlineData(16, 3, true)]
    [InlineData(70, 6, false)]
    public void Search_GivesWhatThePlainOneGives(int width, int classes, bool tied)
    {
        for (int seed = 0; seed < 4; seed++)
        {
            // Whole numbers make prefixes of equal scores, of which that reached first comes first.
            float[] scores = AllPaths.Scores(25, classes, seed);
            scores = tied ? Array.ConvertAll(scores, MathF.Round) : scores;
            var beam = new CtcPrefixBeam(classes, width);
            var plain = new PlainPrefixBeam(classes, width);
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
    public void NarrowBeam_IsNoBetterThanAWideOne()
    {
        for (int seed = 0; seed < 10; seed++)
        {
            float[] scores = AllPaths.Scores(12, 4, seed);
            CtcPrefixBeam narrow = new(4, 1),
                wide = new(4, 64);
            narrow.Step(scores);
            wide.Step(scores);
            Assert.Single(narrow.Hypotheses());
            Assert.True(narrow.Best().LogProbability <= wide.Best().LogProbability + 1e-9);
        }
    }

    [Theory]
    [InlineData(float.NaN, "a score is not a number")]
    [InlineData(float.PositiveInfinity, "infinite")]
    [InlineData(float.NegativeInfinity, "every score is")]
    public void Scores_OfWhichNothingCanBeDecoded_AreNamed(float score, string what)
    {
        var beam = new CtcPrefixBeam(2, 16);
        string message = Assert.Throws<DecodingException>(() => beam.Step([0, 1, score, score])).Message;
        Assert.Contains("step 1 ", message);
        Assert.Contains(what, message);
        Assert.Equal(1, beam.Steps);
        Assert.Equal([1], beam.Best().Labels.Select(l => l.Label));
    }

    [Fact]
    public void ClassesThatCannotBe_AreNotLabels()
    {
        const float never = float.NegativeInfinity;
        CtcPrefixBeam beam = new(3, 16), two = new(2, 16);
        beam.Step([0, 1, never, 1, 0, never, 0, 2, never]);
        two.Step([0, 1, 1, 0, 0, 2]);
        Assert.Equal(two.Hypotheses().Select(h => h.LogProbability), beam.Hypotheses().Select(h => h.LogProbability));
        beam.Step([never, never, 0]);
        Assert.All(beam.Hypotheses(), h => Assert.Equal(2, h.Labels[^1].Label));
    }

    [Fact]
    public void NoSteps_GiveNoLabels()
    {
        var beam = new CtcPrefixBeam(3, 16);
        Assert.Empty(beam.Best().Labels);
        Assert.Equal(0, beam.Best().LogProbability);
    }

    [Fact]
    public void Scores_MustBeWholeSteps() =>
        Assert.Throws<ArgumentException>(() => new CtcPrefixBeam(3, 16).Step(new float[4]));
}
