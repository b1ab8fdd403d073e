using Carousel.Data;
using Carousel.Forecasting;

namespace Carousel.Jobs.Tests.Forecasting.Demand;

public sealed class SumWidthsTests
{
    private const int Count = 200;

    /// <summary>Paths that are far too narrow, for sums that are spread evenly from 0 to 40.</summary>
    [Fact]
    public void EachSide_HoldsItsShareOfTheSums()
    {
        float[] values = [.. Enumerable.Range(0, 4 * Count).Select(t => t % 4 == 0 ? t / 4 * 37 % Count / 5f : 0)];
        SeriesSet set = Tiny.Daily(values);
        Window[] windows = [.. Enumerable.Range(1, Count - 1).Select(w => new Window(0, w * 4, 4, 4))];
        var table = Tiny.Table<Stage.InUnits>(
            windows.Length, 4, [0.1, 0.5, 0.9], (_, t) => t == 0 ? [14, 15, 16] : [0, 0, 0]);
        var paths = new SamplePaths([.. Enumerable.Range(0, 20).Select(i => Enumerable.Repeat(i / 19f, 4).ToArray())]);
        var widths = SumWidths.Fit(set, windows, table, paths, [80])!;
        SamplePaths calibrated = paths with { Widths = widths };

        Assert.InRange(Inside(paths), 0, 0.1);
        Assert.InRange(Inside(calibrated), 0.78, 0.84);
        Assert.Equal(paths.Sum(table, 0, 0, 95), calibrated.Sum(table, 0, 0, 95));

        double Inside(SamplePaths told) => SumCoverage.Of(
            told, table, [.. windows.SelectMany(w => values.Skip(w.Origin).Take(4))], [80])!.Measures().Single().Share;
    }

    [Fact]
    public void FewSums_TellNoWidth()
    {
        SeriesSet set = Tiny.Daily(DemandSamples.Sales(1, 60));
        Window[] windows = [.. Enumerable.Range(1, 5).Select(w => new Window(0, w * 4, 4, 4))];
        var table = Tiny.Table<Stage.InUnits>(windows.Length, 4, [0.1, 0.5, 0.9], (_, _) => [0, 0, 0]);
        var paths = new SamplePaths([.. Enumerable.Range(0, 20).Select(i => Enumerable.Repeat(i / 19f, 4).ToArray())]);
        Assert.Null(SumWidths.Fit(set, windows, table, paths, [80]));
    }
}
