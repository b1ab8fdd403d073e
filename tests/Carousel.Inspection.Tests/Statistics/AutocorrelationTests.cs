using Carousel.Jobs.Statistics;

namespace Carousel.Inspection.Tests.Statistics;

public sealed class AutocorrelationTests
{
    [Fact]
    public void Number_HasTheMeanOfItsProductsOverItsVariance()
    {
        // Mean 2, variance 1.25; pairs at lag 1: (−1.5)(−0.5), (−0.5)(0.5), (0.5)(1.5) of 0.5, 1.5, 2.5, 3.5.
        Assert.Equal(
            (0.75 - 0.25 + 0.75) / 3 / 1.25, Autocorrelation.At([[0.5, 1.5, 2.5, 3.5]], isClass: false, 1), 12);

        // Of two tracks no pair goes across, and none with a step that is not known.
        Assert.Equal(
            (0.75 + 0.75) / 2 / 1.25, Autocorrelation.At([[0.5, 1.5], [null, 2.5, 3.5]], isClass: false, 1), 12);
        Assert.Equal(double.NaN, Autocorrelation.At([[1.0, 1.0]], isClass: false, 1));
        Assert.Equal(double.NaN, Autocorrelation.At([[1.0, 2.0]], isClass: false, 2));
    }

    [Fact]
    public void Class_IsTheSameMoreOftenThanByChance()
    {
        // Half are 0: chance ½; of seven neighbours four are the same.
        Assert.Equal(((4 / 7.0) - 0.5) / 0.5, Autocorrelation.At([[0.0, 0, 1, 1, 0, 0, 1, 1]], isClass: true, 1), 12);
        Assert.Equal(-1, Autocorrelation.At([[0.0, 0, 1, 1, 0, 0, 1, 1]], isClass: true, 2), 12);
        Assert.Equal(double.NaN, Autocorrelation.At([[0.0, 0]], isClass: true, 1));
    }

    [Fact]
    public void FirstLagBelow_IsWhereATrackOfBlocksForgets()
    {
        // Blocks of 50 with different values: the correlation falls by 1/50 a step, under 0.1 after 45 except for
        // noise.
        double?[] track = [.. Enumerable.Range(0, 20_000).Select(t => (double?)((t / 50 * (t / 50) * 31 % 1009)))];

        Assert.InRange(Autocorrelation.FirstLagBelow([track], isClass: false, 0.1, 1000)!.Value, 43, 48);
        Assert.Null(Autocorrelation.FirstLagBelow([track], isClass: false, 0.1, 40));
        Assert.Null(Autocorrelation.FirstLagBelow([[1.0, 1.0, 1.0]], isClass: false, 0.1, 1));
        Assert.Equal(
            1,
            Autocorrelation.FirstLagBelow(
                [[.. Enumerable.Range(0, 100).Select(t => (double?)(t % 2))]], isClass: false, 0.1, 40));
        Assert.Throws<ArgumentOutOfRangeException>(() => Autocorrelation.At([track], isClass: false, 0));
    }
}
