using Carousel.Server.Engine;
using Carousel.Testing;

namespace Carousel.Server.Tests.Engine;

/// <summary>What a step leaves to the collector.</summary>
[Collection(typeof(Alone))]
public sealed class EngineAllocationTests
{
    [Fact]
    public async Task Step_AllocatesNothing()
    {
        // Once in a while a timer of the runtime or the end of another test's host counts here; never in every round.
        const int Rounds = 60, Steps = 500;
        using var host = new EngineHost(new EngineOptions { Workers = 1, SnapshotSteps = int.MaxValue });
        UInt128 session = await host.BeginAsync(EngineModels.Lstm);
        long least = long.MaxValue;

        // On the pool, where nothing has to be posted back to the scheduler of a test.
        await Task.Run(
            async () =>
            {
                for (int round = 0; round < Rounds && least >= Steps; round++)
                {
                    long before = GC.GetTotalAllocatedBytes(precise: true);
                    for (int step = 0; step < Steps; step++)
                    {
                        StepCall call = StepCall.Rent(1, 1, 3);
                        (call.Sessions[0], call.From[0]) = (session, 0);
                        call.Values[0] = step;
                        await host.Engine.StepAsync(call);
                        call.Return();
                    }

                    least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
                }
            },
            TestContext.Current.CancellationToken);

        Assert.True(least < Steps, $"{Steps} steps allocate {least} bytes.");
    }
}
