using Carousel.Autograd;
using Carousel.Tensors;
using Carousel.Training;

namespace Carousel.Tests.Training;

/// <summary>Averages of parameters, and the epochs that use them.</summary>
public sealed class TrainerAveragingTests : IDisposable
{
    private readonly CpuBackend _backend = new(1);

    public void Dispose() => _backend.Dispose();

    [Fact]
    public void Fit_GivesTheMeanOfTheLastEpochs_WhereParametersAreAveraged()
    {
        var problem = new TinyProblem(_backend);
        var kept = new List<float[]>();
        var options = new TrainerOptions
        {
            Epochs = 3,
            KeepBest = false,
            Averaging = new AveragingOptions { FromEpoch = 2 },
        };
        Fit(problem, options, new Watcher
        {
            Step = r =>
            {
                if (r.Epoch > 1)
                {
                    kept.Add(Weights(problem));
                }
            },
        });

        float[] result = Weights(problem);
        Assert.Equal(16, kept.Count);
        for (int i = 0; i < result.Length; i++)
        {
            Assert.Equal(kept.Average(w => (double)w[i]), result[i], 1e-6);
        }
    }

    [Fact]
    public void Fit_ForgetsOlderSteps_WhereTheAverageDecays()
    {
        var problem = new TinyProblem(_backend);
        var kept = new List<float[]>();
        Fit(
            problem,
            new TrainerOptions { Epochs = 2, KeepBest = false, Averaging = new AveragingOptions { Decay = 0.75 } },
            new Watcher { Step = _ => kept.Add(Weights(problem)) });

        double expected = 0;
        for (int n = 1; n <= kept.Count; n++)
        {
            expected += Math.Max(1.0 / n, 0.25) * (kept[n - 1][0] - expected);
        }

        Assert.Equal(expected, Weights(problem)[0], 1e-6);
    }

    [Theory]
    [InlineData(0.3, false)]
    [InlineData(0.003, true)]
    public void Fit_KeepsTheBetterOfWeightsAndAverages_WhereBothAreJudged(double rate, bool isOwnBetter)
    {
        // Large steps swing around the best weights, which lie near their mean; small ones still come closer.
        TrainingResult Run(AveragingOptions? averaging) => Fit(
            new TinyProblem(_backend), new TrainerOptions { Epochs = 6, LearningRate = rate, Averaging = averaging });
        double[] own = Scores(Run(null)), mean = Scores(Run(new AveragingOptions()));
        var problem = new TinyProblem(_backend);
        TrainingResult both = Fit(
            problem,
            new TrainerOptions
            {
                Epochs = 6,
                LearningRate = rate,
                Averaging = new AveragingOptions { Compares = true },
            });

        Assert.Equal(own.Zip(mean, Math.Min), Scores(both));
        Assert.Equal(isOwnBetter, own[^1] < mean[^1]);
        using var arena = new Arena(_backend);
        Assert.Equal(
            both.BestScore, problem.Validate(new Carousel.Autograd.Tape(_backend, arena), CancellationToken.None));

        static double[] Scores(TrainingResult result) => [.. result.History.Select(e => e.Score!.Value)];
    }

    private static float[] Weights(TinyProblem problem) =>
        [.. problem.Model.Parameters.SelectMany(parameter => parameter.Value.ToArray())];

    private TrainingResult Fit(TinyProblem problem, TrainerOptions options, params ITrainingObserver[] observers)
    {
        using var trainer = new Trainer(_backend, problem, options, observers);
        return trainer.Fit(TestContext.Current.CancellationToken);
    }
}
