using Carousel.Jobs.Options;

namespace Carousel.Server.Hosting;

/// <summary>What <c>carousel work</c> takes.</summary>
internal sealed record WorkOptions : DeclaredOptions
{
    [OptionGroup("Work")]
    [Option(
        "RabbitMQ, where parts wait for workers: amqp://user:password@host:5672. Needed.", Value = "URL")]
    public string? Broker { get; init; }

    [Option(
        "With --broker: the connection string of PostgreSQL, 'Host=…;Username=…;Database=…', which keeps files "
        + "and results.", Value = "TEXT")]
    public string? Store { get; init; }

    [Option(
        "Folder for files of parts, each fetched once. Default carousel-work in the user's cache.", Value = "DIR")]
    public string? Cache { get; init; }

    [Option(
        "Seconds without a part after which it ends. Default: it waits for ever.", Least = 1, Most = 1_000_000,
        Range = "")]
    public int? Idle { get; init; }

    [Option("Workers that a part may take along before it is set aside.", Least = 1, Most = 100)]
    public int Losses { get; init; } = 8;
}
