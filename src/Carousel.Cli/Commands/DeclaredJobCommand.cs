using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Carousel.Cli.Options;
using Carousel.Jobs;
using Carousel.Jobs.Options;

namespace Carousel.Cli.Commands;

/// <summary>A verb that trains, whose options a type declares.</summary>
/// <typeparam name="TOptions">The type.</typeparam>
/// <param name="verb">The verb in words.</param>
/// <param name="plan">Reads the file that was named, or the bundled data, and plans.</param>
internal class DeclaredJobCommand<[DynamicallyAccessedMembers(
    DynamicallyAccessedMemberTypes.PublicProperties)] TOptions>(
    JobVerb verb, Func<string?, TOptions, IJobPlan> plan) : JobCommand(verb, OptionTable.Of(typeof(TOptions)))
    where TOptions : JobOptions, new()
{
    private readonly Argument<string?> _data = new(verb.Data)
    {
        Description = verb.About,
        Arity = ArgumentArity.ZeroOrOne,
    };
    private readonly DeclaredOptionSet<TOptions> _options = new();

    /// <inheritdoc/>
    public override IReadOnlyList<Argument> Arguments => [_data, .. _options.Arguments];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> Groups => [.. _options.Groups.Select(Fit.Join), Run.Group];

    /// <inheritdoc/>
    public override JsonObject Schema => SchemaOf(new TOptions());

    /// <inheritdoc/>
    public override JsonObject SchemaOf(ParseResult result) => SchemaOf(_options.Read(result));

    /// <inheritdoc/>
    public override IJobPlan MakePlan(ParseResult result) => plan(File(result), OptionsOf(result));

    private JsonObject SchemaOf(TOptions asked) =>
        OptionSchema.Of(OptionTable.Of(typeof(TOptions)), new TOptions(), Call, asked);

    /// <summary>The file that was named, or null.</summary>
    protected string? File(ParseResult result) => result.GetValue(_data);

    /// <summary>What the user asks for.</summary>
    /// <param name="result">The parsed command line.</param>
    protected TOptions OptionsOf(ParseResult result)
    {
        TOptions options = _options.Read(result);
        return options with { Fit = options.Fit with { Threads = ThreadsOf(result) } };
    }

    /// <inheritdoc/>
    protected override string DataOf(ParseResult result) =>
        File(result) ?? _options.Read(result).MadeName ?? SampleName;
}
