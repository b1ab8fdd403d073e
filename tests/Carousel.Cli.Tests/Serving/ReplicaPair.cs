using Carousel.Cli.Serving.Load;
using Carousel.Testing;

namespace Carousel.Cli.Tests.Serving;

/// <summary>Two replicas on one store, and callers at both.</summary>
internal sealed class ReplicaPair : IDisposable
{
    private const string Sharing =
        "SELECT count(DISTINCT replica) FROM carousel.leases WHERE until > clock_timestamp()";

    private const int BrokerCallers = 2, BrokerSessions = 16, FirstNumber = 100, Enough = 100;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("carousel-replicas-");
    private readonly string _store;
    private readonly ServedProcess[] _servers = new ServedProcess[2];
    private readonly bool[] _isUp = [true, true];
    private Task[] _runs = [];

    private ReplicaPair(string store) => _store = store;

    /// <summary>The callers: those with even numbers ask the first replica, the others the second.</summary>
    public StepPeer[] Peers { get; private set; } = [];

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    /// <summary>Callers that send to a broker.</summary>
    public BrokerPeer[] BrokerPeers { get; private set; } = [];

    /// <summary>Starts both.</summary>
    /// <param name="store">Where the sessions are.</param>
    /// <param name="broker">The address of a broker, or null.</param>
    public static async Task<ReplicaPair> StartAsync(string store, string? broker = null)
    {
        string[] options = broker is null ? [] : ["--broker", broker];
        var pair = new ReplicaPair(store);
        LoadModel.Write(pair._folder.FullName);
        for (int s = 0; s < 2; s++)
        {
            pair._servers[s] = await ServedProcess.StartAsync(
                [pair._folder.FullName, "--quiet", "--store", store, "--replica", "http://127.0.0.1:0", .. options]);
        }

        await pair.SharedAsync();
        pair.Peers =
        [
            .. Enum.GetValues<StepDoor>().SelectMany((door, d) => new[]
            {
                new StepPeer(() => pair.AddressFor(0), door, 2 * d, sessions: 3),
                new StepPeer(() => pair.AddressFor(1), door, (2 * d) + 1, sessions: 40),
            }),
        ];
        await Task.WhenAll(pair.Peers.Select(p => p.BeginAsync()));
        if (broker is not null)
        {
            // Their sessions are begun by HTTP, as all are.
            for (int p = 0; p < BrokerCallers; p++)
            {
                using var begin = new StepPeer(() => pair.AddressFor(1), StepDoor.Single, 0, BrokerSessions);
                await begin.BeginAsync();
                pair.BrokerPeers =
                    [.. pair.BrokerPeers, new BrokerPeer(broker, FirstNumber + p, BrokerSessions) { Ids = begin.Ids }];
            }
        }

        return pair;
    }

    /// <summary>Callers step while something happens; at the end all answers are those of an undisturbed run.</summary>
    /// <param name="disturb">What happens.</param>
    public async Task DisturbAsync(Func<Task> disturb)
    {
        bool isEnd = false;
        Task[] runs =
        [
            .. Peers.Select(p => Task.Run(() => p.RunAsync(() => Volatile.Read(ref isEnd)))),
            .. BrokerPeers.Select(p => Task.Run(() => p.RunAsync(() => Volatile.Read(ref isEnd)))),
        ];
        _runs = runs;
        await AllAnsweredAsync();
        await disturb();
        Volatile.Write(ref isEnd, true);
        await Task.WhenAll(runs);
        string file = Path.Combine(_folder.FullName, LoadModel.Name, "model.safetensors");
        for (int peer = 0; peer < Peers.Length; peer++)
        {
            await KillTests.CompareAsync(Peers[peer], peer, file);
        }

        for (int peer = 0; peer < BrokerPeers.Length; peer++)
        {
            // The same questions by HTTP.
            using var look = new StepPeer(() => AddressFor(1), StepDoor.Single, 0, BrokerSessions);
            long[] next = await look.NextAsync(BrokerPeers[peer].Ids);
            KillTests.Compare(next, BrokerPeers[peer].Answers, FirstNumber + peer, file);
        }
    }

    /// <summary>Waits until all callers got further.</summary>
    public Task AllAnsweredAsync() => AnsweredAsync(_ => true);

    /// <summary>Waits until the callers of the second replica, and those of the broker, got further.</summary>
    public Task OthersAnsweredAsync() => AnsweredAsync(p => p % 2 == 1);

    private async Task AnsweredAsync(Func<int, bool> which)
    {
        long began = Environment.TickCount64;
        Func<long>[] all =
        [
            .. Peers.Where((_, p) => which(p)).Select(p => (Func<long>)(() => p.Acknowledged)),
            .. BrokerPeers.Select(p => (Func<long>)(() => p.Acknowledged)),
        ];
        long[] enough = [.. all.Select(a => a() + Enough)];
        while (all.Where((a, i) => a() < enough[i]).Any())
        {
            Task? failed = Array.Find(_runs, r => r.IsFaulted);
            await (failed ?? Task.Delay(5, Ending));
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{(Environment.TickCount64 - began) / 1000.0:0.00} s until {all.Length} callers went on");
    }

    /// <summary>Waits until both have sessions.</summary>
    public async Task SharedAsync()
    {
        while ((long)PostgresServer.Run(_store, Sharing)! < 2)
        {
            await Task.Delay(20, Ending);
        }
    }

    /// <summary>Kills the first replica; its callers ask the second one.</summary>
    public void Kill()
    {
        _isUp[0] = false;
        _servers[0].Dispose();
    }

    /// <summary>Starts the first replica again.</summary>
    public async Task StartAgainAsync()
    {
        await _servers[0].StartAgainAsync();
        _isUp[0] = true;
    }

    /// <summary>Sends the first replica a signal.</summary>
    /// <param name="name">Which.</param>
    public Task SignalAsync(string name) => _servers[0].SignalAsync(name);

    /// <summary>Waits until the first replica has ended by itself.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> EndAsync()
    {
        _isUp[0] = false;
        return await _servers[0].EndAsync();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Array.ForEach(Peers, p => p.Dispose());
        foreach (BrokerPeer peer in BrokerPeers)
        {
            peer.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }

        foreach (ServedProcess? server in _servers)
        {
            server?.Dispose();
        }

        _folder.Delete(recursive: true);
    }

    private Uri AddressFor(int server) => _servers[_isUp[server] ? server : 1 - server].Address;
}
