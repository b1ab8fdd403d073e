using System.CommandLine;
using Carousel.Cli.Errors;
using Carousel.Cli.Options;

namespace Carousel.Benchmarks.Commands;

/// <summary>What <c>carousel-benchmark parts</c> sends.</summary>
internal sealed class PartsOptionSet
{
    private readonly Option<int?> _count = OptionKinds.Whole(
        "--count", "How many parts, 1 to 1,000,000. Default 1,000.");

    private readonly Option<double?> _milliseconds = OptionKinds.Number(
        "--milliseconds", "How long each computes, 0 to 60,000. Default 10.");

    /// <summary>The options under their heading.</summary>
    public OptionGroup Group => new("Parts in a queue", [_count, _milliseconds, .. Cluster.Options]);

    /// <summary>Where the parts go.</summary>
    public ClusterOptionSet Cluster { get; } = new();

    /// <summary>How many parts, and how long each computes.</summary>
    /// <param name="result">The parsed command line.</param>
    /// <exception cref="UsageException">A number is out of range.</exception>
    public (int Count, double Milliseconds) Read(ParseResult result) =>
        (result.GetValue(_count) ?? 1000, result.GetValue(_milliseconds) ?? 10) switch
        {
            ( < 1 or > 1_000_000, _) => throw new UsageException("--count must be 1…1,000,000."),
            (_, < 0 or > 60_000) => throw new UsageException("--milliseconds must be 0…60,000."),
            var read => read,
        };
}
