using Carousel.Jobs.Quantizing;
using Carousel.Testing;

namespace Carousel.Jobs.Tests.Quantizing;

[Collection(typeof(Alone))]
public sealed class RepetitionsTests
{
    [Fact]
    public void Measure_CountsTheBytesOfACall()
    {
        byte[] kept = [];
        Repetitions found = Repetitions.Measure(
            calls => kept = new byte[1000 * calls], 0.001, TestContext.Current.CancellationToken);
        Assert.NotEmpty(kept);
        Assert.InRange(found.AllocatedBytes, 1000, 1100);
    }

    [Fact]
    public void Measure_MakesManyCallsASample_WhenOneIsShort()
    {
        // A busy machine may make the first call look long; it won't every time.
        int most = 0;
        for (int trial = 0; trial < 10 && most <= 100; trial++)
        {
            most = 0;
            Repetitions found = Repetitions.Measure(
                calls =>
                {
                    most = Math.Max(most, calls);
                    Thread.SpinWait(calls);
                },
                0.01,
                TestContext.Current.CancellationToken);
            Assert.True(found.Calls >= 3L * most);
        }

        Assert.True(most > 100, $"{most} calls a sample");
    }

    [Fact]
    public void Measure_MakesThreeSamples_HoweverLongOneTakes()
    {
        int done = 0;
        Repetitions found = Repetitions.Measure(
            calls =>
            {
                Assert.Equal(1, calls);
                done++;
                Thread.Sleep(5);
            },
            0.001,
            TestContext.Current.CancellationToken);
        Assert.Equal(3, found.Calls);
        Assert.True(done >= 5 && found.Seconds >= 0.004, $"{done} calls, {found.Seconds} s");
    }
}
