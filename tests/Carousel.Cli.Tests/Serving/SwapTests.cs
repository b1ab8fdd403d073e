using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Carousel.Autograd;
using Carousel.Benchmarks.Serving;
using Carousel.Layers;

namespace Carousel.Cli.Tests.Serving;

/// <summary>A model that is replaced again and again under load fails no call; each session answers by its
/// own version.</summary>
public sealed class SwapTests
{
    /// <summary>How often it is replaced by hand, if not 20 times.</summary>
    private const string SwapsVariable = "CAROUSEL_SWAPS";

    [Fact]
    public Task Serve_FailsNoCall_WhenItsModelIsReplaced() => SwapAsync(2);

    [Fact]
    [Trait("Speed", "Slow")]
    public Task Serve_FailsNoCall_HoweverOftenItsModelIsReplaced() => SwapAsync(
        int.TryParse(Environment.GetEnvironmentVariable(SwapsVariable), CultureInfo.InvariantCulture, out int swaps)
            ? swaps
            : 20);

    private static async Task SwapAsync(int swaps)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("carousel-swap-");
        string served = Path.Combine(folder.FullName, "models", LoadModel.Name + ".safetensors");
        Directory.CreateDirectory(Path.GetDirectoryName(served)!);
        try
        {
            Write(VersionFile(0), 1);
            File.Copy(VersionFile(0), served);
            using ServedProcess server = await ServedProcess.StartAsync([Path.GetDirectoryName(served)!, "--quiet"]);
            var peers = new List<(StepPeer Peer, int Version)>();
            bool isEnd = false;
            var runs = new List<Task>();
            string? before = null;
            for (int version = 0; version <= swaps; version++)
            {
                if (version > 0)
                {
                    Write(VersionFile(version), (ulong)version + 1);
                    File.Copy(VersionFile(version), served + ".new");
                    File.Move(served + ".new", served, overwrite: true);
                }

                before = await NextVersionAsync(server, before);
                var peer = new StepPeer(
                    () => server.Address, (StepDoor)(version % Enum.GetValues<StepDoor>().Length), version, 8);
                await peer.BeginAsync();
                peers.Add((peer, version));
                runs.Add(Task.Run(() => peer.RunAsync(() => Volatile.Read(ref isEnd))));

                // Each new file comes into the work of all sessions there are.
                long enough = peers.Sum(p => p.Peer.Acknowledged) + 200;
                while (peers.Sum(p => p.Peer.Acknowledged) < enough)
                {
                    Assert.False(runs.Exists(r => r.IsCompleted), "A caller has ended.");
                    await Task.Delay(2, TestContext.Current.CancellationToken);
                }
            }

            Volatile.Write(ref isEnd, true);
            await Task.WhenAll(runs);
            TestContext.Current.TestOutputHelper?.WriteLine(
                $"{swaps} swaps, {peers.Sum(p => p.Peer.Acknowledged)} steps, "
                + $"{peers.Sum(p => p.Peer.Repeated)} failed calls.");
            Assert.All(peers, p => Assert.Equal(0, p.Peer.Repeated));
            foreach ((StepPeer peer, int version) in peers)
            {
                await KillTests.CompareAsync(peer, version, VersionFile(version));
                peer.Dispose();
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        string VersionFile(int version) => Path.Combine(folder.FullName, $"{version}.safetensors");
    }

    /// <summary>Waits until another version is served.</summary>
    private static async Task<string> NextVersionAsync(ServedProcess server, string? before)
    {
        using var http = new HttpClient();
        while (true)
        {
            JsonElement card = await http.GetFromJsonAsync<JsonElement>(
                new Uri(server.Address, $"v1/models/{LoadModel.Name}"), TestContext.Current.CancellationToken);
            string now = card.GetProperty("version").GetString()!;
            if (now != before)
            {
                return now;
            }

            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    private static void Write(string file, ulong seed)
    {
        using var backend = new CpuBackend(threads: 1);
        var network = new Stack(new Lstm(LoadModel.Width, 16), new Dense(16, 1));
        network.Build(backend, seed);
        network.Save(file);
    }
}
