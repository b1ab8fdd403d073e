using System.CommandLine;
using Carousel.Cli.Errors;
using Carousel.Cli.Options;
using Carousel.Cli.Rendering;
using Carousel.Cli.Work;
using Carousel.Cluster.Brokers;
using Carousel.Cluster.Work;

namespace Carousel.Cli.Commands;

/// <summary><c>carousel work</c>: does the parts that commands on other machines send.</summary>
internal sealed class WorkCommand : VerbCommand
{
    private readonly ClusterOptionSet _cluster = new("Needed.");

    private readonly Option<string?> _cache = OptionKinds.Text(
        "--cache", "DIR", "Folder for files of parts, each fetched once. Default carousel-work in the user's cache.");

    private readonly Option<int?> _idle = OptionKinds.Whole(
        "--idle", "Seconds without a part after which it ends. Default: it waits for ever.");

    private readonly Option<int?> _losses = OptionKinds.Whole(
        "--losses", "Workers that a part may take along before it is set aside, 1 to 100. Default 8.");

    /// <inheritdoc/>
    public override string Name => "work";

    /// <inheritdoc/>
    public override string Summary => "Do the parts of work that commands on other machines send.";

    /// <inheritdoc/>
    public override string Example =>
        "carousel work --broker amqp://me:secret@head --store \"Host=head;Username=me;Database=work\" --threads 1";

    /// <inheritdoc/>
    public override IReadOnlyList<Argument> Arguments => [];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> Groups =>
        [new OptionGroup("Work", [.. _cluster.Options, _cache, _idle, _losses]), Run.Group];

    /// <inheritdoc/>
    public override RunOptionSet Run { get; } = new(
        null, "Parts that are done at the same time, each on one thread; has no influence on the result. Default: all "
            + "processors.");

    /// <inheritdoc/>
    public override async Task<int> RunAsync(ParseResult result, Terminal terminal, CancellationToken cancellation)
    {
        (string broker, string place) = _cluster.Read(result)
            ?? throw new UsageException($"work needs --broker and --store, such as: {Example}");
        var options = new WorkerOptions
        {
            Version = CarouselCommand.Release,
            Cache = result.GetValue(_cache) ?? DefaultCache(),
            Threads = ThreadCount(Run.Threads(result)),
            MostLosses = Within(result, _losses, 1, 100) ?? 8,
            Idle = Within(result, _idle, 1, 1_000_000) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        };
        bool isQuiet = Run.Quiet(result);
        using var store = new WorkStore(place);
        using var worker = new Worker(new Broker(broker), store, new JobWork(), options, sentence =>
        {
            if (!isQuiet)
            {
                lock (store)
                {
                    terminal.Error.WriteLine($"  {sentence}");
                }
            }
        });

        // The first line is what other programs wait for.
        await worker.RunAsync(
            () =>
            {
                terminal.Out.WriteLine(
                    $"waiting for parts, {options.Threads} at a time, of carousel {CarouselCommand.Release}");
                terminal.Out.Flush();
            },
            cancellation).ConfigureAwait(false);
        terminal.Out.WriteLine($"ended; parts: {worker.Done}");
        return ExitCode.Done;
    }

    private static string DefaultCache() => Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } set
            ? set
            : OperatingSystem.IsWindows()
                ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
        "carousel-work");

    private static int? Within(ParseResult result, Option<int?> option, int least, int most) =>
        result.GetValue(option) switch
        {
            null => null,
            { } value when value >= least && value <= most => value,
            { } value => throw new UsageException($"{option.Name} must be {least}…{most}, but is {value}."),
        };
}
