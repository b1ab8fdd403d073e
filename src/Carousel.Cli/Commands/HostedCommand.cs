using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using Carousel.Cli.Errors;
using Carousel.Cli.Options;
using Carousel.Cli.Rendering;
using Carousel.Jobs;
using Carousel.Jobs.Options;

namespace Carousel.Cli.Commands;

/// <summary>A verb that another project brings.</summary>
/// <typeparam name="TOptions">What it takes.</typeparam>
/// <param name="verb">The verb.</param>
internal sealed class HostedCommand<
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] TOptions>(IVerb<TOptions> verb)
    : VerbCommand(
        verb.Name, verb.Summary, verb.Example, verb.Threads is { } threads ? new(null, threads) : null)
    where TOptions : DeclaredOptions, new()
{
    private readonly DeclaredOptionSet<TOptions> _options = new();

    /// <inheritdoc/>
    public override IReadOnlyList<Argument> Arguments => [.. _options.Arguments];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> Groups => [.. _options.Groups, Run.Group];

    /// <inheritdoc/>
    public override async Task<int> RunAsync(ParseResult result, Terminal terminal, CancellationToken cancellation)
    {
        var run = new VerbRun(terminal.Out, terminal.Error, Run.Threads(result), Run.Quiet(result));
        return await verb.RunAsync(_options.Read(result), run, cancellation).ConfigureAwait(false)
            ? ExitCode.Done
            : ExitCode.WrongUsageOrData;
    }
}
