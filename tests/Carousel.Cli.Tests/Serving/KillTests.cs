using System.Globalization;
using Carousel.Benchmarks.Serving;
using Carousel.Jobs.Networks;

namespace Carousel.Cli.Tests.Serving;

/// <summary>A server that is killed in the middle of its work loses no step that it answered, and takes none
/// twice.</summary>
public sealed class KillTests
{
    /// <summary>How often the server is killed by hand, if not 100 times.</summary>
    private const string KillsVariable = "CAROUSEL_KILLS";

    /// <summary>How often it is killed by hand.</summary>
    internal static int KillsByHand =>
        int.TryParse(Environment.GetEnvironmentVariable(KillsVariable), CultureInfo.InvariantCulture, out int kills)
            ? kills
            : 100;

    [Fact]
    public Task Serve_LosesNoStep_WhenItIsKilled() => KillAsync(kills: 3, []);

    [Fact]
    [Trait("Speed", "Slow")]
    public Task Serve_LosesNoStep_HoweverOftenItIsKilled() => KillAsync(KillsByHand, []);

    /// <summary>Kills a server under load.</summary>
    /// <param name="kills">How often.</param>
    /// <param name="store">Options that name the store; none for SQLite in the folder of the models.</param>
    internal static async Task KillAsync(int kills, string[] store)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("carousel-kill-");
        try
        {
            LoadModel.Write(folder.FullName);
            using ServedProcess server = await ServedProcess.StartAsync([folder.FullName, "--quiet", .. store]);
            StepPeer[] peers =
            [
                .. Enum.GetValues<StepDoor>().SelectMany((door, d) => new[]
                {
                    new StepPeer(() => server.Address, door, 2 * d, sessions: 3),
                    new StepPeer(() => server.Address, door, (2 * d) + 1, sessions: 40),
                }),
            ];
            await Task.WhenAll(peers.Select(p => p.BeginAsync()));
            bool isEnd = false;
            Task[] runs = [.. peers.Select(p => Task.Run(() => p.RunAsync(() => Volatile.Read(ref isEnd))))];
            var random = new Random(kills);
            for (int kill = 0; kill <= kills; kill++)
            {
                // By the number of answers, not by time: each kill interrupts work.
                long enough = peers.Sum(p => p.Acknowledged) + random.Next(1, 3000);
                while (peers.Sum(p => p.Acknowledged) < enough)
                {
                    Assert.False(Array.Exists(runs, r => r.IsCompleted), "A caller has ended.");
                    await Task.Delay(random.Next(1, 4), TestContext.Current.CancellationToken);
                }

                if (kill < kills)
                {
                    await server.KillAndStartAsync();
                }
            }

            Volatile.Write(ref isEnd, true);
            await Task.WhenAll(runs);
            string file = Path.Combine(folder.FullName, LoadModel.Name, "model.safetensors");
            for (int peer = 0; peer < peers.Length; peer++)
            {
                await CompareAsync(peers[peer], peer, file);
            }

            TestContext.Current.TestOutputHelper?.WriteLine(
                $"{kills} kills, {peers.Sum(p => p.Acknowledged)} steps, {peers.Sum(p => p.Repeated)} sent again.");
            Array.ForEach(peers, p => p.Dispose());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Compares all answers of a caller with those of an undisturbed network.</summary>
    /// <param name="peer">The caller.</param>
    /// <param name="number">Its number.</param>
    /// <param name="file">The model.</param>
    internal static async Task CompareAsync(StepPeer peer, int number, string file) =>
        Compare(await peer.NextAsync(), peer.Answers, number, file);

    /// <summary>Compares all answers of a caller with those of an undisturbed network.</summary>
    /// <param name="next">The step that comes next in each session.</param>
    /// <param name="all">The answers of each session.</param>
    /// <param name="number">The caller's number.</param>
    /// <param name="file">The model.</param>
    internal static void Compare(long[] next, List<float>[] all, int number, string file)
    {
        using NetworkModel undisturbed = NetworkModel.Load(file, threads: 1);
        for (int session = 0; session < next.Length; session++)
        {
            List<float> answers = all[session];
            Assert.Equal(answers.Count + 1, next[session]);
            if (answers.Count > 0)
            {
                float[] rows =
                [
                    .. Enumerable.Range(1, answers.Count).SelectMany(step => StepPeer.Row(number, session, step)),
                ];
                Assert.Equal(undisturbed.Run([rows])[0], answers);
            }
        }
    }
}
