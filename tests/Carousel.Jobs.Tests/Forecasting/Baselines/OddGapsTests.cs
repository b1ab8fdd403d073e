using Carousel.Data;
using Carousel.Forecasting;

namespace Carousel.Jobs.Tests.Forecasting.Baselines;

public sealed class OddGapsTests
{
    private const int Rows = 700, Horizon = 7;

    [Fact]
    public void AWindowWithASingleMissingValue_IsLeftOut()
    {
        float[] values = Values(r => r == 300);
        OddGaps odd = Find(values);

        Assert.True(odd.Has(At(values, 297)));
        Assert.False(odd.Has(At(values, 301)));
    }

    [Fact]
    public void AClosedWeekday_IsNotOdd()
    {
        float[] values = Values(r => r % 7 == 6 || r == 303);
        OddGaps odd = Find(values);

        Assert.True(odd.Has(At(values, 300)));
        Assert.False(odd.Has(At(values, 304)));
    }

    [Fact]
    public void WhereManyWindowsHaveGaps_AllAreUsed()
    {
        var random = new Random(3);
        float[] values = Values(_ => random.NextDouble() < 0.15);

        Assert.DoesNotContain(
            true, Enumerable.Range(0, Rows - Horizon + 1).Select(o => Find(values).Has(At(values, o))));
    }

    private static OddGaps Find(float[] values)
    {
        var odd = new OddGaps();
        odd.Count(SeriesOf(values), 0, Enumerable.Range(0, Rows - Horizon + 1), Horizon);
        odd.Decide();
        return odd;
    }

    private static Series SeriesOf(float[] values) => new(["y"], [values]);

    private static float[] Values(Func<int, bool> isMissing) =>
        [.. Enumerable.Range(0, Rows).Select(r => isMissing(r) ? float.NaN : r % 7)];

    private static double[] At(float[] values, int origin) =>
        [.. values[origin..(origin + Horizon)].Select(v => (double)v)];
}
