using Carousel.Classification;
using Carousel.Jobs.Baselines;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Measuring;
using Carousel.Report;

namespace Carousel.Jobs.Tests.Classification;

/// <summary>The stretch that the report of a classifier names.</summary>
public class DecisiveStretchesTests
{
    [Fact]
    public async Task AStretchOfAnotherLevel_IsTheDecisiveOne()
    {
        var data = new ClassData("levels", ["x"],
        [
            .. Enumerable.Range(0, 60).Select(i => new ClassSample(i % 2 == 0 ? "usual" : "high", i + 2)
            {
                Id = $"{i}",
                Values =
                [
                    .. Enumerable.Range(0, 32).Select(t =>
                        MathF.Sin((i * 7) + (t * t * (i + 3))) + (i % 2 == 1 && t is >= 8 and < 12 ? 4 : 0)),
                ],
            }),
        ]);
        var options = new ClassOptions
        {
            Fit = new FitOptions { Epochs = 4, Hidden = 8, LearningRate = 1e-8, Threads = 1 },
        };
        ClassPlan plan = ClassPlan.Make(data, null, options);
        using Classifier model =
            (await plan.FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;
        ClassAnswers answers = model.Answer(data, TestContext.Current.CancellationToken);
        var charts = new DecisiveStretches(model, data, data.Samples)
            .Of("one", 1, answers, TestContext.Current.CancellationToken).Cast<LineChart>().ToArray();
        Assert.Equal("Steps 9 to 12 count most for the answer.", charts[1].Caption);

        // All probabilities are limited by the number of series.
        double most = 1 - (BaselineAnswer.SpreadOf(48, 2) / 2);
        Assert.All(answers.Probabilities, p => Assert.InRange(p, 1 - most - 1e-9, most + 1e-9));
        Assert.All(
            model.AnswerOfNetworks(data, TestContext.Current.CancellationToken).Probabilities,
            p => Assert.InRange(p, 1 - most - 1e-9, most + 1e-9));
    }
}
