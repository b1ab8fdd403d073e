using Carousel.Cluster.Brokers;
using Carousel.Cluster.Work;
using Carousel.Jobs;

namespace Carousel.Server.Hosting;

/// <summary><c>carousel work</c>: does the parts that commands on other machines send.</summary>
/// <param name="work">Does a part.</param>
/// <param name="release">The release of the command; the worker runs only parts of the same release.</param>
internal sealed class WorkVerb(IPartWork work, string release) : IVerb<WorkOptions>
{
    private const int MostThreads = 256;

    /// <inheritdoc/>
    public string Name => "work";

    /// <inheritdoc/>
    public string Summary => "Run tasks sent by commands on other machines.";

    /// <inheritdoc/>
    public string Example =>
        "carousel work --broker amqp://me:secret@head --store \"Host=head;Username=me;Database=work\" --threads 1";

    /// <inheritdoc/>
    public string Threads =>
        "Tasks in parallel, each on one thread; does not change the result. Default: all processors.";

    /// <inheritdoc/>
    public async Task<bool> RunAsync(WorkOptions options, VerbRun run, CancellationToken cancellation)
    {
        if (options is not { Broker: { } broker, Store: { } place })
        {
            throw options.Broker is null && options.Store is null
                ? options.Wrong($"work needs {{Broker}} and {{Store}}, such as: {Example}")
                : options.Wrong("{Broker} and {Store} belong together: pass both.");
        }

        var worked = new WorkerOptions
        {
            Version = release,
            Cache = options.Cache ?? DefaultCache(),
            Threads = run.Threads > 0 ? run.Threads : Math.Min(MostThreads, Environment.ProcessorCount),
            MostLosses = options.Losses,
            Idle = options.Idle is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        };
        using var store = new WorkStore(place);
        using var worker = new Worker(new Broker(broker), store, work, worked, sentence =>
        {
            lock (store)
            {
                run.Tell($"  {sentence}");
            }
        });
        await worker.RunAsync(
            () => run.Announce($"waiting for parts, {worked.Threads} at a time, of carousel {release}"), cancellation)
            .ConfigureAwait(false);
        run.Out.WriteLine($"ended; parts: {worker.Done}");
        return true;
    }

    private static string DefaultCache() => Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } set
            ? set
            : OperatingSystem.IsWindows()
                ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
        "carousel-work");
}
