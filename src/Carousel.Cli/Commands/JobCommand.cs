using System.CommandLine;
using System.Text.Json.Nodes;
using Carousel.Cli.Errors;
using Carousel.Cli.Options;
using Carousel.Cli.Rendering;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Options;
using Carousel.Training;

namespace Carousel.Cli.Commands;

/// <summary>
/// A verb that trains on the user's data: facts first, then the training with its progress, then one table against
/// baselines, then one sentence.
/// </summary>
/// <param name="verb">The verb in words.</param>
/// <param name="options">The job's own options.</param>
internal abstract class JobCommand(JobVerb verb, OptionTable options) : VerbCommand(
    verb.Name, verb.Summary, verb.Example,
    new("Folder for model, results and report. Default out/<name of the data>.", trains: true))
{
    private bool _headIsShown;

    /// <summary>How the model is made and trained.</summary>
    protected FitOptionSet Fit { get; } = new(options);

    /// <summary>What <c>tune</c> searches where nobody says anything.</summary>
    public IReadOnlyList<string> DefaultSearch =>
        verb.Search ?? ["hidden=16..128", "dropout=0..0.5", "learning-rate=5e-4..2e-2"];

    /// <summary>The data that are taken without a file.</summary>
    protected string SampleName => verb.Sample;

    /// <summary>The job's options as a JSON schema.</summary>
    public abstract JsonObject Schema { get; }

    /// <summary>The same without those that the job refuses beside what is asked for.</summary>
    /// <param name="result">The parsed command line.</param>
    public abstract JsonObject SchemaOf(ParseResult result);

    /// <summary>
    /// Reads the data and decides on everything that the options leave open; nothing is trained or written yet.
    /// </summary>
    /// <param name="result">The parsed command line.</param>
    /// <returns>The plan.</returns>
    public abstract IJobPlan MakePlan(ParseResult result);

    /// <summary>The data as the user named it, or the name of the bundled sample.</summary>
    /// <param name="result">The parsed command line.</param>
    protected abstract string DataOf(ParseResult result);

    /// <summary>Whether its data may name other files next to them: equal data elsewhere are not the same.</summary>
    public bool NamesFiles => verb.NamesFiles;

    /// <summary>The options that decide on the data, their parts and the model; not those of one run.</summary>
    public IEnumerable<Option> DividingOptions => Options.Except(Run.Group.Options).Except(Fit.Options);

    /// <summary>Who else is told how the training goes, such as one who prints a sample after each epoch.</summary>
    /// <param name="result">The parsed command line.</param>
    /// <param name="terminal">Where it writes.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="view">Draws the progress: what is written between two epochs goes through it.</param>
    protected virtual IEnumerable<ITrainingObserver> Observers(
        ParseResult result, Terminal terminal, IJobPlan plan, TrainingView view) => [];

    /// <inheritdoc/>
    public override async Task<int> RunAsync(ParseResult result, Terminal terminal, CancellationToken cancellation)
    {
        long started = terminal.Clock.GetTimestamp();
        string data = DataOf(result);
        IJobPlan plan = MakePlan(result);
        string path = Run.Out(result) ?? OutputFolder.DefaultFor(data);
        using OutputFolder folder = OutputFolder.Open(path);
        bool isStopped = FitRun.CheckpointNames.Any(folder.Has), isResumed = Fit.Resume(result) && isStopped;
        RunRecord record = RunRecord.Of(plan, data, folder) with { Fit = RecordedFit.Of(this, result, data, folder) };
        if (!Run.Overwrite(result))
        {
            record.RequireOwn(folder);
            if (isStopped && !isResumed)
            {
                folder.RefuseStopped(discard: OutputFolder.Overwriting);
            }
        }

        string? note = isResumed ? null
            : Fit.Resume(result) ? folder.NothingToResume
            : !isStopped ? null
            : $"The stopped run in {folder.Path} is discarded.";
        MemoryStatement? memory = null;
        TrainingEvents? told = Run.ProgressIsJson(result) ? new TrainingEvents(terminal, plan) : null;
        var view = new TrainingView(
            terminal, Run.Quiet(result) || told is not null, plan.Unit, () => plan.UnitsPerEpoch)
        {
            Head = () => WriteFacts(result, terminal, plan, note, memory),
            LossScale = plan.LossScale,
        };
        told?.WriteFacts();
        if (note is not null)
        {
            told?.WriteNote(note);
        }

        using var log = new MetricsLog(folder.File("metrics.jsonl"));
        FitRun run = RunIn(path, result, plan) with
        {
            Resume = isResumed,
            Stated = stated =>
            {
                memory = stated;
                view.Show(FactOf(stated));
                told?.WriteMemory(stated);
            },
            Observers =
            [
                view, .. Optional.Of(told), log, .. Observers(result, terminal, plan, view),
            ],
        };
        if (!isResumed && run.From is null)
        {
            view.ShowHead();
        }

        using IFitted? fitted = await FitAsync(plan, run, view, cancellation).ConfigureAwait(false);
        if (fitted is not { Model: { } model })
        {
            if (!folder.Has(JobResult.ModelName))
            {
                record.Write(folder);
            }

            view.ShowStopping();
            view.ShowStopped("kept the work so far. To continue: the same command with --resume.");
            return ExitCode.Canceled;
        }

        record.Write(folder);
        if (model.Summary.Reason == StopReason.Canceled)
        {
            return Stop(plan, model, folder, view, record);
        }

        view.Close();
        string file = folder.File(JobResult.ModelName);
        record = SaveModel(plan, model, folder, record);

        // Memory of the training is released before measuring takes its own: else the two add up to the peak.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        JobResult measured;
        try
        {
            measured = fitted.Measure(CommandLineText.Of(result), cancellation);
            cancellation.ThrowIfCancellationRequested();
            measured = measured.SaveNoted(folder.Path);
            (record with { Scores = new RecordedScores(measured.Scores, measured.Baseline) }).Write(folder);
            folder.Remove([.. FitRun.CheckpointNames]);
        }
        catch (OperationCanceledException)
        {
            terminal.Error.WriteLine(
                "  stopped before the test; the model is complete. To test it, run the same command with --resume.");
            return ExitCode.Canceled;
        }

        double seconds = terminal.Clock.GetElapsedTime(started).TotalSeconds;
        told?.WriteResult(measured, model.Summary.Parameters, seconds);
        ShowResult(result, terminal, measured);

        terminal.Out.WriteLine();
        string[] files =
        [
            file, .. measured.Files.Select(f => f.Name), "metrics.jsonl",
            .. Optional.Of(measured.Report is null ? null : JobResult.ReportName),
        ];
        terminal.WriteText($"  {string.Join("   ", files)}");
        if (Run.Json(result))
        {
            (LineOf(result, plan.Task, [.. plan.Facts], measured, folder, seconds) with
            {
                Seed = plan.Fit.Seed,
                Parameters = model.Summary.Parameters,
                Model = file,
                Memory = memory,
            }).Write(terminal);
        }

        return ExitCode.Done;
    }

    private protected void ShowResult(ParseResult result, Terminal terminal, JobResult measured)
    {
        JobResultView.Write(terminal, measured);
        if (measured.Preview is { } preview && !Run.Quiet(result) && !Run.Json(result))
        {
            PreviewView.Write(terminal, preview);
        }
    }

    private protected JsonLine LineOf(
        ParseResult result, string task, IReadOnlyList<JobFact> facts, JobResult measured, OutputFolder folder,
        double seconds) =>
        new()
        {
            Task = task,
            Data = DataOf(result),
            Threads = ThreadCount(Run.Threads(result)),
            Seconds = seconds,
            Measured = measured with
            {
                Notes = [.. facts.Where(f => f.Name == "note").Select(f => f.Fact).Union(measured.Notes)],
            },
            Facts = facts,
            Report = measured.Report is null ? null : folder.File(JobResult.ReportName),
        };

    private FitRun RunIn(string folder, ParseResult result, IJobPlan plan) => new()
    {
        Folder = folder,
        From = Fit.From(result),
        Recompute = Fit.Recompute(result),
        Compare = true,
        MeasuringBytes = plan.MeasuringBytes,
    };

    /// <summary>
    /// Says what the fit of a command line would take, up to its first step; nothing is trained or written.
    /// </summary>
    /// <param name="result">The parsed command line.</param>
    /// <param name="terminal">Where it writes.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> DescribeAsync(ParseResult result, Terminal terminal, CancellationToken cancellation)
    {
        string data = DataOf(result);
        IJobPlan plan = MakePlan(result);
        if (!Run.Quiet(result))
        {
            FactsBlock.Write(terminal, HeadOf(result, plan.DataName, plan.Fit.Seed), plan.Facts);
        }

        MemoryStatement? memory = null;
        using var stated = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        FitRun run = RunIn(Run.Out(result) ?? OutputFolder.DefaultFor(data), result, plan) with
        {
            KeepsFiles = true,
            Stated = found =>
            {
                memory = found;
                stated.Cancel();
            },
        };
        try
        {
            using IFitted fitted = await plan.FitAsync(run, stated.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (memory is not null && !cancellation.IsCancellationRequested)
        {
            // That is how a fit ends that was asked for its statement alone.
        }

        MemoryTable.Write(terminal, memory!);
        if (Run.Json(result))
        {
            new JsonLine
            {
                Task = plan.Task,
                Data = data,
                Seed = plan.Fit.Seed,
                Threads = ThreadCount(Run.Threads(result)),
                Parameters = memory!.ParameterCount,
                Memory = memory,
                Facts = [.. plan.Facts],
            }.Write(terminal);
        }

        return ExitCode.Done;
    }

    /// <summary>Null where it was cancelled while settings were tried: there is no model yet.</summary>
    private static async Task<IFitted?> FitAsync(
        IJobPlan plan, FitRun run, TrainingView view, CancellationToken cancellation)
    {
        using CancellationTokenRegistration stopping = cancellation.Register(view.ShowStopping);
        bool isDone = false;
        try
        {
            IFitted fitted = await plan.FitAsync(run, cancellation).ConfigureAwait(false);
            isDone = true;
            return fitted;
        }
        catch (OperationCanceledException) when (
            cancellation.IsCancellationRequested && run.Folder is { } folder
            && FitRun.CheckpointNames.Any(name => File.Exists(Path.Combine(folder, name))))
        {
            return null;
        }
        finally
        {
            if (!isDone)
            {
                view.Close();
            }
        }
    }

    // Removes what an earlier model left next to this one.
    private static RunRecord SaveModel(IJobPlan plan, IJobModel model, OutputFolder folder, RunRecord record)
    {
        string file = folder.File(JobResult.ModelName);
        model.Save(file);
        folder.Remove([.. plan.FileNames, JobResult.ReportName]);
        record = record with { Model = RecordedFit.HashOf(file) };
        record.Write(folder);
        return record;
    }

    private static int Stop(
        IJobPlan plan, IJobModel model, OutputFolder folder, TrainingView view, RunRecord record)
    {
        string kept = "a checkpoint";
        if (view.Best is { } best)
        {
            SaveModel(plan, model, folder, record);
            kept =
                $"the best model so far (epoch {best.Epoch}, validation {FigureText.Number(best.Score)}) and a "
                + "checkpoint";
        }

        view.ShowStopping();
        view.ShowStopped($"kept {kept}. To continue: the same command with --resume.");
        return ExitCode.Canceled;
    }

    private void WriteFacts(ParseResult result, Terminal terminal, IJobPlan plan, string? note, MemoryStatement? memory)
    {
        IEnumerable<JobFact> facts = note is null ? plan.Facts : plan.Facts.Append(new JobFact("note", note));
        FactsBlock.Write(
            terminal, _headIsShown ? [] : HeadOf(result, plan.DataName, plan.Fit.Seed),
            memory is null ? facts : facts.Append(FactOf(memory)));
    }

    /// <summary>Writes the first line before the plan is made, if nothing else may have to come before it.</summary>
    /// <param name="result">The parsed command line.</param>
    /// <param name="terminal">Where it writes.</param>
    /// <param name="data">The data that were read.</param>
    /// <param name="seed">The seed.</param>
    private protected void ShowHead(ParseResult result, Terminal terminal, string data, ulong seed)
    {
        _headIsShown = !Run.Quiet(result) && !Run.ProgressIsJson(result) && !Fit.Resume(result)
            && Fit.From(result) is null;
        if (_headIsShown)
        {
            FactsBlock.Write(terminal, HeadOf(result, data, seed), []);
        }
    }

    private string[] HeadOf(ParseResult result, string data, ulong seed) =>
        [$"carousel {Name}", data, $"seed {seed}", Threads(Run.Threads(result))];

    private static JobFact FactOf(MemoryStatement memory) => new("memory", memory.InWords());
}
