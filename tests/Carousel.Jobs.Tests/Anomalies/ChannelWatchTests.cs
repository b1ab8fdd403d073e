using Carousel.Anomalies;
using Carousel.Jobs.Measuring;

namespace Carousel.Jobs.Tests.Anomalies;

/// <summary>A channel of 1 and 3 in turn: mean 2, deviation 1, whatever is learned from.</summary>
public sealed class ChannelWatchTests
{
    private const int Learning = 100;
    private static readonly DetectorOptions _options = new()
    {
        ShortTerm = 2,
        UsesShapes = false,
    };

    private static ChannelWatch Usual(int rows, Func<int, double>? surprise = null)
    {
        var watch = new ChannelWatch();
        for (int r = 0; r < rows; r++)
        {
            int value = r % 2 == 0 ? 1 : 3;
            watch.Take(value, value, surprise?.Invoke(r) ?? (r % 4 < 2 ? 1 : -1), _options, Learning);
        }

        return watch;
    }

    [Theory]
    [InlineData(5, 3)]
    [InlineData(-4, 6)]
    public void ValueBeyondAllOfLate_CountsItsDeviationsTwice(double value, double deviations)
    {
        ChannelSigns signs = Usual(200).Take(value, value, 0, _options, Learning);

        Assert.Equal(NormalTail.MinusLog10(2 * deviations), signs.Extreme, 1e-9);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2.9)]
    [InlineData(3)]
    [InlineData(double.NaN)]
    public void ValueWithinAllOfLate_IsNothing(double value) =>
        Assert.Equal(0, Usual(200).Take(value, value, 0, _options, Learning).Extreme);

    [Fact]
    public void SecondSpikeOfOneHeight_IsNoNews_UntilTheFirstIsForgotten()
    {
        ChannelWatch watch = Usual(200);
        Assert.True(watch.Take(20, 20, 0, _options, Learning).Extreme > 10);
        Assert.Equal(0, watch.Take(20, 20, 0, _options, Learning).Extreme);

        // Three times a hundred rows later neither is remembered.
        for (int r = 0; r < 300; r++)
        {
            watch.Take(r % 2 == 0 ? 1 : 3, r % 2 == 0 ? 1 : 3, 0, _options, Learning);
        }

        Assert.True(watch.Take(20, 20, 0, _options, Learning).Extreme > 4);
    }

    [Fact]
    public void Surprise_IsAPeak_OnlyWhereItIsTheHighestOfLate()
    {
        ChannelWatch watch = Usual(200);

        ChannelSigns first = watch.Take(1, 1, 50, _options, Learning), lower = watch.Take(3, 3, 10, _options, Learning);

        Assert.True(first is { IsPeak: true, Surprise: > 4 });
        Assert.True(lower is { IsPeak: true, Surprise: > 4 });
        Assert.False(watch.Take(1, 1, 10, _options, Learning).IsPeak);
    }

    [Fact]
    public void SurpriseBelowThatOfAGuess_IsNothing_HoweverMuchLessWasUsual()
    {
        ChannelWatch watch = Usual(200, r => r % 4 < 2 ? -5 : -5.01);

        // The mean of two rows is 0.4, then 0.6: a guess of the usual spread is surprised by 0.5.
        Assert.Equal(0, watch.Take(1, 1, 5.8, _options, Learning).Surprise);
        Assert.True(watch.Take(3, 3, -4.6, _options, Learning).Surprise > 4);
    }

    [Fact]
    public void EachPart_CanBeLeftOut()
    {
        ChannelSigns network = Usual(200).Take(20, 20, 50, _options with { UsesValues = false }, Learning);
        ChannelSigns values = Usual(200).Take(20, 20, 50, _options with { UsesForecast = false }, Learning);

        Assert.True(network is { Extreme: 0, Surprise: > 4 });
        Assert.True(values is { Extreme: > 4, Surprise: 0 });
    }
}
