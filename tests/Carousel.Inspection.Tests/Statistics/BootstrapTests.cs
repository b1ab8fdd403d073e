using Carousel.Jobs.Statistics;
using Carousel.Testing;

namespace Carousel.Inspection.Tests.Statistics;

public sealed class BootstrapTests
{
    [Fact]
    public void Interval_HoldsTheTrueMeanAsOftenAsItSays()
    {
        int held = 0;
        const int studies = 300;
        for (int study = 0; study < studies; study++)
        {
            var draws = new Draws(study);
            double[] sums = [.. Enumerable.Range(0, 60).Select(_ => draws.Value())];
            ConfidenceInterval interval = Bootstrap.OfMean(
                sums, [.. sums.Select(_ => 1.0)], (ulong)study, resamples: 400)!.Value;
            held += interval.Low <= 0 && interval.High >= 0 ? 1 : 0;
        }

        // 95 % of 300 with a deviation of 3.8; percentiles of 60 draws hold about 94 %.
        Assert.InRange(held, 0.91 * studies, 0.99 * studies);
    }

    [Fact]
    public void OfMean_WeighsGroupsByTheirSteps()
    {
        ConfidenceInterval interval = Bootstrap.OfMean([10, 20, 30], [10, 20, 30], seed: 1)!.Value;

        Assert.Equal(new ConfidenceInterval(1, 1), interval);
    }

    [Fact]
    public void Interval_IsUnknown_WithOneGroupOrWithoutFigures()
    {
        Assert.Null(Bootstrap.OfMean([1], [1], seed: 1));
        Assert.Null(Bootstrap.Interval(5, _ => double.NaN, seed: 1));
    }

    [Fact]
    public void Interval_TakesQuantilesOfTheDraws()
    {
        var seen = new List<double>();
        ConfidenceInterval interval = Bootstrap.Interval(20, Keep, seed: 7, resamples: 41)!.Value;
        seen.Sort();

        // 0.025 · 40 = 1 and 0.975 · 40 = 39.
        Assert.Equal(seen[1], interval.Low, 9);
        Assert.Equal(seen[39], interval.High, 9);

        double Keep(int[] drawn)
        {
            seen.Add(drawn.Sum());
            return seen[^1];
        }
    }
}
