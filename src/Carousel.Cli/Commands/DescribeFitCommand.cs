using System.CommandLine;
using Carousel.Cli.Options;
using Carousel.Cli.Rendering;

namespace Carousel.Cli.Commands;

/// <summary><c>carousel describe</c> before the command line of a fit: what the fit would take, without training.</summary>
/// <param name="job">The verb that would train.</param>
internal sealed class DescribeFitCommand(JobCommand job) : VerbCommand
{
    /// <inheritdoc/>
    public override string Name => $"describe {job.Name}";

    /// <inheritdoc/>
    public override string Summary => $"State what a fit of {job.Name} finds, decides and takes, without training.";

    /// <inheritdoc/>
    public override string Example => job.Example.Replace("carousel ", "carousel describe ", StringComparison.Ordinal);

    /// <inheritdoc/>
    public override IReadOnlyList<Argument> Arguments => job.Arguments;

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> Groups => job.Groups;

    /// <inheritdoc/>
    public override RunOptionSet Run => job.Run;

    /// <inheritdoc/>
    public override Task<int> RunAsync(ParseResult result, Terminal terminal, CancellationToken cancellation) => job.DescribeAsync(result, terminal, cancellation);
}
