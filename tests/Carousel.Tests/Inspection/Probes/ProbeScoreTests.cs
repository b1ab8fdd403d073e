using Carousel.Inspection.Probes;
using Carousel.Inspection.Statistics;

namespace Carousel.Tests.Inspection.Probes;

public sealed class ProbeScoreTests
{
    [Fact]
    public void Value_IsTheShareOfRightClasses_OrOfExplainedVariance()
    {
        Assert.Equal(0.75, new ProbeScore(ProbeTarget.OfClasses([0, 1, 1, 2], 3), [0, 1, 2, 2], [0, 0, 1, 1]).Value);
        Assert.Equal(1 - (0.5 / 5), new ProbeScore(ProbeTarget.OfNumbers([1, 2, 3, 4]), [1.5, 2, 3, 3.5], [0, 0, 1, 1]).Value, 12);
        Assert.Equal(0, new ProbeScore(ProbeTarget.OfNumbers([1, 2, 3, 4]), [2.5, 2.5, 2.5, 2.5], [0, 0, 1, 1]).Value, 12);
    }

    [Fact]
    public void IntervalAbove_IsZeroWide_WhereBothReadTheSame()
    {
        var target = ProbeTarget.OfClasses([.. Enumerable.Range(0, 60).Select(n => n % 2)], 2);
        int[] groups = [.. Enumerable.Range(0, 60).Select(n => n / 3)];
        var one = new ProbeScore(target, [.. Enumerable.Range(0, 60).Select(n => n % 3 == 0 ? 0.0 : 1)], groups);

        Assert.Equal(new ConfidenceInterval(0, 0), one.IntervalAbove(one, 1));
        Assert.InRange(one.Value, one.Interval(1)!.Value.Low, one.Interval(1)!.Value.High);
    }

    [Fact]
    public void Targets_AreRefused_WhereTheyAreNeither()
    {
        Assert.Throws<ArgumentException>(() => ProbeTarget.OfClasses([0, 3], 3));
        Assert.Throws<ArgumentException>(() => ProbeTarget.OfNumbers([0, double.NaN]));
        Assert.Throws<ArgumentException>(() => new ProbeScore(ProbeTarget.OfNumbers([1, 2]), [1], [0, 0]));
    }
}
