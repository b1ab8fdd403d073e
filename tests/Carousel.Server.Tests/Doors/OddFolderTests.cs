using System.Diagnostics;
using System.Net;
using Carousel.Server.Doors;

namespace Carousel.Server.Tests.Doors;

/// <summary>A thousand odd files in the watched folder of a server that is asked meanwhile.</summary>
public sealed class OddFolderTests
{
    private const int OfEachKind = 125;

    private static CancellationToken Ending => DoorServer.Ending;

    [Fact]
    public async Task Server_Answers_WhateverIsPutIntoItsFolder_AndARemovedKeyIsRefused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "FIFOs and devices are of Unix.");
        await using DoorServer server = await DoorServer.StartAsync(
            null, null, ("ann", new KeyRights()), ("bob", new KeyRights()));
        HttpClient ann = server.Client("ann"), bob = server.Client("bob");
        string session = await DoorServer.BeginAsync(ann);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Ending);
        int answered = 0;
        var stepping = Task.Run(
            async () =>
            {
                while (!over.IsCancellationRequested)
                {
                    Assert.Equal(HttpStatusCode.OK, (await DoorServer.StepAsync(ann, session)).StatusCode);
                    Interlocked.Increment(ref answered);
                }
            },
            Ending);
        await PutAsync(server.Options.Models);

        // One that is good comes last: the looks go on.
        File.Copy(
            Path.Combine(server.Options.Models, "alpha.safetensors"),
            Path.Combine(server.Options.Models, "zz.safetensors"));
        Assert.Equal(HttpStatusCode.OK, (await DoorServer.StepAsync(bob, await DoorServer.BeginAsync(bob))).StatusCode);
        server.RemoveKey("bob");
        int before = Volatile.Read(ref answered);
        await DoorServer.UntilAsync(
            async () => (await bob.GetAsync("/v1/models", Ending)).StatusCode == HttpStatusCode.Unauthorized);
        await DoorServer.UntilAsync(
            async () => (await ann.GetAsync("/v1/models/zz", Ending)).StatusCode == HttpStatusCode.OK);
        await DoorServer.UntilAsync(() => Task.FromResult(Volatile.Read(ref answered) > before + 10));
        await over.CancelAsync();
        await stepping;
        Assert.Empty(server.Failures);
        Assert.Contains(server.Told, sentence => sentence.StartsWith("fifo0: not served", StringComparison.Ordinal));
    }

    private static async Task PutAsync(string folder)
    {
        byte[] model = await File.ReadAllBytesAsync(Path.Combine(folder, "alpha.safetensors"), Ending);
        var random = new Random(1);
        string Place(string kind, int number) => Path.Combine(folder, $"{kind}{number}.safetensors");
        using (var fifos = Process.Start("mkfifo", Enumerable.Range(0, OfEachKind).Select(n => Place("fifo", n))))
        {
            await fifos.WaitForExitAsync(Ending);
        }

        for (int n = 0; n < OfEachKind; n++)
        {
            byte[] noise = new byte[random.Next(1, 4000)];
            random.NextBytes(noise);
            await File.WriteAllBytesAsync(Place("noise", n), noise, Ending);
            await File.WriteAllBytesAsync(Place("cut", n), model[..random.Next(1, model.Length)], Ending);
            byte[] changed = [.. model];
            changed[random.Next(changed.Length)] ^= (byte)random.Next(1, 256);
            await File.WriteAllBytesAsync(Place("changed", n), changed, Ending);
            File.CreateSymbolicLink(Place("zero", n), "/dev/zero");
            File.CreateSymbolicLink(Place("circle", n), Place("circle", (n + 1) % OfEachKind));
            Directory.CreateDirectory(Place("folder", n));
            await using FileStream sparse = File.Create(Place("sparse", n));
            sparse.SetLength(1L << random.Next(31, 40));
        }
    }
}
