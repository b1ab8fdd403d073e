using System.Text;
using Carousel.Cli;
using Carousel.Cli.Commands;
using Carousel.Cli.Errors;
using Carousel.Cli.Rendering;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Lab.Rendering;
using Carousel.Laboratory.Claims;
using Carousel.Laboratory.Reports;
using Carousel.Laboratory.Tracking.Million;
using Carousel.Laboratory.Tracking.Problems;
using Carousel.Laboratory.Tracking.Training;
using Carousel.Laboratory.Training;
using Carousel.Storage;

namespace Carousel.Lab;

/// <summary>Trains networks on at most 40 symbols and lets them follow a stream of a million.</summary>
/// <param name="terminal">Where it writes.</param>
/// <param name="path">The output folder, or null for none.</param>
/// <param name="quiet">Whether nothing is printed before the results.</param>
/// <param name="json">Whether a line of JSON ends it.</param>
/// <param name="command">The command line, for the page.</param>
/// <param name="cancellation">Stops the run.</param>
internal sealed class MillionRuns(
    Terminal terminal, string? path, bool quiet, bool json, string command, CancellationToken cancellation)
{
    /// <summary>Its name on the command line.</summary>
    public const string Million = "million";

    /// <summary>Symbols of a stream without <c>--length</c>.</summary>
    private const int Usual = 1_000_000;

    private static readonly string[] _short = ["parity", "s3", "s5"];

    /// <summary>The tasks that words name: those whose streams never end.</summary>
    /// <param name="words">Words; none for those of the default.</param>
    /// <exception cref="UsageException">There is no such task.</exception>
    public static IReadOnlyList<AutomatonProblem> Problems(IReadOnlyList<string> words)
    {
        AutomatonProblem[] all = [.. TrackingProblems.All.OfType<AutomatonProblem>()];
        return TrackingRuns.Find(words.Count == 0 ? _short : words, all, p => p.Word, Million, "task");
    }

    /// <summary>Trains, and follows the streams.</summary>
    /// <param name="problems">The tasks.</param>
    /// <param name="networks">The networks.</param>
    /// <param name="settings">How networks are trained.</param>
    /// <param name="run">Seeds and threads.</param>
    /// <param name="length">Symbols of a stream; null for a million.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="UsageException">The length is not a power of ten within bounds.</exception>
    public int Perform(
        IReadOnlyList<AutomatonProblem> problems, IReadOnlyList<TrackedNetwork> networks, TrackingSettings settings,
        ClaimRun run, int? length)
    {
        int symbols = length ?? Usual;
        if (symbols is < 10 or > 1_000_000_000 || Math.Log10(symbols) % 1 != 0)
        {
            throw new OptionException($"--length must be a power of ten from 10 to 1000000000, but is {symbols}.");
        }

        cancellation.ThrowIfCancellationRequested();
        using OutputFolder? folder = path is null ? null : OutputFolder.Open(path);
        StreamTrial[] trials =
        [
            .. from problem in problems.Reverse()
               from network in networks
               from seed in Enumerable.Range(0, Math.Max(1, run.Seeds))
               select new StreamTrial(problem, network, run.Seed + (ulong)seed),
        ];
        StreamResult[] results;
        using (var view = new ShareProgressView(quiet ? null : terminal, "", () => WriteFacts(symbols, settings, run)))
        {
            view.Begin();
            results = ClaimTrials.Run(
                trials, run with { Progress = view, Cancellation = cancellation }, t => t.Name, cost: null,
                (t, backend, progress) => t.Run(settings, symbols, backend, progress, cancellation));
        }

        // The longest first uses threads best; the pictures have the tasks in their order.
        results = [.. results.OrderBy(r => problems.ToList().FindIndex(p => p.Word == r.Task))];
        TableText.Write(terminal, StreamPictures.Figures(results));
        terminal.Out.WriteLine();
        TableText.Write(terminal, StreamPictures.Costs(results));
        terminal.Out.WriteLine();
        foreach (string sentence in StreamPictures.Sentences(results))
        {
            TableText.WriteLines(terminal, sentence);
        }

        if (folder is not null)
        {
            Keep(folder, results, settings);
        }

        if (json)
        {
            LaboratoryJson.WriteLine(terminal, writer => StreamRecord.Write(writer, results));
        }

        return ExitCode.Done;
    }

    private void Keep(OutputFolder folder, StreamResult[] results, TrackingSettings settings)
    {
        byte[] drawing = Encoding.UTF8.GetBytes(StreamDrawing.Svg(results));
        AtomicFile.Write(folder.File("million.svg"), stream => stream.Write(drawing));
        AtomicFile.Write(folder.File("million.json"), stream => stream.Write(StreamRecord.BytesOf(results)));
        folder.Write("report.html", StreamReport.Make(results, settings, command));
        terminal.Out.WriteLine();
        terminal.Out.WriteLine($"  {folder.File("report.html")}   million.svg   million.json");
    }

    private void WriteFacts(int symbols, TrackingSettings settings, ClaimRun run)
    {
        FactsBlock.Write(
            terminal, [$"carousel-lab {Million}", VerbCommand.InWords(run.Threads)],
            [
                new JobFact("stream", $"{ClaimNumbers.Count(symbols)} symbols, one after the other"),
                new JobFact("set-up", TrackingReport.Setup(settings)),
            ]);
        terminal.Error.WriteLine();
    }
}
