using Carousel.Jobs.Fitting;
using Carousel.Jobs.Baselines;
using Carousel.Jobs.Measuring;
using Carousel.Jobs.Tests.Forecasting;
using Carousel.Networks;
using Carousel.Survival;
using Carousel.Training;

namespace Carousel.Jobs.Tests.Survival;

/// <summary>The network holds a logistic regression on counts inside, and learns what that leaves.</summary>
public sealed class SurvivalBaselineTests
{
    [Fact]
    public async Task WithoutAnythingOfTheNetwork_TheAnswerIsTheRegressionsOwn()
    {
        SurvivalPlan plan = Plan();
        using SurvivalModel model = await FitAsync(plan);
        Assert.Contains(model.Fitted.BaselineShare, BaselineShare.Shares);
        model.Network.Shrink(0);
        IReadOnlyList<float[]> odds = model.Odds(plan.Parts.Test);
        Assert.Equal(
            plan.Parts.Test.Select(h => model.Fitted.Baselines.CountOdds(h, model.Fitted.Scale)), odds);

        // And a share of the network is that share of its correction.
        using SurvivalModel whole = await FitAsync(plan);
        IReadOnlyList<float[]> beyond = whole.Beyond(plan.Parts.Test), all = whole.Odds(plan.Parts.Test);
        for (int c = 0; c < all.Count; c++)
        {
            float[] baseline = whole.BaselineOdds(plan.Parts.Test[c])!;
            Assert.Equal(baseline.Zip(beyond[c], (r, f) => f + r), all[c]);
        }
    }

    [Fact]
    public void ACustomerOfTheTraining_IsToldByARegressionThatHasNotLearnedFromIt()
    {
        SurvivalPlan plan = Plan();
        var scale = FeatureScale.Fit(plan.Parts.Training, plan.Design.Features.Count);
        var folds = new CountRegressionFolds(plan.Parts, scale, 4, TestContext.Current.CancellationToken);
        CustomerHistory one = plan.Parts.Training[3];
        float[] told = folds.LogOdds(one);

        // The same customer with another end changes the regression of all, not the one of its prediction.
        CustomerHistory[] changed =
            [.. plan.Parts.Training.Select(h => h == one ? h with { Leaves = !h.Leaves } : h)];
        var others = new CountRegressionFolds(
            plan.Parts with { Training = changed }, scale, 4, TestContext.Current.CancellationToken);
        Assert.NotEqual(folds.Whole.Coefficients[0], others.Whole.Coefficients[0]);
        Assert.All(told.Zip(others.LogOdds(changed[3])), pair => Assert.Equal(pair.First, pair.Second, 1e-3));
        Assert.NotEqual(
            folds.Whole.LogOdds(one, scale).Select(v => Math.Round(v, 4)), told.Select(v => Math.Round(v, 4)));
    }

    [Fact]
    public async Task TheNetworkAlone_IsARow_AndWhatWasAddedIsSaid()
    {
        SurvivalPlan plan = PlanOfMany();
        using Fitted<SurvivalModel> fitted = await FitWholeAsync(plan);
        SurvivalModel model = fitted.Model;
        Assert.NotNull(fitted.Comparison);
        Assert.NotEqual(model.Design.HasBaseline, fitted.Comparison.Design.HasBaseline);
        JobResult result = fitted.Measure("carousel survive", TestContext.Current.CancellationToken);
        Assert.Equal(
            model.Design.HasBaseline ? "network alone" : "with logistic regression inside", result.Scores[1].Name);
        Assert.NotNull(result.Baseline);
        Assert.Equal(model.Design.HasBaseline, result.Baseline.IsInside);
    }

    [Fact]
    public async Task ANetworkWithoutAShare_IsNotTrainedAgainToBeCompared()
    {
        SurvivalPlan plan = Plan();
        using Fitted<SurvivalModel> fitted = await FitWholeAsync(plan);
        Assert.Equal(0, fitted.Model.Fitted.BaselineShare);
        Assert.Null(fitted.Comparison);
    }

    [Fact]
    public async Task TheRegressionAlone_IsNotComparedWithItself()
    {
        SurvivalPlan plan = Plan();
        using SurvivalModel model = await FitAsync(plan);
        Assert.Equal(0, model.Fitted.BaselineShare);
        Assert.Contains(
            ", compared with 50 % by chance.",
            plan.Fitted(model).Measure("carousel survive", TestContext.Current.CancellationToken).Sentence,
            StringComparison.Ordinal);
    }

    [Fact]
    public void ThePenalty_IsChosenByAllPeriodsAhead()
    {
        // In the first period the validation customers are like the others, in the second one the reverse.
        (CountRegression _, double penalty) = CountRegression.Choose(
            [Rows((20, 24, 6), (10, 4, 36))], [Rows((20, 3, 27), (10, 32, 8))], 2, CancellationToken.None);
        Assert.Equal(0.1, penalty);

        static CountRow[] Rows((int First, int Second, int Stay) high, (int First, int Second, int Stay) low) =>
        [
            .. from half in new[] { (X: 1.0, Counts: high), (X: -1.0, Counts: low) }
               from outcome in Enumerable.Repeat(new SurvivalOutcome(1, true), half.Counts.First)
                   .Concat(Enumerable.Repeat(new SurvivalOutcome(2, true), half.Counts.Second))
                   .Concat(Enumerable.Repeat(new SurvivalOutcome(2, false), half.Counts.Stay))
               select new CountRow(new LogisticRow([0], [half.X]), outcome),
        ];
    }

    [Fact]
    public void AnAgeAtWhichNobodyLeft_StillHasAChanceToLeave()
    {
        SurvivalPlan plan = Plan();
        var none = new CountRegression([]);
        CustomerHistory[] few = [.. plan.Parts.Training.Take(20)];
        var baselines = SurvivalBaselines.Fit(few, none);
        SurvivalOutcome[] outcomes = [.. few.Select(h => h.After(0))];
        Assert.Contains(
            Enumerable.Range(1, baselines.ByAge.Count), age => !outcomes.Any(o => o.Leaves && o.Time == age));
        Assert.All(baselines.ByAge, hazard => Assert.InRange(hazard, baselines.Mean / 21, 0.99));
        int left = outcomes.Count(o => o is { Leaves: true, Time: 1 }), asked = outcomes.Count(o => o.Time >= 1);
        Assert.Equal((left + baselines.Mean) / (asked + 1), baselines.ByAge[0], 12);
    }

    [Fact]
    public async Task EachMeasure_InWhichARivalIsBetter_IsNamed()
    {
        SurvivalPlan plan = Plan();
        using SurvivalModel model = await FitAsync(plan);
        JobResult result = plan.Fitted(model).Measure("carousel survive", TestContext.Current.CancellationToken);
        foreach (JobScore baseline in result.Scores.Skip(1).Where(s => s.Name is "logistic" or "kaplan_meier"))
        {
            bool isBetter = result.Metrics.Any(m =>
            {
                double gain = Math.Round(baseline.Metrics[m.Key], m.Decimals!.Value)
                    - Math.Round(result.Scores[0].Metrics[m.Key], m.Decimals.Value);
                return m.HigherIsBetter ? gain > 0 : gain < 0;
            });
            string after = result.Sentence[(result.Sentence.IndexOf("cases", StringComparison.Ordinal) + 1)..];
            after = after.Contains("Better than", StringComparison.Ordinal)
                ? after[after.IndexOf("Better than", StringComparison.Ordinal)..]
                : "";
            Assert.Equal(isBetter, after.Contains($"{baseline.Title} in ", StringComparison.Ordinal));
        }
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task AStoppedComparison_GoesOn_ToTheSameBits()
    {
        using var folder = new TemporaryFolder();
        SurvivalPlan plan = PlanOfMany();
        using Fitted<SurvivalModel> whole = await FitWholeAsync(plan);
        using var stop = new CancellationTokenSource();
        var run = new FitRun { Compare = true, Folder = folder.Path, Observers = [new StopAtPart(stop)] };
        using (var stopped = (await plan.FitAsync(run, stop.Token)).Model)
        {
            Assert.Equal(StopReason.Canceled, stopped.Summary.Reason);
        }

        using Fitted<SurvivalModel> rest = await FitWholeAsync(
            plan, new FitRun { Folder = folder.Path, Resume = true });
        Assert.Equal(whole.Model.Design, rest.Model.Design);
        Assert.Equal(whole.Model.Odds(plan.Parts.Test), rest.Model.Odds(plan.Parts.Test));
        Assert.Equal(whole.Comparison!.Odds(plan.Parts.Test), rest.Comparison!.Odds(plan.Parts.Test));
    }

    [Fact]
    public async Task AModelFile_HoldsTheRegression_AndAnExportIsRefused()
    {
        using var folder = new TemporaryFolder();
        SurvivalPlan plan = Plan();
        using SurvivalModel model = await FitAsync(plan);
        model.Save(folder.File("model"));
        using var loaded = SurvivalModel.Load(folder.File("model"), 1);
        Assert.True(loaded.Design.HasBaseline);
        Assert.Equal(model.Fitted.BaselineShare, loaded.Fitted.BaselineShare);
        Assert.Equal(model.Odds(plan.Parts.Test), loaded.Odds(plan.Parts.Test));
        Assert.Contains(
            "fit it with --baseline none",
            Assert.Throws<NotPortableException>(() => ((IPortableModel)loaded).ToPortable()).OnCommandLine,
            StringComparison.Ordinal);
    }

    /// <summary>Enough customers and epochs for the network to get a share.</summary>
    private static SurvivalPlan PlanOfMany() => CustomerSimulation.Plan(1000, 2, new SurvivalOptions
    {
        Horizon = 4,
        Fit = new FitOptions { Epochs = 12, Hidden = 8, Threads = 1, Seed = 2 },
    });

    private static SurvivalPlan Plan() => CustomerSimulation.Plan(300, 4, new SurvivalOptions
    {
        Horizon = 4,
        Fit = new FitOptions { Epochs = 2, Hidden = 4, Threads = 1, Seed = 2 },
    });

    private static async Task<SurvivalModel> FitAsync(SurvivalPlan plan) =>
        (await plan.FitAsync(null, TestContext.Current.CancellationToken)).Model;

    private static Task<Fitted<SurvivalModel>> FitWholeAsync(SurvivalPlan plan, FitRun? run = null) => plan.FitAsync(
        (run ?? new FitRun()) with { Compare = true }, TestContext.Current.CancellationToken);

    private sealed class StopAtPart(CancellationTokenSource stop) : IPartObserver
    {
        public void OnPart(string title) => stop.Cancel();
    }
}
