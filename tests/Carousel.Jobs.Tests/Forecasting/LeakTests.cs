using Carousel.Autograd;
using Carousel.Data;
using Carousel.Forecasting;

namespace Carousel.Jobs.Tests.Forecasting;

/// <summary>
/// No value from the origin on has a part in a forecast, except for columns known ahead inside the horizon.
/// </summary>
public sealed class LeakTests
{
    private const int Rows = 130, Origin = 100;
    private static readonly SeriesRoles _roles = new(["a", "b"], ["price"], ["rain"], []);

    public static TheoryData<WindowNormalization> Cases() => [.. Enum.GetValues<WindowNormalization>()];

    [Theory]
    [MemberData(nameof(Cases))]
    public void WhatComesAfterTheOrigin_ChangesNoBit(WindowNormalization normalization)
    {
        using var forecasts = new Forecasts(normalization);
        double[] expected = forecasts.Of(Columns());

        foreach (float value in new[] { 1e6f, -3, float.NaN })
        {
            float[][] changed = Columns();
            for (int r = Origin; r < Rows; r++)
            {
                (changed[0][r], changed[1][r], changed[3][r]) = (value, value, value);
                changed[2][r] = r < Origin + Forecasts.Horizon ? changed[2][r] : value;
            }

            Assert.Equal(expected, forecasts.Of(changed));
        }
    }

    [Fact]
    public void WhatIsKnownAhead_HasAPart()
    {
        using var forecasts = new Forecasts(WindowNormalization.Mean);
        float[][] changed = Columns();
        changed[2][Origin + Forecasts.Horizon - 1] += 5;

        Assert.NotEqual(forecasts.Of(Columns()), forecasts.Of(changed));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 3)]
    [InlineData(3, 2)]
    public void WhatCameBeforeTheOrigin_HasAPart(int column, int rowsBefore)
    {
        using var forecasts = new Forecasts(WindowNormalization.Mean);
        float[][] changed = Columns();
        changed[column][Origin - rowsBefore] = 20;

        Assert.NotEqual(forecasts.Of(Columns()), forecasts.Of(changed));
    }

    [Fact]
    public void TheTestPart_HasNoPartInDesignAndScalers()
    {
        SeriesSet set = Set(Columns());
        float[][] changed = Columns();
        ForecastPlan plan = ForecastPlan.Make(set, Tiny.Options());
        int end = plan.Split.Test.Rows[0].Start;
        foreach (float[] column in changed)
        {
            column.AsSpan(end).Fill(-7);
            column[^1] = 8;
        }

        ForecastPlan other = ForecastPlan.Make(Set(changed), Tiny.Options());

        Assert.Equal(Scalers(plan), Scalers(other));
        Assert.Equivalent(plan.Design, other.Design, strict: true);

        static List<FittedScaler> Scalers(ForecastPlan plan) =>
            [.. ForecastScaling.Fit(plan.Split, plan.Design).Series.Values.SelectMany(s => s)];
    }

    [Fact]
    public void TheWholeForecaster_SeesNothingOfTheFuture_AlsoInASeriesItDoesNotKnow()
    {
        using Forecaster forecaster = Tiny.Fit(Set(Columns()), Tiny.Options());
        foreach (string? id in new[] { null, "new" })
        {
            float[][] changed = Columns();
            Backtest expected = forecaster.Backtest(Split(Columns(), id), 100);
            int origin = expected.Windows[0].Origin;
            Assert.NotNull(forecaster.Baseline);
            foreach (int column in new[] { 0, 1, 3 })
            {
                changed[column].AsSpan(origin).Fill(55);
            }

            Assert.Equal(
                Tiny.Values(expected.Quantiles), Tiny.Values(forecaster.Backtest(Split(changed, id), 100).Quantiles));
        }
    }

    private static TemporalSplit Split(float[][] columns, string? id) =>
        TemporalSplit.ByCounts(Set(columns, id), 16, 24);

    /// <summary>
    /// Two targets, a covariate known ahead and one of the past, all with gaps, one of them over the origin.
    /// </summary>
    private static float[][] Columns()
    {
        float[][] columns =
        [
            Tiny.Wave(Rows), Tiny.Wave(Rows, 50, 9, 1), Tiny.Wave(Rows, 3, 1, 2), Tiny.Wave(Rows, 0, 1, 3),
        ];
        for (int c = 0; c < columns.Length; c++)
        {
            for (int r = 10 + c; r < Rows; r += 17)
            {
                columns[c].AsSpan(r, Math.Min(3, Rows - r)).Fill(float.NaN);
            }

            columns[c].AsSpan(Origin - 2, c == 2 ? Forecasts.Horizon : 4).Fill(float.NaN);
        }

        columns[2][Origin + 1] = 3;
        return columns;
    }

    private static SeriesSet Set(float[][] columns, string? id = null) =>
        new([new Series(_roles.Columns, columns, Tiny.Days(Rows), id: id)], _roles, "leak.csv");

    /// <summary>A model with its first weights, and its forecast at the origin.</summary>
    private sealed class Forecasts : IDisposable
    {
        public const int Horizon = 4;

        private readonly CpuBackend _backend = new(1);
        private readonly ForecastModel _model;
        private readonly ForecastScaling _scaling;
        private readonly RidgeFolds? _baseline;

        public Forecasts(WindowNormalization normalization)
        {
            ForecastPlan plan = ForecastPlan.Make(
                Set(Columns()),
                Tiny.Options() with
                {
                    WindowNormalization = normalization,
                    Transform = TargetTransform.None,
                });
            Assert.Equal(4, plan.Design.Masked.Count);
            _model = new ForecastModel(plan.Design);
            _model.Build(_backend, 1);
            _scaling = ForecastScaling.Fit(plan.Split, plan.Design);
            IReadOnlyList<RowRange> rows = plan.Split.Train.Rows;
            _baseline = plan.Design.HasBaseline
                ? RidgeFolds.Fit(new RidgeWindows(plan.Set, plan.Design, _scaling, rows), rows)
                : null;

            // The last layer begins as the baseline's own forecast; what the network says must count too.
            foreach (ForecastNetwork member in _model.Members)
            {
                member.Output.Weight.Value.Write(
                    [.. Enumerable.Range(0, member.Output.Weight.Shape.Length).Select(i => 0.1f + (i % 7 * 0.01f))]);
                member.Output.Weight.MarkChanged();
            }
        }

        public double[] Of(float[][] columns)
        {
            var data = new ForecastData(Set(columns), _model.Design, _scaling, baseline: _baseline?.Whole);
            Window[] windows = [new Window(0, Origin, _model.Design.Lookback, Horizon)];
            return Tiny.Values(Inference.Run(_backend, tape => _model.Quantiles(tape, data, windows)));
        }

        public void Dispose() => _backend.Dispose();
    }
}
