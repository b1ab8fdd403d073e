using System.CommandLine;
using System.Runtime.CompilerServices;
using Carousel.Cli.Errors;
using Carousel.Cli.Options;
using Carousel.Cli.Rendering;
using Carousel.Cli.Work;
using Carousel.Cluster.Work;
using Carousel.Jobs;
using Carousel.Jobs.Tuning;
using Carousel.Report;

namespace Carousel.Cli.Commands;

/// <summary>
/// <c>carousel tune</c>: searches over the options of a verb that trains, by its validation score alone.
/// </summary>
internal sealed class TuneCommand() : VerbCommand(
    "tune", "Search for good options of a verb that trains, by validation score.",
    "carousel tune forecast samples/us_flights_hourly.csv --trials 2 --epochs 1 --search hidden=8..16 --out "
    + "out/tune -- --target late_flights --known flights",
    new(
        "Folder for the trials and the report. Default out/tune-<verb>.",
        "Trials in parallel, each on one thread; does not change the result. Default: all processors."))
{
    private const string TrialsName = "trials.jsonl";
    private const string ReportName = "report.html";

    private readonly Argument<string> _verb = new("VERB") { Description = "A verb that trains, such as forecast." };

    private readonly Argument<string[]> _words = new("DATA")
    {
        Description =
            "Its data, then, after --, its fixed options. Default: its bundled sample.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string[]> _search = OptionKinds.Texts(
        "--search", "name=values",
        "An option to vary: hidden=16..128, learning-rate=1e-4..1e-2 or dropout=0,0.2,0.5. Can be given again. "
        + "Default: by the verb.");

    private readonly Option<SearchMethod?> _method = OptionKinds.Choice(
        "--method",
        "Run every trial to its end, or the best third of each round for three times the epochs. Default random.",
        ("random", SearchMethod.Random), ("halving", SearchMethod.Halving));

    private readonly Option<int?> _trials = OptionKinds.Whole("--trials", "Settings to try, 1 to 10,000. Default 16.");
    private readonly Option<int?> _epochs = OptionKinds.Whole(
        "--epochs", "Epochs of a trial that runs to its end. Default: the verb's; needed by --method halving.");
    private readonly Option<ulong?> _seed = OptionKinds.Seed(
        "--seed", "Seed of the choice of settings and of every trial. Default 1.");
    private readonly Option<bool> _resume = OptionKinds.Switch(
        "--resume", "Continue a stopped search in the same output folder; finished trials are not repeated.");

    private readonly ClusterOptionSet _cluster = new();

    /// <inheritdoc/>
    public override IReadOnlyList<Argument> Arguments => [_verb, _words];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> Groups =>
        [new OptionGroup("Search", [_search, _method, _trials, _epochs, _seed, _resume]), _cluster.Group, Run.Group];

    /// <inheritdoc/>
    public override async Task<int> RunAsync(ParseResult result, Terminal terminal, CancellationToken cancellation)
    {
        long started = terminal.Clock.GetTimestamp();
        string verb = result.GetRequiredValue(_verb);
        string[] words = [.. ResponseFile.Expand(result.GetValue(_words) ?? []).Select(RenamedOption.Replace)];
        ulong seed = result.GetValue(_seed) ?? 1;
        TuningTarget target = new(verb, words, seed);
        var options = new TuningOptions
        {
            Space =
            [
                .. (result.GetValue(_search) is { Length: > 0 } asked ? asked : target.DefaultSearch)
                    .Select(TunedOption.Parse),
            ],
            Method = result.GetValue(_method) ?? SearchMethod.Random,
            Trials = result.GetValue(_trials) ?? 16,
            Epochs = result.GetValue(_epochs),
            Seed = seed,
            Threads = ThreadCount(Run.Threads(result)),
        };
        target.RequireOptions(options);
        if (options is { Method: SearchMethod.Halving, Epochs: null })
        {
            throw new UsageException(
                "--method halving needs --epochs: the epochs of a trial that comes to its last round.");
        }

        // What is wrong with the data or an option is said before a folder is made.
        IJobPlan plan = target.MakePlan(options, Tuner.Settings(options, 1), options.Epochs);
        options = options with { Fixed = $"{target.Line} · {plan.Task}" };
        if (_cluster.Read(result) is not null)
        {
            JobParts.RequireSendable([verb, .. words]);
        }

        IPartRunner runner = await _cluster.OpenAsync(result, options.Threads, terminal, cancellation)
            .ConfigureAwait(false);
        await using ConfiguredAsyncDisposable closing = runner.ConfigureAwait(false);
        using OutputFolder folder = OutputFolder.Open(Run.Out(result) ?? Path.Combine("out", $"tune-{verb}"));
        RunRecord.RequireFree(
            folder.File(JobResult.ModelName), folder.Path, RunRecord.Of(plan, plan.DataName, folder));
        bool resume = result.GetValue(_resume) && folder.Has(TrialsName);
        string log = folder.File(TrialsName);
        if (!resume && !folder.Has(ReportName) && TrialLog.HasScore(log))
        {
            folder.RefuseStopped("the log of finished trials of an earlier run");
        }

        TrialLog trialLog = TrialLog.Open(log, options, resume);

        // The report of a search that was whole: without it, the trials are those of a stopped one.
        folder.Remove(ReportName);
        if (!Run.Quiet(result))
        {
            string? note = result.GetValue(_resume) && !resume ? folder.NothingToResume : null;
            WriteFacts(terminal, verb, plan, options, note);
        }

        var trials = new TunedTrials(
            target, options, runner, folder, trialLog.Best, terminal.Clock);
        TuningResult found;
        int finished = 0;
        try
        {
            found = await Tuner.SearchAsync(
                options, trials.RunAsync, log, resume,
                trial =>
                {
                    finished++;
                    if (!Run.Quiet(result))
                    {
                        terminal.Error.WriteLine($"{TuningText.Line(options, trial)}{trials.Progress}");
                    }
                },
                cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            terminal.Error.WriteLine(
                $"  stopped; {finished} {(finished == 1 ? "trial was" : "trials were")} finished and kept in {log}. To "
                + "continue: the same command with --resume.");
            return ExitCode.Canceled;
        }

        foreach (string fault in trials.Faults)
        {
            terminal.Error.WriteLine($"  {fault}");
        }

        return found.Best is null && trials.Faults.Count > 0
            ? throw new UsageException($"The search has no result: {trials.Faults[0]}")
            : Show(result, terminal, target, found, plan, folder, started);
    }

    private int Show(
        ParseResult result, Terminal terminal, TuningTarget target, TuningResult found, IJobPlan plan,
        OutputFolder folder, long started)
    {
        if (found.Best is not { } best)
        {
            terminal.Error.WriteLine(
                "  no trial gave a validation score: the trainings diverged, or no data is left for validation. Search "
                + "lower learning rates, or pass more data.");
            return ExitCode.Failed;
        }

        IEnumerable<string> words = target.Words(found.Options, best.Settings, best.Epochs, isTrial: false);
        string line = $"carousel {string.Join(' ', words.Select(CommandLineText.Quote))}";
        string sentence = TuningText.Sentence(found, best);
        TuningText.WriteTable(terminal, found);
        terminal.Out.WriteLine();
        terminal.Out.WriteLine($"  {sentence}");
        terminal.Out.WriteLine($"  {line}");
        ReportDocument report =
            TuningReport.Make(found, target.Verb, plan.DataName, sentence, line, CommandLineText.Of(result));
        folder.Write(ReportName, report);
        terminal.Out.WriteLine();
        string[] files = [folder.File(TrialsName), ReportName, .. Optional.Of(folder.Has(JobResult.ModelName)
            ? JobResult.ModelName
            : null)];
        terminal.Out.WriteLine($"  {string.Join("   ", files)}");
        if (Run.Json(result))
        {
            new JsonLine
            {
                Task = "tune",
                Data = plan.DataName,
                Seed = found.Options.Seed,
                Threads = found.Options.Threads,
                Seconds = terminal.Clock.GetElapsedTime(started).TotalSeconds,
                Parameters = best.Parameters,
                Measured = new JobResult(
                    [],
                    [
                        new JobScore(
                            "best", "best",
                            new Dictionary<string, double>
                            {
                                ["validation"] = best.Score!.Value,
                                ["trial"] = best.Number,
                                ["best_epoch"] = best.BestEpoch,
                            }),
                    ],
                    sentence),
                Model = folder.Has(JobResult.ModelName) ? folder.File(JobResult.ModelName) : null,
                Report = folder.File(ReportName),
            }.Write(terminal);
        }

        return ExitCode.Done;
    }

    private static void WriteFacts(Terminal terminal, string verb, IJobPlan plan, TuningOptions options, string? note)
    {
        string epochs = options.Epochs is { } e
            ? Invariant.Of($"{e} epochs at most")
            : "the verb's default epochs";
        FactsBlock.Write(
            terminal,
            [
                $"carousel tune {verb}", plan.DataName,
                Invariant.Of($"seed {options.Seed}"), $"{options.Threads} at a time",
            ],
            [
                .. plan.Facts.Where(f => f.Name != "model"), new JobFact("search", string.Join("  ", options.Space)),
                new JobFact(
                    "trials",
                    Invariant.Of(
                        $"at most {options.Trials}, {(options.Method == SearchMethod.Random ? "random" : "halving")}, "
                        + $"{epochs}; ranked by validation score")),
                .. Optional.Of(note is null ? null : new JobFact("note", note)),
            ]);
        terminal.Error.WriteLine();
    }
}
