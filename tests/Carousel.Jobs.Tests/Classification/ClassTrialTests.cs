using System.Globalization;
using System.Numerics;
using Carousel.Classification;
using Carousel.Jobs.Fitting;
using Carousel.Training;

namespace Carousel.Jobs.Tests.Classification;

/// <summary>Whether a trial decides if networks are trained.</summary>
public sealed class ClassTrialTests
{
    /// <summary>Classes by rule are certain after the features, classes without a relation to the series are not.
    /// </summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task NetworksAreTrainedWithoutATrial_WhereTheFeaturesLeaveRoom(bool areCertain)
    {
        var data = new ClassData("numbers", ["x"],
        [
            .. Enumerable.Range(0, 40).Select(i =>
            {
                int rule = BitOperations.PopCount((uint)i) % 2;
                return new ClassSample(rule == 0 ? "up" : "down", i + 2)
                {
                    Id = i.ToString(CultureInfo.InvariantCulture),
                    Values =
                    [
                        .. Enumerable.Range(0, 6)
                            .Select(t => (float)(areCertain ? (rule == 0 ? t : -t) + (i % 3) : t * i % 7)),
                    ],
                };
            }),
        ]);
        var options = new ClassOptions
        {
            Ensemble = 2,
            Fit = new FitOptions { Hidden = 8, Epochs = 4, LearningRate = 1e-8, Batch = 8, Threads = 1 },
        };
        Fitted<Classifier> fitted = await ClassPlan.Make(data, null, options)
            .FitAsync(new FitRun(), TestContext.Current.CancellationToken);
        using Classifier model = fitted.Model;
        Assert.Equal(areCertain, model.Summary.Reason == StopReason.Decided);
        Assert.Equal(areCertain, fitted.Trainings.Select(t => t.Name).Contains("trial"));
        Assert.Equal(areCertain ? 1 : 2, model.Design.Ensemble);
    }
}
