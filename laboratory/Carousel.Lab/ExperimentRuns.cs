using System.CommandLine;
using System.Globalization;
using Carousel.Cli;
using Carousel.Cli.Commands;
using Carousel.Cli.Errors;
using Carousel.Cli.Options;
using Carousel.Cli.Rendering;
using Carousel.Jobs;
using Carousel.Lab.Rendering;
using Carousel.Laboratory.Experiments;
using Carousel.Laboratory.Reports;
using Carousel.Laboratory.Running;
using Carousel.Report;

namespace Carousel.Lab;

/// <summary>Runs experiments: facts, trials, tables, and files where a folder is named.</summary>
/// <param name="options">The options of the laboratory.</param>
/// <param name="run">The options of every verb.</param>
/// <param name="result">The parsed command line.</param>
/// <param name="terminal">Where it writes.</param>
/// <param name="cancellation">Stops the trials; rows that are complete are kept.</param>
internal sealed class ExperimentRuns(
    LaboratoryOptionSet options, RunOptionSet run, ParseResult result, Terminal terminal,
    CancellationToken cancellation)
{
    private const string ReportName = "report.html";

    /// <summary>Runs an experiment or all of them.</summary>
    /// <param name="name">Its name, or all.</param>
    /// <param name="threads">How many threads compute.</param>
    /// <returns>The exit code.</returns>
    public int Perform(string name, int threads)
    {
        LaboratoryOptions how = options.ReadExperiment(result, threads);
        LaboratorySelection selection = LaboratorySelection.Find(
            ExperimentCatalogue.All, name, options.Rows(result), options.Length(result), how.Full);
        bool resume = options.Resume(result);
        string? path = run.Out(result) ?? (selection.IsAll ? Path.Combine("out", "laboratory") : null);
        if (resume && path is null)
        {
            throw new UsageException("--resume needs the output folder of the run to continue: pass --out.");
        }

        cancellation.ThrowIfCancellationRequested();
        using OutputFolder? folder = path is null ? null : OutputFolder.Open(path);
        bool quiet = run.Quiet(result);
        bool isResumed = resume && folder!.IsResumed(LaboratoryFiles.ResultsName, terminal, quiet);
        var files = new LaboratoryFiles(folder, isResumed, selection.Jobs, how);
        if (!quiet)
        {
            WriteFacts(selection, how, files);
        }

        IReadOnlyList<RowResult> fresh;
        using (var view = new LaboratoryProgressView(quiet ? null : terminal, files.Keep, threads))
        {
            LaboratoryJob[] missing = [.. selection.Jobs.Where(j => !files.Has(j))];
            fresh = LaboratoryRun.Run(missing, how, view, cancellation);
        }

        IReadOnlyList<ExperimentResult> results = files.Join(fresh);
        LaboratoryTable.Write(terminal, results, selection.Left);
        if (folder is not null && results.Count > 0)
        {
            ReportDocument report = LaboratoryReport.Make(results, how, CommandLineText.Words(result));
            folder.Write(ReportName, report);
            terminal.Out.WriteLine();
            terminal.Out.WriteLine($"  {folder.File(ReportName)}   {LaboratoryFiles.ResultsName}");
        }

        if (cancellation.IsCancellationRequested)
        {
            terminal.Error.WriteLine(
                files.IsKept
                    ? "  stopped; complete rows are kept. To continue: the same command with --resume."
                    : "  stopped; finished trials are shown.");
        }

        if (run.Json(result))
        {
            LaboratoryJson.Write(terminal, results, selection.IsAll);
        }

        return cancellation.IsCancellationRequested ? ExitCode.Canceled : ExitCode.Done;
    }

    private void WriteFacts(LaboratorySelection selection, LaboratoryOptions how, LaboratoryFiles files)
    {
        if (files.Aside is { } aside)
        {
            terminal.Error.WriteLine(
                $"  The results of an earlier run are in {aside} now; --resume would have continued them.");
        }

        int known = files.Known.Count;
        string seed = string.Create(CultureInfo.InvariantCulture, $"seed {how.Seed}");
        Experiment[] experiments = [.. selection.Jobs.Select(j => j.Experiment).Distinct()];
        string rows = selection.Jobs.Count == 1 ? selection.Jobs[0].Row.Name : $"{selection.Jobs.Count} rows";
        int trials = selection.Jobs.Sum(j => how.TrialsOf(j.Row));
        List<JobFact> facts = experiments.Length == 1
            ? [
                new("task", experiments[0].Task), new("success", experiments[0].Success),
                new("source", experiments[0].Source),
            ]
            : [];
        facts.Add(new JobFact(
            "rows",
            $"{rows}, {trials} "
            + $"trial{(trials == 1 ? "" : "s")}{(known > 0 ? $"; {known} of them known from an earlier run" : "")}"));
        FactsBlock.Write(
            terminal,
            [
                $"carousel-lab {(selection.IsAll ? LaboratorySelection.All : experiments[0].Name)}", seed,
                VerbCommand.InWords(how.Threads),
            ], facts);
        terminal.Error.WriteLine();
    }
}
