using System.Diagnostics;
using Carousel.Benchmarks.Serving;
using Carousel.Testing;

namespace Carousel.Benchmarks.Tests.Serving;

[Collection(typeof(Alone))]
public sealed class DueTimesTests
{
    private static readonly long _second = Stopwatch.Frequency;

    [Fact]
    public void Requests_AreDueAtFixedTimes_HoweverLateTheyAreTaken()
    {
        var times = new DueTimes(rate: 4, start: 1000, seconds: 2);
        Assert.True(times.TryTake(1000, out long due));
        Assert.Equal(1000, due);
        Assert.False(times.TryTake(1000, out _));
        Assert.Equal(1000 + (_second / 4), times.Next);
        var late = new List<long>();
        while (times.TryTake(1000 + _second, out due))
        {
            late.Add(due - 1000);
        }

        Assert.Equal([_second / 4, _second / 2, 3 * _second / 4, _second], late);
    }

    [Fact]
    public void Unsent_AreThoseDueBeforeTheEnd()
    {
        var times = new DueTimes(rate: 4, start: 0, seconds: 1);
        Assert.True(times.TryTake(0, out _));
        Assert.False(times.TryTake(_second, out _));
        int unsent = 0;
        while (times.TryTakeUnsent(out long due))
        {
            unsent++;
            Assert.InRange(due, 1, _second - 1);
        }

        Assert.Equal(3, unsent);
        Assert.Equal(long.MaxValue, times.Next);
    }

    [Fact]
    public void Times_DoNotDrift()
    {
        var times = new DueTimes(rate: 3e6, start: 0, seconds: 1);
        long due = 0;
        for (int k = 0; k <= 2_999_999; k++)
        {
            Assert.True(times.TryTake(_second - 1, out due));
        }

        Assert.InRange(due, _second - (_second / 2_999_999) - 1, _second);
        Assert.False(times.TryTake(_second - 1, out _));
    }

    [Fact]
    public void WithoutARate_ThereIsAlwaysOneDue_UntilTheEnd()
    {
        var times = new DueTimes(rate: null, start: 5, seconds: 1);
        Assert.True(times.TryTake(77, out long due));
        Assert.Equal(77, due);
        Assert.False(times.TryTake(5 + _second, out _));
        Assert.False(times.TryTakeUnsent(out _));
    }
}
