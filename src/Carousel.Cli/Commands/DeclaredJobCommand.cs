using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using Carousel.Cli.Options;
using Carousel.Tasks.Jobs;
using Carousel.Tasks.Reading;

namespace Carousel.Cli.Commands;

/// <summary>A verb that trains, whose options a type declares.</summary>
/// <typeparam name="TOptions">The type.</typeparam>
/// <param name="verb">The verb in words.</param>
/// <param name="plan">Reads a file and plans.</param>
internal sealed class DeclaredJobCommand<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] TOptions>(
    JobVerb verb, Func<string, TOptions, IJobPlan> plan) : JobCommand
    where TOptions : JobOptions, new()
{
    private readonly Argument<string?> _data = new(verb.Data) { Description = verb.About, Arity = ArgumentArity.ZeroOrOne };
    private readonly DeclaredOptionSet<TOptions> _options = new();

    /// <inheritdoc/>
    public override string Name => verb.Name;

    /// <inheritdoc/>
    public override string Summary => verb.Summary;

    /// <inheritdoc/>
    public override string Example => verb.Example;

    /// <inheritdoc/>
    public override IReadOnlyList<Argument> Arguments => [_data];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> Groups => [.. _options.Groups, Fit.Model, Fit.Training, Run.Group];

    /// <inheritdoc/>
    public override IReadOnlyList<string> DefaultSearch => verb.Search ?? base.DefaultSearch;

    /// <inheritdoc/>
    public override IJobPlan MakePlan(ParseResult result)
    {
        TOptions options = _options.Read(result, new TOptions { Fit = Fit.Read(result, Run.Threads(result)) });
        return plan(result.GetValue(_data) ?? SampleFile.Find(verb.Sample), options);
    }

    /// <inheritdoc/>
    protected override string DataOf(ParseResult result) => result.GetValue(_data) ?? verb.Sample;
}

/// <summary>A verb that trains, in words.</summary>
/// <param name="Name">The verb.</param>
/// <param name="Summary">What it does.</param>
/// <param name="Data">What its file is called.</param>
/// <param name="About">What the file holds, and what there is without it.</param>
/// <param name="Sample">The bundled data.</param>
/// <param name="Example">A command line that works.</param>
internal sealed record JobVerb(string Name, string Summary, string Data, string About, string Sample, string Example)
{
    /// <summary>What <c>tune</c> searches where nobody says anything; null for what it does by itself.</summary>
    public IReadOnlyList<string>? Search { get; init; }
}
