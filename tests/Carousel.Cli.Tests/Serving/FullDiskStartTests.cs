using Carousel.Testing;

namespace Carousel.Cli.Tests.Serving;

/// <summary>A server on a full disk says that it does not start, and what becomes of its sessions.</summary>
public sealed class FullDiskStartTests
{
    [Fact]
    public async Task Start_IsRefusedInOneSentence_AndGoesOnceThereIsRoom()
    {
        using var disk = new SmallDisk(kibibytes: 1024);
        string inside = $"exec {string.Join(' ', disk.Enter)} \"$@\"";
        using (CliProcess keys = CliProcess.StartInShell("/", inside, "serve", disk.Folder, "--add-key", "plant"))
        {
            Assert.Equal(0, (await keys.EndAsync()).ExitCode);
        }

        disk.Fill();
        using (CliProcess full = CliProcess.StartInShell("/", inside, "serve", disk.Folder, "--port", "0"))
        {
            Assert.Equal(
                $"{disk.Folder}/sessions.db: the disk is full, so that no step could be kept. The server does not "
                + "start, and stored sessions stay unchanged. Make room, and start it again.",
                (await full.EndAsync()).RequireOneSentence());
        }

        disk.Free();
        using CliProcess checking = CliProcess.StartInShell("/", inside, "serve", disk.Folder, "--check");
        CliRun whole = await checking.EndAsync();
        Assert.Equal((0, "0 sessions: nothing is damaged.\n"), (whole.ExitCode, whole.Out));
    }
}
