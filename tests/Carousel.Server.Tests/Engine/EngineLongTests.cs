using System.Globalization;
using Carousel.Server.Engine;
using Carousel.Testing;

namespace Carousel.Server.Tests.Engine;

/// <summary>An engine that works for long holds no more memory, and no more of the disk, than at first.</summary>
[Collection(typeof(Alone))]
public sealed class EngineLongTests
{
    private const int Sessions = 1000, Points = 10;

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task TenMillionSteps_LeaveMemoryAndFileAsTheyWere()
    {
        using var host = new EngineHost(new EngineOptions { Workers = 2, KeptSteps = 64, JournalBytes = 4 << 20 });
        UInt128[] ids = await Task.WhenAll(
            Enumerable.Range(0, Sessions).Select(_ => host.BeginAsync(EngineModels.Lstm)));
        var managed = new long[Points];
        var file = new long[Points];
        for (int point = 0; point < Points; point++)
        {
            for (int round = 0; round < 10_000_000 / Sessions / Points; round++)
            {
                StepCall call = StepCall.Rent(Sessions, 1, 3);
                ids.CopyTo(call.Sessions, 0);
                Array.Clear(call.From, 0, Sessions);
                call.Values.AsSpan(0, 3 * Sessions).Fill(round % 7);
                await host.Engine.StepAsync(call);
                Assert.Equal(-1, call.Faults.AsSpan(0, Sessions).IndexOfAnyExcept(StepFault.None));
                call.Return();
            }

            managed[point] = GC.GetTotalMemory(forceFullCollection: true);
            file[point] = new FileInfo(host.StoreFile).Length + new FileInfo(host.StoreFile + "-wal").Length;
            TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{(point + 1) * 1_000_000:N0} steps: {managed[point]:N0} bytes managed, {Environment.WorkingSet:N0} "
                + $"resident, {file[point]:N0} on disk"));
        }

        Assert.True(managed[^1] < managed[1] + (32 << 20), "Managed memory grows.");
        Assert.True(file[^1] < (2 * file[2]) + (128 << 20), "The store's file grows.");
    }
}
