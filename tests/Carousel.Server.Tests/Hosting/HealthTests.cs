using System.Diagnostics;
using System.Net;
using Carousel.Server.Doors;
using Carousel.Server.Tests.Doors;

namespace Carousel.Server.Tests.Hosting;

/// <summary>Whether a server is well, and that files in its folder do not change that.</summary>
public sealed class HealthTests
{
    [Fact]
    public async Task HealthPaths_NeedNoKey()
    {
        await using DoorServer server = await DoorServer.StartAsync(keys: ("ann", new KeyRights()));
        HttpClient nobody = server.Client(null);
        foreach (string path in (string[])["/health/live", "/health/ready"])
        {
            HttpResponseMessage answer = await nobody.GetAsync(path, DoorServer.Ending);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal("""{"status":"ok"}""", await answer.Content.ReadAsStringAsync(DoorServer.Ending));
            Assert.Equal(
                HttpStatusCode.MethodNotAllowed, (await nobody.DeleteAsync(path, DoorServer.Ending)).StatusCode);
        }
    }

    [Fact]
    public async Task OddFiles_DoNotKeepARemovedKeyValid()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        await using DoorServer server =
            await DoorServer.StartAsync(keys: [("ann", new KeyRights()), ("ben", new KeyRights())]);
        HttpClient ann = server.Client("ann"), ben = server.Client("ben");
        string session = await DoorServer.BeginAsync(ben);
        string folder = server.Options.Models;
        File.CreateSymbolicLink(Path.Combine(folder, "zero.safetensors"), "/dev/zero");
        using (var fifo = Process.Start("mkfifo", Path.Combine(folder, "fifo.safetensors")))
        {
            await fifo.WaitForExitAsync(DoorServer.Ending);
        }

        await DoorServer.UntilAsync(
            () => Task.FromResult(server.Told.Any(t => t.StartsWith("fifo: not served", StringComparison.Ordinal))));
        server.RemoveKey("ann");
        await DoorServer.UntilAsync(
            async () =>
                (await ann.GetAsync("/v1/models", DoorServer.Ending)).StatusCode == HttpStatusCode.Unauthorized);
        Assert.Equal(HttpStatusCode.OK, (await DoorServer.StepAsync(ben, session)).StatusCode);
        Assert.Empty(server.Failures);
    }
}
