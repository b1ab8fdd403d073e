using Carousel.Jobs.Options;

namespace Carousel.Server.Hosting;

/// <summary>What <c>carousel work</c> takes.</summary>
internal sealed record WorkOptions : DeclaredOptions
{
    [OptionGroup("Work")]
    [Option(
        "The RabbitMQ broker where parts wait for workers: amqp://user:password@host:5672. Required.", Value = "URL")]
    public string? Broker { get; init; }

    [Option(
        "With --broker: the connection string of the PostgreSQL database that keeps files and results, "
        + "'Host=…;Username=…;Database=…'.", Value = "TEXT")]
    public string? Store { get; init; }

    [Option(
        "Folder for files of parts, each fetched once. Default carousel-work in the user's cache.", Value = "DIR")]
    public string? Cache { get; init; }

    [Option(
        "Seconds without a part after which the worker ends. Default: it waits forever.", Least = 1, Most = 1_000_000,
        Range = "")]
    public int? Idle { get; init; }

    [Option("Give up on a task after it has crashed this many workers.", Least = 1, Most = 100)]
    public int Losses { get; init; } = 8;
}
