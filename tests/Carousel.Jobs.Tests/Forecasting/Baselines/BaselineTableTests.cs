using Carousel.Forecasting;

namespace Carousel.Jobs.Tests.Forecasting.Baselines;

public sealed class BaselineTableTests
{
    private static readonly string[] _always = ["constant", "ridge"];

    [Fact]
    public void EverySeason_AndTheYearBefore_StandInIt() => Assert.Equal(
        ["last value", "seasonal naive, 7", "seasonal naive, 364", .. _always], Names(Tiny.Wave(500)));

    [Fact]
    public void WithLessThanAYear_ThereIsNoYearBefore() => Assert.Equal(
        ["last value", "seasonal naive, 7", .. _always], Names(Tiny.Wave(300)));

    [Fact]
    public void WhereZerosAreMany_ZeroStandsInIt() => Assert.Equal(
        ["last value", "seasonal naive, 7", "constant", "zero", "ridge"],
        Names([.. Tiny.Wave(300, 0, 3).Select(v => Math.Max(0, v))]));

    private static string[] Names(float[] values)
    {
        BaselineData data = BaselineSamples.Data(Tiny.Daily(values), Tiny.Options());
        return [.. BaselineTable.For([data], new BaselineFitting(1, default)).Select(fit => fit(data).Name)];
    }
}
