using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Carousel.Cli.Errors;
using Carousel.Cli.Options;
using Carousel.Cli.Rendering;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
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
        return options with { Fit = options.Fit with { Threads = Run.Threads(result) } };
    }

    /// <inheritdoc/>
    protected override string DataOf(ParseResult result) => File(result) ?? SampleName;

    /// <summary>The options on the command line that a job without training cannot use; or null.</summary>
    /// <param name="usable">Titles of groups and names of options that it can use.</param>
    /// <param name="result">The parsed command line.</param>
    private protected string? Unusable(string[] usable, ParseResult result)
    {
        string names = string.Join(", ", Groups.Where(group => !usable.Contains(group.Title))
            .SelectMany(group => group.Options)
            .Where(o => !usable.Contains(o.Name) && result.Has(o)).Select(o => o.Name));
        return names.Length > 0 ? names : null;
    }

    /// <summary>Runs a job that trains nothing and writes no model.</summary>
    /// <param name="result">The parsed command line.</param>
    /// <param name="terminal">Where it is shown.</param>
    /// <param name="suffix">What the default folder's name ends with.</param>
    /// <param name="facts">What was found in the file.</param>
    /// <param name="measure">The job: where it reports its share, and the command line, to the result.</param>
    /// <returns>The exit code.</returns>
    private protected int AnswerUntrained(
        ParseResult result, Terminal terminal, string suffix, IReadOnlyList<JobFact> facts,
        Func<IProgress<(string Part, double Share)>, string, JobResult> measure)
    {
        long started = terminal.Clock.GetTimestamp();
        string data = DataOf(result);
        using OutputFolder folder = OutputFolder.Open(Run.Out(result) ?? OutputFolder.DefaultFor(data) + suffix);
        if (folder.Has(JobResult.ModelName) || FitRun.CheckpointNames.Any(folder.Has))
        {
            throw new UsageException(
                $"{folder.Path} contains a model or a stopped training, which a run without training does not replace, "
                + "even with --overwrite. Name another folder with --out.");
        }

        JobResult measured;
        using (var view = new ShareProgressView(
            Run.Quiet(result) ? null : terminal, "",
            () => FactsBlock.Write(terminal, [$"carousel {Name}", data], facts)))
        {
            view.Begin();
            measured = measure(view, CommandLineText.Of(result)).SaveNoted(folder.Path);
        }

        ShowResult(result, terminal, measured);

        terminal.WriteText(
            $"\n  {string.Join("   ", [.. measured.Files.Select(f => folder.File(f.Name)), JobResult.ReportName])}");
        if (Run.Json(result))
        {
            LineOf(result, Name, facts, measured, folder, terminal.Clock.GetElapsedTime(started).TotalSeconds)
                .Write(terminal);
        }

        return ExitCode.Done;
    }
}
