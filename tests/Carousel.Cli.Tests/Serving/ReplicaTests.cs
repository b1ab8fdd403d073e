using Carousel.Testing;

namespace Carousel.Cli.Tests.Serving;

/// <summary>Two replicas of a server share their sessions: whatever happens to one, the other continues all of
/// them, no answered step is lost, and none is taken twice.</summary>
[Trait("Speed", "Slow")]
public sealed class ReplicaTests(PostgresServer database)
{
    [Fact]
    public async Task Serve_GoesOn_WhenAReplicaIsKilled()
    {
        using ReplicaPair pair = await ReplicaPair.StartAsync(database.CreateDatabase());
        await pair.DisturbAsync(async () =>
        {
            pair.Kill();
            await pair.AllAnsweredAsync();
            await pair.StartAgainAsync();
            await pair.SharedAsync();
            await pair.AllAnsweredAsync();

            // A replica that stops on request does not let the others wait.
            await pair.SignalAsync("TERM");
            Assert.Equal(0, await pair.EndAsync());
            await pair.AllAnsweredAsync();
        });
    }

    [Fact]
    public async Task Serve_TakesStepsFromABroker_WhateverEnds()
    {
        using var broker = new RabbitServer();
        using ReplicaPair pair = await ReplicaPair.StartAsync(database.CreateDatabase(), broker.Start());
        await pair.DisturbAsync(async () =>
        {
            pair.Kill();
            await pair.AllAnsweredAsync();
            await pair.StartAgainAsync();
            await pair.SharedAsync();
            broker.Kill();
            broker.Start();
            await pair.AllAnsweredAsync();
        });
    }

    [Fact]
    public async Task Serve_GoesOn_WhenAReplicaStandsStillForTenSeconds()
    {
        using ReplicaPair pair = await ReplicaPair.StartAsync(database.CreateDatabase());
        await pair.DisturbAsync(async () =>
        {
            await pair.SignalAsync("STOP");
            long until = Environment.TickCount64 + 10_000;
            await pair.OthersAnsweredAsync();
            while (Environment.TickCount64 < until)
            {
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }

            await pair.SignalAsync("CONT");
            await pair.AllAnsweredAsync();
            await pair.SharedAsync();
            await pair.AllAnsweredAsync();
        });
    }
}
