using Carousel.Music;
using Carousel.Testing;

namespace Carousel.Jobs.Tests.Music;

/// <summary>The loss of a step and the baselines, by hand.</summary>
public sealed class MusicScoreTests
{
    [Fact]
    public void Nats_AreTheSumOverTheKeys_WithoutTheFirstStep()
    {
        var score = new MusicScore();
        float[] even = new float[MusicPiece.Keys];
        float[] sure = new float[MusicPiece.Keys];
        Array.Fill(sure, -20);
        (sure[0], sure[2]) = (20, 20);
        score.Add(even, [60], isFirst: true);
        score.Add(even, [], isFirst: false);
        score.Add(sure, [21, 22], isFirst: false);

        double half = 88 * Math.Log(2);
        double small = 88 * Math.Log(1 + Math.Exp(-20));
        Assert.Equal((half + 40 + small) / 2, score.Nats, 9);
        Assert.Equal(((2 * half) + 40 + small) / 3, score.NatsWithFirst, 9);
        Assert.Equal(1 / 3.0, score.Accuracy, 9);
    }

    [Fact]
    public void Cut_IsTheOneWithTheLargestShareOfKeys_AndEveryFigureIsOfIt()
    {
        // Two keys sound in each step: one predicted with 0.4, one with 0.2; a third is predicted with 0.2 and never
        // sounds.
        float[] logits = new float[3 * MusicPiece.Keys];
        Array.Fill(logits, -9);
        var piece = new MusicPiece("x", [[21, 22], [21, 22], [21, 22]]);
        for (int s = 0; s < 3; s++)
        {
            (logits[s * 88], logits[(s * 88) + 1], logits[(s * 88) + 2]) = (Odds(0.42), Odds(0.22), Odds(0.12));
        }

        var score = MusicScore.Of(piece, logits, baseline: null);
        Assert.Equal(0.15, score.BestCut);
        Assert.Equal(0, score.Accuracy);
        Assert.Equal(1, With(0.2));
        Assert.Equal(0.5, With(0.25));
        Assert.Equal(2 / 3.0, With(0.1), 12);
        Assert.Throws<ArgumentOutOfRangeException>(() => With(0.42));

        double With(double cut)
        {
            var sum = new MusicScore { Cut = cut };
            sum.Add(score);
            return sum.Accuracy;
        }

        static float Odds(double p) => (float)Math.Log(p / (1 - p));
    }

    [Fact]
    public void Frequencies_AreThoseOfTheTrainingSteps()
    {
        var baseline = new KeyFrequencies([new MusicPiece("x", [[60], [60], [60, 62], []])]);
        float[] logits = new float[MusicPiece.Keys];
        baseline.Guess([99], logits);
        Assert.Equal(Math.Log(3.5 / 1.5), logits[60 - 21], 5);
        Assert.Equal(Math.Log(1.5 / 3.5), logits[62 - 21], 5);
        Assert.Equal(Math.Log(0.5 / 4.5), logits[0], 5);
    }

    [Fact]
    public void Logistic_LearnsWhatFollowsAKey_AndFrequenciesDoNot()
    {
        MusicPiece[] pieces =
        [
            .. Enumerable.Range(0, 10)
                .Select(
                    i =>
                        new MusicPiece(
                            $"{i}", [.. Enumerable.Range(0, 41 + i).Select(s => s % 2 == 0 ? (int[])[60] : [62, 65])])),
        ];
        LastStepLogistic logistic = LastStepLogistic.Fit(pieces, pieces, TestContext.Current.CancellationToken);
        var frequencies = new KeyFrequencies(pieces);
        Assert.True(MusicScore.Of(logistic, pieces).Nats < 0.4, $"{MusicScore.Of(logistic, pieces).Nats}");
        Assert.True(MusicScore.Of(frequencies, pieces).Nats > 2);
        Assert.Equal(1, MusicScore.Of(logistic, pieces).Accuracy);
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public void Baselines_AreNearTheirPublishedPlace_OnTheChorales()
    {
        if (SharedData.Find("jsb_chorales/jsb-chorales-quarter.json") is not { } file)
        {
            return;
        }

        MusicSet set = MusicReader.Read(file);
        double frequencies = MusicScore.Of(new KeyFrequencies(set.Parts.Training), set.Parts.Test).Nats;
        double logistic = MusicScore.Of(
            LastStepLogistic.Fit(set.Parts.Training, set.Parts.Validation, TestContext.Current.CancellationToken),
            set.Parts.Test).Nats;
        Assert.InRange(frequencies, 10.5, 12.5);
        Assert.InRange(logistic, 8.5, 9.8);
    }
}
