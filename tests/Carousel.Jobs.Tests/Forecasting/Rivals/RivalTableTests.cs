using Carousel.Forecasting;
using Carousel.Tensors;

namespace Carousel.Jobs.Tests.Forecasting.Rivals;

public sealed class RivalTableTests
{
    private static readonly string[] _always = ["constant", "ridge", "boosted trees"];

    [Fact]
    public void EverySeason_AndTheYearBefore_StandInIt() => Assert.Equal(
        ["last value", "seasonal naive, 7", "seasonal naive, 364", .. _always], Names(Tiny.Wave(500)));

    [Fact]
    public void WithLessThanAYear_ThereIsNoYearBefore() => Assert.Equal(
        ["last value", "seasonal naive, 7", .. _always], Names(Tiny.Wave(300)));

    [Fact]
    public void WhereZerosAreMany_ZeroStandsInIt() => Assert.Equal(
        ["last value", "seasonal naive, 7", "constant", "zero", "ridge", "boosted trees"],
        Names([.. Tiny.Wave(300, 0, 3).Select(v => Math.Max(0, v))]));

    private static string[] Names(float[] values)
    {
        RivalData data = RivalSamples.Data(Tiny.Daily(values), Tiny.Options());
        using var workers = new Workers(1);
        return [.. RivalTable.For([data], workers).Select(fit => fit(data).Name)];
    }
}
