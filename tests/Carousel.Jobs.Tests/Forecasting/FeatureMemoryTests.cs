using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Testing;

namespace Carousel.Jobs.Tests.Forecasting;

[Collection(typeof(Alone))]
public sealed class FeatureMemoryTests
{
    [Fact]
    public void ASeriesWithoutGaps_TakesTheMemoryOfItsValues_WhateverIsReadOfIt()
    {
        const int rows = 20_000;
        var set = new SeriesSet(
            [new Series(["y"], [Tiny.Wave(rows)], Tiny.Hours(rows))], SeriesRoles.AllTargets(["y"]));
        ForecastDesign design = ForecastPlan.Make(set,
            Tiny.Options() with { Baseline = ForecastBaseline.None }).Design with
        {
            Lags = [7, 24, 168],
            Transforms = [TargetTransform.None],
        };
        var calendar = new CalendarRows(design, set.Series);
        FittedScaler[] plain = [new FittedScaler(0, 1)];
        long before = GC.GetAllocatedBytesForCurrentThread();
        var features = new SeriesFeatures(set[0], design, plain, [], calendar: calendar);
        long taken = GC.GetAllocatedBytesForCurrentThread() - before;

        // A table of all features would take as many numbers a row; the rest does not grow with the rows.
        Assert.True(design.EncoderFeatures.Count > 4);
        Assert.InRange(taken, sizeof(float) * rows, 2 * sizeof(float) * rows);
        Assert.Equal(set[0][rows - 1, 0], features.Target[rows - 1]);
    }
}
