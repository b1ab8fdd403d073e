using Carousel.Cluster.Brokers;
using Carousel.Cluster.Work;

namespace Carousel.Cluster.Tests.Work;

/// <summary>A store, and workers in this process that end with it.</summary>
internal sealed class WorkPlace : IAsyncDisposable
{
    public const string Version = "1.2.3+test";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("carousel-work-");
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _workers = [];
    private readonly string _broker;

    public WorkPlace(string broker, string database)
    {
        (_broker, Database) = (broker, database);
        Store = new WorkStore(database);
    }

    public string Database { get; }

    public WorkStore Store { get; }

    public CountedWork Work { get; } = new();

    public QueueTimes Times { get; init; } = new() { Beat = TimeSpan.FromMilliseconds(50) };

    public string Folder => _folder.FullName;

    public static Part Part(params string[] words) => new("words", words, [], Version);

    public async Task<Task> StartAsync(int threads = 1, string version = Version, int losses = 3, TimeSpan? idle = null)
    {
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var options = new WorkerOptions
        {
            Version = version,
            Cache = Path.Combine(Folder, $"cache{_workers.Count}"),
            Threads = threads,
            MostLosses = losses,
            Idle = idle,
            Times = Times,
        };
        var worker = new Worker(new Broker(_broker), Store, Work, options, static _ => { });
        Task running = Task.Run(async () =>
        {
            using (worker)
            {
                await worker.RunAsync(() => ready.SetResult(), _stop.Token);
            }
        });
        _workers.Add(running);
        await Task.WhenAny(ready.Task, running);
        return running;
    }

    public Task<QueuedParts> OpenAsync(string version = Version, Action<string>? say = null) => QueuedParts.OpenAsync(
        _broker, Database, version, say ?? (static _ => { }), Times, TestContext.Current.CancellationToken);

    /// <summary>Has parts done, and returns their reports: words and answer, or words and message.</summary>
    public async Task<string[]> RunAsync(
        IReadOnlyList<Part> parts, CancellationToken? cancellation = null, Action<string>? say = null)
    {
        await using QueuedParts queue = await OpenAsync(say: say);
        return await RunAsync(queue, parts, cancellation ?? TestContext.Current.CancellationToken);
    }

    public static async Task<string[]> RunAsync(
        IPartRunner runner, IReadOnlyList<Part> parts, CancellationToken cancellation)
    {
        var told = new List<string>();
        await runner.RunAsync(
            parts,
            outcome => told.Add($"{string.Join(' ', outcome.Part.Words)}: {outcome.Text ?? outcome.Fault} "
                + $"{outcome.File()?[0]}"),
            cancellation);
        told.Sort(StringComparer.Ordinal);
        return [.. told];
    }

    public Task StopAsync()
    {
        _stop.Cancel();
        return Task.WhenAll(_workers);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_workers).ContinueWith(static _ => { }, TaskScheduler.Default);
        Store.Dispose();
        _stop.Dispose();
        _folder.Delete(recursive: true);
    }
}
