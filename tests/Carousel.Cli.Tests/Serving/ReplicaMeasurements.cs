using System.Globalization;
using Carousel.Testing;

namespace Carousel.Cli.Tests.Serving;

/// <summary>What <c>benchmarks/replicas</c> shows: how long sessions are silent when a replica ends or stands still,
/// and what one server and two replicas take.</summary>
[Trait("Speed", "Slow")]
public sealed class ReplicaMeasurements(PostgresServer database)
{
    private const string KillsVariable = "CAROUSEL_KILLS", StopsVariable = "CAROUSEL_STOPS",
        SecondsVariable = "CAROUSEL_SECONDS";

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Takeovers()
    {
        int kills = Number(KillsVariable, 15), stops = Number(StopsVariable, 8);
        var random = new Random(1);
        using var broker = new RabbitServer();
        using ReplicaPair pair = await ReplicaPair.StartAsync(database.CreateDatabase(), broker.Start());
        await pair.DisturbAsync(async () =>
        {
            for (int round = 0; round < kills + stops; round++)
            {
                // At a random moment of the work.
                await Task.Delay(random.Next(500, 2500), Ending);
                int victim = random.Next(2);
                bool isKill = round < kills;
                if (isKill)
                {
                    pair.Kill(victim);
                }
                else
                {
                    await pair.SignalAsync("STOP", victim);
                }

                long until = Environment.TickCount64 + 10_000;
                (double http, double byBroker) = await pair.TakenOverAsync(victim);
                Say($"{(isKill ? "killed" : "stopped")} {victim}: HTTP {http:0.00} s, broker {byBroker:0.00} s");
                if (isKill)
                {
                    await pair.StartAgainAsync(victim);
                }
                else
                {
                    await Task.Delay((int)Math.Max(1, until - Environment.TickCount64), Ending);
                    await pair.SignalAsync("CONT", victim);
                }

                await pair.AllAnsweredAsync();
                await pair.SharedAsync();
            }

            // The broker itself, last.
            broker.Kill();
            broker.Start();
            Say($"broker restarted: {(await pair.TakenOverAsync(0)).Broker:0.00} s from its start until all went on");
        });
        Say($"{pair.Peers.Sum(p => p.Acknowledged)} steps by HTTP ({pair.Peers.Sum(p => p.Repeated)} requests sent "
            + $"again), {pair.BrokerPeers.Sum(p => p.Acknowledged)} by the broker "
            + $"({pair.BrokerPeers.Sum(p => p.Repeated)} messages sent again): all answers as undisturbed.");
    }

    [Theory]
    [InlineData("one server", 1, true)]
    [InlineData("one replica", 1, false)]
    [InlineData("two replicas", 2, false)]
    public async Task Throughput(string name, int servers, bool isAlone)
    {
        using var broker = new RabbitServer();
        string? address = isAlone ? null : broker.Start();
        using (ReplicaPair pair = await ReplicaPair.StartAsync(database.CreateDatabase(), address, servers, isAlone))
        {
            await pair.CallAsync(Callers(pair, StepDoor.Single, 16, 4), null, 0);
            await MeasureAsync(pair, $"{name}, HTTP, 16 callers of one step a request");
        }

        using (ReplicaPair pair = await ReplicaPair.StartAsync(database.CreateDatabase(), address, servers, isAlone))
        {
            await pair.CallAsync(Callers(pair, StepDoor.BinaryFrames, 4, 256), null, 0);
            await MeasureAsync(pair, $"{name}, WebSocket, 4 callers of about 192 sessions a frame");
        }

        if (address is not null)
        {
            using ReplicaPair pair =
                await ReplicaPair.StartAsync(database.CreateDatabase(), address, servers, isAlone);
            await pair.CallAsync([], address, 8);
            await MeasureAsync(pair, $"{name}, broker, 8 callers of 16 sessions, {BrokerPeer.Ahead} steps ahead");
        }
    }

    private static StepPeer[] Callers(ReplicaPair pair, StepDoor door, int count, int sessions) =>
    [
        .. Enumerable.Range(0, count).Select(p => new StepPeer(() => pair.AddressFor(p % 2), door, p, sessions)),
    ];

    private static async Task MeasureAsync(ReplicaPair pair, string what)
    {
        double seconds = Number(SecondsVariable, 10);
        await pair.DisturbAsync(async () =>
        {
            long Steps() => pair.Peers.Sum(p => p.Acknowledged) + pair.BrokerPeers.Sum(p => p.Acknowledged);
            await Task.Delay(2000, Ending);
            long before = Steps(), began = Environment.TickCount64;
            await Task.Delay(TimeSpan.FromSeconds(seconds), Ending);
            Say($"{what}: {(Steps() - before) * 1000.0 / (Environment.TickCount64 - began):0} steps/s");
        });
    }

    private static int Number(string variable, int missing) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int number)
            ? number
            : missing;

    private static void Say(string sentence) => TestContext.Current.TestOutputHelper?.WriteLine(sentence);
}
