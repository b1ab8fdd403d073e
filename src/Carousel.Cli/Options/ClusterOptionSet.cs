using System.CommandLine;
using Carousel.Cli.Errors;
using Carousel.Cli.Rendering;
using Carousel.Cli.Work;
using Carousel.Cluster.Work;

namespace Carousel.Cli.Options;

/// <summary>Where parts of a work are sent, and where their results lie.</summary>
internal sealed class ClusterOptionSet
{
    private readonly Option<string?> _broker = OptionKinds.Text(
        "--broker", "URL", "RabbitMQ server with the work queue: amqp://user:password@host:5672. Default: run here.");

    private readonly Option<string?> _store = OptionKinds.Text(
        "--store", "TEXT",
        "With --broker: PostgreSQL connection string 'Host=…;Username=…;Database=…', for files and results.");

    /// <summary>The options.</summary>
    public IReadOnlyList<Option> Options => [_broker, _store];

    /// <summary>The options under their heading.</summary>
    public OptionGroup Group => new("Several machines", Options);

    /// <summary>Broker and store, or null where neither is named.</summary>
    /// <exception cref="UsageException">One is named without the other.</exception>
    public (string Broker, string Store)? Read(ParseResult result) =>
        (result.GetValue(_broker), result.GetValue(_store)) switch
        {
            (null, null) => null,
            ({ } broker, { } store) => (broker, store),
            _ => throw new UsageException("--broker and --store belong together: pass both."),
        };

    /// <summary>What does the parts: workers at the broker, or this process.</summary>
    /// <param name="result">The parsed command line.</param>
    /// <param name="threads">How many parts this process does at the same time.</param>
    /// <param name="terminal">Where a note is written.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="UsageException">One is named without the other.</exception>
    public async Task<IPartRunner> OpenAsync(
        ParseResult result, int threads, Terminal terminal, CancellationToken cancellation) =>
        Read(result) is { } at
            ? await QueuedParts.OpenAsync(
                at.Broker, at.Store, CarouselCommand.Release,
                sentence => terminal.Error.WriteLine($"  {sentence}"), new QueueTimes(), cancellation)
                .ConfigureAwait(false)
            : new LocalParts(new JobWork(), threads);
}
