using Carousel.Server.Engine;
using Carousel.Testing;

namespace Carousel.Server.Tests.Engine;

/// <summary>What a step leaves to the collector.</summary>
[Collection(typeof(Alone))]
public sealed class EngineAllocationTests
{
    [Fact]
    public async Task Step_AllocatesNextToNothing()
    {
        // What remains: by commit the list of those who are told, the await of the test, and what a timer counts.
        const int Steps = 4000, MostBytesOfAStep = 1500;
        using var host = new EngineHost(new EngineOptions { Workers = 1, SnapshotSteps = int.MaxValue });
        UInt128 session = await host.BeginAsync(EngineModels.Lstm);
        long least = long.MaxValue;
        for (int round = 0; round < 6 && least > Steps * MostBytesOfAStep; round++)
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

        Assert.True(least <= Steps * MostBytesOfAStep, $"A step allocates {least / Steps} bytes.");
    }
}
