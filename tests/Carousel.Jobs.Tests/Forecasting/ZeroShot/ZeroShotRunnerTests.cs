using Carousel.Autograd;
using Carousel.Forecasting;
using Carousel.Layers;
using Carousel.Testing;
using static Carousel.Forecasting.ZeroShotShape;

namespace Carousel.Jobs.Tests.Forecasting.ZeroShot;

/// <summary>The memory of repeated forecasts without training.</summary>
[Collection(typeof(Alone))]
public sealed class ZeroShotRunnerTests
{
    [Fact]
    public void Runner_DoesNotAllocate_OnceItHasServedAsManySeries()
    {
        using var backend = new CpuBackend(1);
        var network = new ZeroShotNetwork(new Gru(Inputs, 8));
        network.Build(backend, 1);
        using var runner = new ZeroShotRunner(network, backend);
        float[] daily = [.. Enumerable.Range(0, 600).Select(t => (float)(20 + (8 * Math.Sin(t / 4.0))))];
        long taken = 0;
        for (int round = 0; round < 3; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            runner.Clear();
            runner.Add(daily);
            runner.Add(daily.AsSpan(0, 200));
            runner.Run(100, [24, 168]);
            taken = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(0, taken);
    }
}
