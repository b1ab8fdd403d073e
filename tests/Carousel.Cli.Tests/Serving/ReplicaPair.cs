using Carousel.Benchmarks.Serving;
using Carousel.Testing;

namespace Carousel.Cli.Tests.Serving;

/// <summary>Two replicas on one store, and callers at both; or one server, to be compared with them.</summary>
internal sealed class ReplicaPair : IDisposable
{
    private const int BrokerSessions = 16, FirstNumber = 100, Enough = 100;

    private const string Sharing =
        "SELECT count(DISTINCT replica) FROM carousel.leases WHERE until > clock_timestamp()";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("carousel-replicas-");
    private readonly string _store;
    private readonly ServedProcess[] _servers;
    private readonly bool[] _isUp = [true, true];
    private Task[] _runs = [];

    private ReplicaPair(string store, int servers) => (_store, _servers) = (store, new ServedProcess[servers]);

    /// <summary>The callers: those with even numbers ask the first replica, the others the second.</summary>
    public StepPeer[] Peers { get; private set; } = [];

    /// <summary>Callers that send to a broker.</summary>
    public BrokerPeer[] BrokerPeers { get; private set; } = [];

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    /// <summary>Starts two replicas, and makes callers of every door.</summary>
    /// <param name="store">Where the sessions are.</param>
    /// <param name="broker">The address of a broker, or null.</param>
    public static async Task<ReplicaPair> StartAsync(string store, string? broker = null)
    {
        ReplicaPair pair = await StartAsync(store, broker, servers: 2, isAlone: false);
        await pair.CallAsync(
            [
                .. Enum.GetValues<StepDoor>().SelectMany((door, d) => new[]
                {
                    new StepPeer(() => pair.AddressFor(0), door, 2 * d, sessions: 3),
                    new StepPeer(() => pair.AddressFor(1), door, (2 * d) + 1, sessions: 40),
                }),
            ],
            broker, broker is null ? 0 : 2);
        return pair;
    }

    /// <summary>Starts servers without callers.</summary>
    /// <param name="store">Where the sessions are.</param>
    /// <param name="broker">The address of a broker, or null.</param>
    /// <param name="servers">How many, 1 or 2.</param>
    /// <param name="isAlone">Whether it is one server that has the store to itself.</param>
    public static async Task<ReplicaPair> StartAsync(string store, string? broker, int servers, bool isAlone)
    {
        var pair = new ReplicaPair(store, servers);
        LoadModel.Write(pair._folder.FullName);
        string[] options =
        [
            pair._folder.FullName, "--quiet", "--store", store,
            .. isAlone ? (string[])[] : ["--replica", "http://127.0.0.1:0"],
            .. broker is null ? (string[])[] : ["--broker", broker],
        ];
        for (int s = 0; s < servers; s++)
        {
            pair._servers[s] = await ServedProcess.StartAsync(options);
        }

        if (!isAlone)
        {
            await pair.SharedAsync();
        }

        return pair;
    }

    /// <summary>Makes the callers' sessions.</summary>
    /// <param name="peers">Callers by HTTP.</param>
    /// <param name="broker">The address of the broker, if any.</param>
    /// <param name="brokerPeers">How many callers send to it.</param>
    public async Task CallAsync(StepPeer[] peers, string? broker, int brokerPeers)
    {
        Peers = peers;
        await Task.WhenAll(Peers.Select(p => p.BeginAsync()));
        BrokerPeers = new BrokerPeer[brokerPeers];
        for (int p = 0; p < brokerPeers; p++)
        {
            // Sessions are begun by HTTP.
            using var begin = new StepPeer(() => AddressFor(1), StepDoor.Single, 0, BrokerSessions);
            await begin.BeginAsync();
            BrokerPeers[p] = new BrokerPeer(broker!, FirstNumber + p, BrokerSessions) { Ids = begin.Ids };
        }
    }

    /// <summary>Callers step while something happens; at the end all answers are those of an undisturbed run.</summary>
    /// <param name="disturb">What happens.</param>
    public async Task DisturbAsync(Func<Task> disturb)
    {
        bool isEnd = false;
        _runs =
        [
            .. Peers.Select(p => Task.Run(() => p.RunAsync(() => Volatile.Read(ref isEnd)))),
            .. BrokerPeers.Select(p => Task.Run(() => p.RunAsync(() => Volatile.Read(ref isEnd)))),
        ];
        await AllAnsweredAsync();
        await disturb();
        Volatile.Write(ref isEnd, true);
        await Task.WhenAll(_runs);
        string file = Path.Combine(_folder.FullName, LoadModel.Name, "model.safetensors");
        for (int peer = 0; peer < Peers.Length; peer++)
        {
            await KillTests.CompareAsync(Peers[peer], peer, file);
        }

        for (int peer = 0; peer < BrokerPeers.Length; peer++)
        {
            using var look = new StepPeer(() => AddressFor(1), StepDoor.Single, 0, BrokerSessions);
            long[] next = await look.NextAsync(BrokerPeers[peer].Ids);
            KillTests.Compare(next, BrokerPeers[peer].Answers, FirstNumber + peer, file);
        }
    }

    /// <summary>Waits until all callers got further.</summary>
    public Task AllAnsweredAsync() => AnsweredAsync(_ => true);

    /// <summary>Waits until the callers of the second replica, and those of the broker, got further.</summary>
    public Task OthersAnsweredAsync() => AnsweredAsync(p => p % 2 == 1);

    /// <summary>Waits until every session of those who ask the other replica in batches, or the broker, was answered
    /// something that was asked later than now.</summary>
    /// <param name="victim">The replica that they don't ask.</param>
    /// <returns>When that was: by HTTP, and by the broker.</returns>
    public async Task<(double Http, double Broker)> TakenOverAsync(int victim)
    {
        List<float>[][] http =
        [
            .. Peers.Where((p, i) => i % 2 != victim && p.Door >= StepDoor.Batch).Select(p => p.Answers),
        ];
        Task<double> byBroker = UntilAsync([.. BrokerPeers.SelectMany(p => p.Answers)], BrokerPeer.Ahead + 1);
        return (await UntilAsync([.. http.SelectMany(a => a)], 2), await byBroker);
    }

    /// <summary>Waits until both have sessions.</summary>
    public async Task SharedAsync()
    {
        while ((long)PostgresServer.Run(_store, Sharing)! < _servers.Length)
        {
            await Task.Delay(20, Ending);
        }
    }

    /// <summary>Kills a replica; its callers ask the other one.</summary>
    /// <param name="server">Which.</param>
    public void Kill(int server = 0)
    {
        _isUp[server] = false;
        _servers[server].Dispose();
    }

    /// <summary>Starts a replica again.</summary>
    /// <param name="server">Which.</param>
    public async Task StartAgainAsync(int server = 0)
    {
        await _servers[server].StartAgainAsync();
        _isUp[server] = true;
    }

    /// <summary>Sends a replica a signal.</summary>
    /// <param name="name">Which signal.</param>
    /// <param name="server">Which replica.</param>
    public Task SignalAsync(string name, int server = 0) => _servers[server].SignalAsync(name);

    /// <summary>Waits until the first replica has ended by itself.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> EndAsync()
    {
        _isUp[0] = false;
        return await _servers[0].EndAsync();
    }

    /// <summary>Where callers of a server ask now.</summary>
    /// <param name="server">Which.</param>
    public Uri AddressFor(int server) =>
        _servers[_servers.Length == 1 ? 0 : _isUp[server] ? server : 1 - server].Address;

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

    private static double Since(long began) => (Environment.TickCount64 - began) / 1000.0;

    private async Task<double> UntilAsync(List<float>[] sessions, int more)
    {
        long began = Environment.TickCount64;
        int[] enough = [.. sessions.Select(s => s.Count + more)];
        while (sessions.Where((s, i) => s.Count < enough[i]).Any())
        {
            await WaitAsync();
        }

        return Since(began);
    }

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
            await WaitAsync();
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{Since(began):0.00} s until {all.Length} callers went on");
    }

    private async Task WaitAsync()
    {
        Task? failed = Array.Find(_runs, r => r.IsFaulted);
        await (failed ?? Task.Delay(5, Ending));
    }
}
