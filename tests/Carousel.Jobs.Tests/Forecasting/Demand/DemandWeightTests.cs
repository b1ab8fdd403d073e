using Carousel.Data;
using Carousel.Forecasting;

namespace Carousel.Jobs.Tests.Forecasting.Demand;

/// <summary>Rows of weight 0 do not affect the choices for demand.</summary>
public sealed class DemandWeightTests
{
    private const int Rows = 300, Horizon = 4;

    // The last rows of the validation part: no window looks back on them, so that they count as truth or not at all.
    private const int Nonsense = Rows - 24 - Horizon;

    [Fact]
    public void ACount_IsStillOne_WhateverRowsOfWeight0Hold()
    {
        float[] broken = DemandSamples.Sales(1, Rows);
        (broken[40], broken[90]) = (-3, 0.5f);
        Assert.Null(ForecastPlan.Make(Weighted(broken, 1, 40, 90), Tiny.Options()).Demand);

        ForecastPlan plan = ForecastPlan.Make(Weighted(broken, 0, 40, 90), Tiny.Options());
        Assert.NotNull(plan.Demand);
        Assert.True(Data(plan).IsDemand);
    }

    [Fact]
    public void Distribution_Baselines_AndWidthsOfSums_GoByTheOthers()
    {
        Assert.Equal(Choices(0, 1), Choices(0, 900));

        // Where these rows count, each of the choices sees them.
        Assert.All(Choices(1, 1).Zip(Choices(1, 900)), both => Assert.NotEqual(both.First, both.Second));
    }

    /// <summary>What is chosen, in words, where the last rows of the validation part hold a value.</summary>
    private static string[] Choices(float weight, float value)
    {
        float[] sales = DemandSamples.Sales(2, Rows);
        sales.AsSpan(Nonsense, Horizon).Fill(value);
        SeriesSet set = Weighted(sales, weight, [.. Enumerable.Range(Nonsense, Horizon)]);
        ForecastPlan plan = ForecastPlan.Make(set, Tiny.Options() with { ValidationRows = 60 });
        BaselineData data = Data(plan);
        IReadOnlyList<double> shares = plan.Design.Quantiles;
        var errors = new double[Horizon * shares.Count];
        new OwnErrors(data, d => new SeasonalNaive(d, 7)).Quantiles(0, Nonsense, shares, errors);
        string setting = QuantileBaselines.Choose(data, ["always 1", "900 at the end"], (one, _, origin, _, told) =>
            Array.Fill(told, one == "always 1" || origin < Nonsense ? 1 : 900));
        Window[] windows = plan.ValidationWindows();
        var table = Tiny.Table<Stage.InUnits>(
            windows.Length, Horizon, shares, (_, t) => [.. shares.Select(_ => t == 0 ? 1.0 : 0)]);
        var paths = new SamplePaths([.. Enumerable.Range(0, 20).Select(i => Enumerable.Repeat(i / 19f, 4).ToArray())]);
        return
        [
            string.Join(" ", plan.Demand!.Scores),
            string.Join(" ", errors),
            setting,
            string.Join(" ", SumWidths.Fit(set, windows, table, paths, [80])!.Factors[0]),
            $"{DemandScore.Of(set, windows, table, paths).Mean}",
        ];
    }

    private static BaselineData Data(ForecastPlan plan) =>
        new(plan.Set, plan.Design, 0, plan.Split.Train.Rows, plan.Split.Validation.Rows);

    private static SeriesSet Weighted(float[] values, float weight, params int[] rows)
    {
        float[] weights = [.. Enumerable.Repeat(1f, values.Length)];
        foreach (int row in rows)
        {
            weights[row] = weight;
        }

        return new SeriesSet(
            [new Series(["y0"], [values], Tiny.Days(values.Length)) { Weights = weights }],
            SeriesRoles.AllTargets(["y0"]), "tiny.csv", timeName: "date");
    }
}
