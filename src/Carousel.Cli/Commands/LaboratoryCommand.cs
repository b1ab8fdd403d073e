using System.CommandLine;
using System.Globalization;
using Carousel.Cli.Errors;
using Carousel.Cli.Options;
using Carousel.Cli.Rendering;
using Carousel.Laboratory.Experiments;
using Carousel.Laboratory.Reports;
using Carousel.Laboratory.Running;
using Carousel.Report;
using Carousel.Tasks.Fitting;

namespace Carousel.Cli.Commands;

/// <summary><c>carousel laboratory</c>: the experiments of 1997 and after, run and held against the published tables.</summary>
internal sealed class LaboratoryCommand : VerbCommand
{
    private const int MostTrials = 1000;
    private const string ReportName = "report.html";

    private readonly Argument<string?> _experiment = new("EXPERIMENT")
    {
        Description = $"One of the experiments, or {LaboratorySelection.All}. Without it: a list of them.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string[]> _rows = OptionKinds.Names("--row", "names", "Rows of the published table, several with commas between. Default: the shortest; all with --full.");
    private readonly Option<int?> _length = OptionKinds.Whole("--length", "Rows of this length or lag, such as 100.");
    private readonly Option<int?> _trials = OptionKinds.Whole("--trials", "Trials of each row, 1 to 1,000. Default 3; with --full as many as in the paper.");
    private readonly Option<ulong?> _seed = OptionKinds.Seed("--seed", "The same seed gives the same sequences and weights. Default 1.");
    private readonly Option<bool> _full = OptionKinds.Switch("--full", "Every row, with the paper's number of trials and their whole budget. Takes long.");
    private readonly Option<bool> _resume = OptionKinds.Switch("--resume", "Leave out rows whose results are in the output folder already, with the same seed, trials and budget.");

    /// <inheritdoc/>
    public override string Name => "laboratory";

    /// <inheritdoc/>
    public override string Summary => "Run the experiments of 1997, beside the published tables.";

    /// <inheritdoc/>
    public override string Example => "carousel laboratory temporal-order --trials 1";

    /// <inheritdoc/>
    public override IReadOnlyList<Argument> Arguments => [_experiment];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> Groups => [new("Laboratory", [_rows, _length, _trials, _seed, _full, _resume]), Run.Group];

    /// <inheritdoc/>
    public override RunOptionSet Run { get; } = new($"Folder for {LaboratoryFiles.ResultsName} and {ReportName}. Default for {LaboratorySelection.All}: out/laboratory; otherwise no files.");

    /// <inheritdoc/>
    public override Task<int> RunAsync(ParseResult result, Terminal terminal, CancellationToken cancellation)
    {
        IReadOnlyList<Experiment> experiments = ExperimentCatalogue.All;
        if (result.GetValue(_experiment) is not { } name)
        {
            RequireNothing(result);
            LaboratoryList.Write(terminal, experiments);
            if (Run.Json(result))
            {
                LaboratoryJson.WriteList(terminal, experiments);
            }

            return Task.FromResult(ExitCode.Done);
        }

        LaboratoryOptions options = ReadOptions(result);
        if (result.GetResult(_rows) is { Implicit: false } && result.GetValue(_rows) is not { Length: > 0 })
        {
            throw new UsageException("--row names no row. Pass a name such as length-100.");
        }

        LaboratorySelection selection = LaboratorySelection.Find(experiments, name, result.GetValue(_rows) ?? [], result.GetValue(_length), options.Full);
        return Task.FromResult(Perform(result, terminal, selection, options, cancellation));
    }

    private int Perform(ParseResult result, Terminal terminal, LaboratorySelection selection, LaboratoryOptions options, CancellationToken cancellation)
    {
        bool resume = result.GetValue(_resume);
        string? path = Run.Out(result) ?? (selection.IsAll ? Path.Combine("out", "laboratory") : null);
        if (resume && path is null)
        {
            throw new UsageException("--resume needs the output folder of the run to go on with: pass --out.");
        }

        cancellation.ThrowIfCancellationRequested();
        using OutputFolder? folder = path is null ? null : OutputFolder.Open(path);
        var files = new LaboratoryFiles(folder, resume, selection.Jobs, options);
        bool quiet = Run.Quiet(result);
        if (!quiet)
        {
            if (files.Aside is { } aside)
            {
                terminal.Error.WriteLine($"  The results of an earlier run are in {aside} now; --resume would have gone on with them.");
            }

            WriteFacts(terminal, selection, options, files.Known.Count, Threads(Run.Threads(result)));
        }

        IReadOnlyList<RowResult> fresh;
        using (var view = new LaboratoryProgressView(quiet ? null : terminal, files.Keep, ThreadCount(Run.Threads(result))))
        {
            LaboratoryJob[] missing = [.. selection.Jobs.Where(j => !files.Has(j))];
            fresh = LaboratoryRun.Run(missing, options, view, cancellation);
        }

        IReadOnlyList<ExperimentResult> results = files.Join(fresh);
        LaboratoryTable.Write(terminal, results, selection.Left);
        if (folder is not null && results.Count > 0)
        {
            ReportDocument report = LaboratoryReport.Make(results, options, CommandLineText.Of(result));
            ReportWriter.Write(report, folder.File(ReportName));
            terminal.Out.WriteLine();
            terminal.Out.WriteLine($"  {folder.File(ReportName)}   {LaboratoryFiles.ResultsName}");
        }

        if (cancellation.IsCancellationRequested)
        {
            terminal.Error.WriteLine(files.IsKept ? "  stopped; complete rows are kept. To go on: the same command with --resume." : "  stopped; what had ended is shown.");
        }

        if (Run.Json(result))
        {
            LaboratoryJson.Write(terminal, results, selection.IsAll);
        }

        return cancellation.IsCancellationRequested ? ExitCode.Cancelled : ExitCode.Done;
    }

    private static void WriteFacts(Terminal terminal, LaboratorySelection selection, LaboratoryOptions options, int known, string threads)
    {
        string seed = string.Create(CultureInfo.InvariantCulture, $"seed {options.Seed}");
        Experiment[] experiments = [.. selection.Jobs.Select(j => j.Experiment).Distinct()];
        string rows = selection.Jobs.Count == 1 ? selection.Jobs[0].Row.Name : $"{selection.Jobs.Count} rows";
        int trials = selection.Jobs.Sum(j => options.TrialsOf(j.Row));
        List<(string Name, string Fact)> facts = experiments.Length == 1
            ? [("task", experiments[0].Task), ("success", experiments[0].Success), ("source", experiments[0].Source)]
            : [];
        facts.Add(("rows", $"{rows}, {trials} trial{(trials == 1 ? "" : "s")}{(known > 0 ? $"; {known} of them known from an earlier run" : "")}"));
        FactsBlock.Write(terminal, [$"carousel laboratory {(selection.IsAll ? LaboratorySelection.All : experiments[0].Name)}", seed, threads], facts);
        terminal.Error.WriteLine();
    }

    private LaboratoryOptions ReadOptions(ParseResult result)
    {
        int? trials = result.GetValue(_trials);
        return trials is < 1 or > MostTrials
            ? throw new OptionException($"--trials must be 1…{MostTrials}, but is {trials}.")
            : new LaboratoryOptions { Trials = trials ?? 0, Seed = result.GetValue(_seed) ?? 1, Threads = ThreadCount(Run.Threads(result)), Full = result.GetValue(_full) };
    }

    private void RequireNothing(ParseResult result)
    {
        foreach (Option option in (Option[])[_rows, _length, _trials, _seed, _full, _resume])
        {
            if (result.GetResult(option) is { Implicit: false })
            {
                throw new UsageException($"{option.Name} needs an experiment, such as: carousel laboratory adding. See them all with: carousel laboratory");
            }
        }
    }
}
