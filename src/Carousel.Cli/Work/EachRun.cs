using System.CommandLine;
using System.Globalization;
using System.Runtime.CompilerServices;
using Carousel.Cli.Commands;
using Carousel.Cli.Errors;
using Carousel.Cli.Options;
using Carousel.Cli.Rendering;
using Carousel.Cluster.Work;
using Carousel.Jobs;
using Carousel.Jobs.Each;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Reading.Dividing;

namespace Carousel.Cli.Work;

/// <summary>
/// A fit for each series or group of a file: each is a part of its own, as if a person had passed its rows alone.
/// </summary>
internal sealed class EachRun
{
    /// <summary>The verb that fits.</summary>
    public required string Verb { get; init; }

    /// <summary>The file of all series.</summary>
    public required string File { get; init; }

    /// <summary>How it is read.</summary>
    public required ReadOptions Reading { get; init; }

    /// <summary>The column of groups; null for series.</summary>
    public required string? Column { get; init; }

    /// <summary>The options of each fit.</summary>
    public required IReadOnlyList<string> Words { get; init; }

    /// <summary>The job's file that holds what is forecast.</summary>
    public required string Table { get; init; }

    /// <summary>The seed of each fit.</summary>
    public required ulong Seed { get; init; }

    /// <summary>How many are done at the same time in this process.</summary>
    public required int Threads { get; init; }

    /// <summary>Whether those that are done in the folder stay.</summary>
    public required bool IsResumed { get; init; }

    /// <summary>Divides, fits and joins.</summary>
    /// <param name="result">The parsed command line.</param>
    /// <param name="run">Where it writes, and how much it says.</param>
    /// <param name="cluster">Who fits.</param>
    /// <param name="terminal">Where it writes.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="UsageException">No series could be fitted.</exception>
    public async Task<int> RunAsync(
        ParseResult result, RunOptionSet run, ClusterOptionSet cluster, Terminal terminal,
        CancellationToken cancellation)
    {
        long started = terminal.Clock.GetTimestamp();
        using var table = DividedTable.Open(File, Reading, Column);
        if (cluster.Read(result) is not null)
        {
            JobParts.RequireSendable([Verb, .. Words]);
        }

        IPartRunner runner = await cluster.OpenAsync(result, Threads, terminal, cancellation).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable closing = runner.ConfigureAwait(false);
        using OutputFolder folder = OutputFolder.Open(run.Out(result) ?? OutputFolder.DefaultFor(File));
        var record = RunRecord.Of($"{Verb} of each", File, Column ?? "", folder);
        if (!run.Overwrite(result))
        {
            record.RequireOwn(folder);
            if (!IsResumed && folder.Has(JobFiles.EachName) && !folder.Has(EachFiles.ScoresName))
            {
                folder.RefuseStopped(discard: OutputFolder.Overwriting);
            }
        }

        string? note = IsResumed && !folder.Has(JobFiles.EachName) ? folder.NothingToResume : null;

        // The table of a run that was whole: without it, what is done is that of a stopped one.
        folder.Remove(EachFiles.ScoresName);
        using var files = new EachFiles(folder);
        var progress = new PartsProgress(terminal, run.Quiet(result));
        try
        {
            IReadOnlyList<TablePiece> pieces = table.Write(files.Pieces, cancellation);
            EachPart[] parts = EachPart.Of(Verb, Words, pieces);
            using EachLog log = files.OpenLog(IsResumed ? parts : []);
            progress.Begin(
                () =>
                {
                    FactsBlock.Write(terminal, HeadOf(pieces, runner), FactsOf(pieces, log, note));
                    terminal.Error.WriteLine();
                },
                pieces.Count, log.Count);
            var faults = new Dictionary<string, string>(StringComparer.Ordinal);
            await DoAsync(runner, [.. parts.Where(p => !log.Has(p.Name))], files, log, faults, progress, cancellation)
                .ConfigureAwait(false);
            progress.End();
            if (log.Count == 0)
            {
                throw new UsageException(
                    $"None of {Figures.Count(parts.Length)} {Unit} could be fitted. The first, '{pieces[0].Key}': "
                    + faults[pieces[0].Key]);
            }

            EachScores scores = files.Join(parts, log, faults, Table, Column is not null);
            Show(result, run, terminal, scores, parts, faults, folder, files.Notes, started);
            return ExitCode.Done;
        }
        catch (OperationCanceledException)
        {
            progress.End();
            int done = progress.Done;
            terminal.Error.WriteLine(
                $"  stopped; {Figures.Count(done)} {Unit} are done and kept in {folder.File(JobFiles.EachName)}. To go "
                + $"on: the same command with --resume.");
            return ExitCode.Cancelled;
        }
        finally
        {
            if (progress.Done > 0)
            {
                record.Write(folder);
            }
        }
    }

    private string Unit => Column is null ? "series" : "groups";

    private static Task DoAsync(
        IPartRunner runner, IReadOnlyList<EachPart> parts, EachFiles files, EachLog log,
        Dictionary<string, string> faults, PartsProgress progress, CancellationToken cancellation)
    {
        var eachOf = new Dictionary<Part, EachPart>(ReferenceEqualityComparer.Instance);
        foreach (EachPart part in parts)
        {
            eachOf.Add(part.Part, part);
        }

        return runner.RunAsync([.. parts.Select(p => p.Part)], Told, cancellation);

        void Told(PartOutcome outcome)
        {
            EachPart part = eachOf[outcome.Part];
            if (outcome.Text is null)
            {
                faults[part.Piece.Key] = outcome.Fault ?? "";
            }
            else
            {
                var answer = EachAnswer.Read(outcome.Text);
                files.WriteModels(part.Piece.Name, outcome.File()!);
                log.Add(new EachLine(part.Name, part.Piece.Key, part.Piece.Name, answer));
            }

            progress.Tell(part.Piece.Key, isDone: outcome.Text is not null);
        }
    }

    private IEnumerable<string> HeadOf(IReadOnlyList<TablePiece> pieces, IPartRunner runner) =>
    [
        $"carousel {Verb} {(Column is null ? "--each" : $"--each-of {Column}")}", Path.GetFileName(File),
        $"{Figures.Count(pieces.Count)} {Unit}", string.Create(CultureInfo.InvariantCulture, $"seed {Seed}"),
        runner.Width > 0 ? $"{runner.Width} at a time" : "by workers",
    ];

    private IEnumerable<JobFact> FactsOf(IReadOnlyList<TablePiece> pieces, EachLog log, string? note) =>
    [
        new JobFact(Unit, string.Join(", ", pieces.Take(5).Select(p => p.Key)) + (pieces.Count > 5 ? ", …" : "")),
        .. log.Count > 0
            ? [new JobFact("done", $"{Figures.Count(log.Count)} of {Figures.Count(pieces.Count)} before")]
            : Array.Empty<JobFact>(),
        .. note is null ? Array.Empty<JobFact>() : [new JobFact("note", note)],
    ];

    private void Show(
        ParseResult result, RunOptionSet run, Terminal terminal, EachScores scores, EachPart[] parts,
        Dictionary<string, string> faults, OutputFolder folder, IReadOnlyList<string> notes, long started)
    {
        string? aside = faults.Count == 0 ? null : EachText.Aside(parts, faults, Unit);
        EachText.Write(terminal, scores, aside);
        foreach (string note in notes)
        {
            terminal.WriteText($"  {note}");
        }

        string[] names =
        [
            EachFiles.ScoresName, Table, JobFiles.EachName, EachFiles.ModelsName,
            .. Directory.Exists(folder.File(EachFiles.LatestName)) ? [EachFiles.LatestName] : Array.Empty<string>(),
        ];
        terminal.Out.WriteLine();
        terminal.Out.WriteLine($"  {folder.File(names[0])}   {string.Join("   ", names.Skip(1))}");
        if (run.Json(result))
        {
            new JsonLine
            {
                Task = Verb,
                Data = File,
                Seed = Seed,
                Threads = Threads,
                Seconds = terminal.Clock.GetElapsedTime(started).TotalSeconds,
                Parameters = scores.Parameters,
                Scores = scores.Summary(),
                Notes = aside is null ? notes : [aside, .. notes],
                Files = [.. names.Select(folder.File)],
            }.Write(terminal);
        }
    }
}
