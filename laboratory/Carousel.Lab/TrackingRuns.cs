using Carousel.Cli;
using Carousel.Cli.Commands;
using Carousel.Cli.Errors;
using Carousel.Cli.Rendering;
using Carousel.Jobs;
using Carousel.Lab.Rendering;
using Carousel.Laboratory.Claims;
using Carousel.Laboratory.Reports;
using Carousel.Laboratory.Tracking;
using Carousel.Laboratory.Tracking.Problems;
using Carousel.Laboratory.Tracking.Training;
using Carousel.Storage;

namespace Carousel.Lab;

/// <summary>
/// Runs the tracking table: each of its trials is kept in a file as soon as it has ended.
/// </summary>
/// <param name="terminal">Where it writes.</param>
/// <param name="path">The output folder, or null for none.</param>
/// <param name="quiet">Whether nothing is printed before the results.</param>
/// <param name="json">Whether a line of JSON ends it.</param>
/// <param name="command">The command line, for the page.</param>
/// <param name="cancellation">Stops the run; trials that have ended are kept.</param>
internal sealed class TrackingRuns(
    Terminal terminal, string? path, bool quiet, bool json, string command, CancellationToken cancellation)
{
    /// <summary>Its name on the command line.</summary>
    public const string Tracking = "tracking";

    private const string ReportName = "report.html";

    /// <summary>Tasks of a run without options: those that are done soonest.</summary>
    private static readonly string[] _short = ["parity", "s3"];

    /// <summary>The tasks that words name.</summary>
    /// <param name="words">Words; none for those of the default.</param>
    /// <param name="full">Whether the default is every task.</param>
    /// <exception cref="UsageException">There is no such task.</exception>
    public static IReadOnlyList<TrackingProblem> Problems(IReadOnlyList<string> words, bool full) =>
        words.Count == 0 && full
            ? TrackingProblems.All
            : Find(words.Count == 0 ? _short : words, TrackingProblems.All, p => p.Word, Tracking, "task");

    /// <summary>The networks that words name.</summary>
    /// <param name="words">Words; none for those of the default.</param>
    /// <param name="usual">Those of the default.</param>
    /// <param name="name">What is run, for messages.</param>
    /// <exception cref="UsageException">There is no such network.</exception>
    public static IReadOnlyList<TrackedNetwork> Networks(
        IReadOnlyList<string> words, IReadOnlyList<TrackedNetwork> usual, string name) =>
        words.Count == 0 ? usual : Find(words, TrackedNetwork.Named, n => n.Word, name, "cell");

    /// <summary>What words name, each once.</summary>
    /// <param name="words">In letters of any size.</param>
    /// <param name="all">What there is.</param>
    /// <param name="wordOf">The word of one.</param>
    /// <param name="name">What is run, for messages.</param>
    /// <param name="what">What is named.</param>
    /// <exception cref="UsageException">A word names none of them.</exception>
    public static IReadOnlyList<T> Find<T>(
        IReadOnlyList<string> words, IReadOnlyList<T> all, Func<T, string> wordOf, string name, string what)
        where T : class
    {
        string[] known = [.. all.Select(wordOf)];
        return
        [
            .. words.Distinct(StringComparer.OrdinalIgnoreCase).Select(word =>
                all.FirstOrDefault(one => wordOf(one).Equals(word, StringComparison.OrdinalIgnoreCase))
                ?? throw LaboratorySelection.NoSuch(
                    $"{name} has no {what}", word, known, $"It has {string.Join(", ", known)}.")),
        ];
    }

    /// <summary>Runs the table.</summary>
    /// <param name="problems">The tasks.</param>
    /// <param name="networks">The rows.</param>
    /// <param name="settings">How networks are trained.</param>
    /// <param name="run">Seeds and threads.</param>
    /// <param name="resume">Whether trials that are in the folder are left out.</param>
    /// <returns>The exit code.</returns>
    public int Perform(
        IReadOnlyList<TrackingProblem> problems, IReadOnlyList<TrackedNetwork> networks, TrackingSettings settings,
        ClaimRun run, bool resume)
    {
        if (resume && path is null)
        {
            throw new UsageException("--resume needs the output folder of the run to continue: pass --out.");
        }

        cancellation.ThrowIfCancellationRequested();
        using OutputFolder? folder = path is null ? null : OutputFolder.Open(path);
        ulong[] seeds = [.. Enumerable.Range(0, Math.Max(1, run.Seeds)).Select(k => run.Seed + (ulong)k)];
        IReadOnlyList<TrackingTrial> trials = TrackingRun.Trials(problems, networks, seeds);
        var known = new Dictionary<TrackingTrial, TrackingResult>();
        foreach (TrackingTrial trial in trials)
        {
            if (folder is not null && Read(folder, trial, settings) is { } result)
            {
                known.Add(trial, result);
            }
        }

        if (!resume && known.Count > 0 && known.Count < trials.Count)
        {
            folder!.RefuseStopped("the log of finished trials of an earlier run");
        }

        if (!resume)
        {
            known.Clear();
        }

        TrackingTrial[] left = [.. trials.Where(t => !known.ContainsKey(t))];
        using (var view = new ShareProgressView(
            quiet ? null : terminal, "", () => WriteFacts(problems, trials.Count, known.Count, settings, run)))
        {
            view.Begin();
            TrackingRun.Run(left, settings, run with { Progress = view, Cancellation = cancellation }, Add);
        }

        void Add(TrackingTrial trial, TrackingResult result)
        {
            lock (known)
            {
                known.Add(trial, result);
            }

            Keep(folder, trial, result);
        }

        TrackingResult[] results = [.. trials.Where(known.ContainsKey).Select(t => known[t])];
        Write(results);
        if (folder is not null && results.Length > 0)
        {
            folder.Write(ReportName, TrackingReport.Make(results, settings, command));
            terminal.Out.WriteLine();
            terminal.Out.WriteLine($"  {folder.File(ReportName)}   and a file of figures for each training");
        }

        if (cancellation.IsCancellationRequested)
        {
            terminal.Error.WriteLine(
                folder is null
                    ? "  stopped; finished trainings are shown."
                    : "  stopped; finished trainings are kept. To continue: the same command with --resume.");
        }

        if (json)
        {
            LaboratoryJson.WriteLine(terminal, writer => TrackingRecord.Write(writer, results));
        }

        return cancellation.IsCancellationRequested ? ExitCode.Canceled : ExitCode.Done;
    }

    private static TrackingResult? Read(OutputFolder folder, TrackingTrial trial, TrackingSettings settings)
    {
        string name = TrackingRecord.NameOf(trial);
        return folder.Has(name) ? TrackingRecord.Read(File.ReadAllBytes(folder.File(name)), trial, settings) : null;
    }

    private static void Keep(OutputFolder? folder, TrackingTrial trial, TrackingResult result)
    {
        if (folder is not null)
        {
            byte[] record = TrackingRecord.BytesOf(result);
            AtomicFile.Write(folder.File(TrackingRecord.NameOf(trial)), stream => stream.Write(record));
        }
    }

    private void WriteFacts(
        IReadOnlyList<TrackingProblem> problems, int trials, int known, TrackingSettings settings, ClaimRun run)
    {
        FactsBlock.Write(
            terminal,
            [$"carousel-lab {Tracking}", VerbCommand.InWords(run.Threads)],
            [
                .. problems.Select((p, k) => new JobFact(k == 0 ? "tasks" : "", $"{p.Name}: {p.Task}")),
                new JobFact("set-up", TrackingReport.Setup(settings)),
                new JobFact(
                    "trainings", $"{trials}{(known > 0 ? $"; {known} of them known from an earlier run" : "")}"),
            ]);
        terminal.Error.WriteLine();
    }

    private void Write(TrackingResult[] results)
    {
        if (results.Length == 0)
        {
            terminal.Out.WriteLine("  No training has ended.");
            return;
        }

        if (results.Select(r => r.Task).Distinct().Count() == 1)
        {
            ChartText.Write(terminal, TrackingPictures.Charts(results)[0]);
            terminal.Out.WriteLine();
        }

        TableText.Write(terminal, TrackingPictures.Figures(results));
        terminal.Out.WriteLine();
        foreach (string sentence in TrackingPictures.Sentences(results))
        {
            TableText.WriteLines(terminal, sentence);
        }
    }
}
