using System.Diagnostics;
using System.Text.Json.Nodes;
using Carousel.Jobs;
using Carousel.Studio.Messages;
using Carousel.Studio.Storage;
using Carousel.Studio.Works;
using Carousel.Testing;

namespace Carousel.Studio.Tests.Works;

/// <summary>A process that does not end when it is asked to.</summary>
public sealed class StopTests : IDisposable
{
    private static readonly TimeSpan _never = TimeSpan.FromDays(1);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("carousel-stop");

    [Theory]
    [InlineData(true, "can continue from there")]
    [InlineData(false, "would start from the beginning")]
    public async Task SecondStop_EndsIt_AndKeepsItsCheckpoint(bool hasCheckpoint, string said)
    {
        await using WorkQueue queue = Begin(_never, out Work work);
        string checkpoint = Path.Combine(work.Folder.Out, "checkpoint.safetensors");
        await RunningAsync(work);
        if (hasCheckpoint)
        {
            await File.WriteAllTextAsync(checkpoint, "kept");
        }

        queue.Stop(work);
        Assert.Equal(WorkStates.Stopping, work.Stored.State);
        queue.Stop(work);
        await RequireStoppedAsync(work, said);
        Assert.Equal(hasCheckpoint, File.Exists(checkpoint));
    }

    [Fact]
    public async Task OneStop_EndsIt_WhenItDoesNotEndForSomeTime()
    {
        await using WorkQueue queue = Begin(TimeSpan.FromMilliseconds(50), out Work work);
        await RunningAsync(work);
        queue.Stop(work);
        await RequireStoppedAsync(work, "would start from the beginning");
    }

    public void Dispose() => EndedFolder.Remove(_folder.FullName);

    private static Task RunningAsync(Work work) =>
        Waiting.UntilAsync(() => Task.FromResult(work.Log.Listen().SoFar.Any(e => e.Kind == "note")), "it runs");

    private static async Task RequireStoppedAsync(Work work, string said)
    {
        await Waiting.UntilAsync(() => Task.FromResult(work.Stored.IsOver), "it is over");
        Assert.Equal(WorkStates.Stopped, work.Stored.State);
        Assert.Contains(said, work.Stored.Sentence, StringComparison.Ordinal);
    }

    private WorkQueue Begin(TimeSpan patience, out Work work)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("A shell stands for the command.");
        }

        var store = new StudioStore(Path.Combine(_folder.FullName, "studio.db"));
        var runner = new WorkRunner(
            new DeafCommand(), _ => ([], _folder.FullName, null), new PlainSentence(_folder.FullName), _ => { })
        {
            StopPatience = patience,
        };
        var queue = new WorkQueue(store, Path.Combine(_folder.FullName, "works"), runner, _ => { });
        work = queue.Add(new StoredWork { Kind = "run", Subject = "forecast" });
        return queue;
    }

    /// <summary>A command that hears no end of its input, as one in a step of an hour.</summary>
    private sealed class DeafCommand : ICommandLine
    {
        public string Version => "0";

        public IReadOnlyList<JobWords> Jobs => [];

        public JsonObject SchemaOf(string job) => [];

        public ProcessStartInfo Start(IReadOnlyList<string> arguments, string? model) =>
            new("/bin/sh", ["-c", "trap '' INT TERM; echo it runs >&2; while :; do sleep 1; done"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };

        public string TextOf(IReadOnlyList<string> arguments) => "";

        public string OutputOf(string data) => data;

        public IJobModel Load(string file) => throw new NotSupportedException();

        public string? SentenceOf(Exception exception) => null;
    }
}
