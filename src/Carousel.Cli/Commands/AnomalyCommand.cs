using System.CommandLine;
using Carousel.Anomalies;
using Carousel.Autograd;
using Carousel.Cli.Errors;
using Carousel.Cli.Rendering;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Streaming;

namespace Carousel.Cli.Commands;

/// <summary><c>carousel anomaly</c>: learns normal behaviour of channels or events, and finds deviations.</summary>
internal sealed class AnomalyCommand() : DeclaredJobCommand<AnomalyOptions>(
    new JobVerb(
        "anomaly", "Learn normal behaviour, find anomalies: IoT sensors, card fraud, network intrusion.", "data.csv",
        "Channels, one row per time step; or with --events a log. Default: the bundled series.",
        Sample,
        "carousel anomaly samples/us_flights_hourly.csv --target late_flights,flights --epochs 5 --out "
        + "out/odd-flights"),
    MakePlan)
{
    private const string Sample = "samples/us_flights_hourly.csv";
    private const string StreamCheckpoint = "stream.safetensors";
    private const int DefaultLearnRows = 500;
    private const int CheckpointEvery = 1000;

    // Titles of groups and names of options that a search without training can use.
    private static readonly string[] _untrained =
        ["Columns", "Run", CellOptions.Group, "--rate", "--learn", "--every"];

    // The same of a stream, whose detector is set for any series.
    private static readonly string[] _streamed =
        ["Columns", "Streaming", "Run", CellOptions.Group, "--seed", "--resume"];

    /// <inheritdoc/>
    public override Task<int> RunAsync(ParseResult result, Terminal terminal, CancellationToken cancellation)
    {
        AnomalyOptions options = OptionsOf(result);
        RequireConsistent(result, options);
        return options.Stream ? StreamAsync(result, options, terminal, cancellation)
            : options is { Learn: 0, IsLog: false }
                ? Task.FromResult(Search(result, options, terminal, cancellation))
            : base.RunAsync(result, terminal, cancellation);
    }

    private static IJobPlan MakePlan(string? file, AnomalyOptions options)
    {
        string path = file ?? SampleFile.Find(Sample);
        return EventPlan.IsLog(path, options)
            ? EventPlan.Make(EventReader.ReadCsv(path, options.EventReading), options)
            : ChannelPlan.Make(ChannelData.Read(path, file ?? Sample, options.Reading, options.Label), options);
    }

    private int Search(
        ParseResult result, AnomalyOptions options, Terminal terminal, CancellationToken cancellation)
    {
        if (Unusable(_untrained, result) is { } trains)
        {
            throw new UsageException($"--learn 0 trains nothing: leave out {trains}.");
        }

        string path = File(result) ?? SampleFile.Find(Sample);
        var search = UntrainedSearch.Make(
            ChannelData.Read(path, DataOf(result), options.Reading, options.Label), options);
        return AnswerUntrained(
            result, terminal, "-untrained", search.Facts,
            (view, command) => search.Measure(command, view, cancellation));
    }

    private async Task<int> StreamAsync(
        ParseResult result, AnomalyOptions options, Terminal terminal, CancellationToken cancellation)
    {
        string? path = File(result);
        int rows = options.LearnRows
            ?? (path is null ? DefaultLearnRows : Math.Max(20, ChannelDetector.LearnRowsOf(CountRows(path))));
        using var backend = new CpuBackend(Run.Threads(result));
        var setting = new DetectorOptions { Forecaster = new ChannelOptions { Seed = options.Fit.Seed } };
        using var stream = new ChannelStream(
            backend, rows, path ?? "standard input", options.Reading, setting, options.Label);
        using TextReader? file = path is null ? null : StreamInput.Open(path);
        using OutputFolder? folder = Run.OpenOut(result);
        if (Fit.Resume(result) && folder!.IsResumed(StreamCheckpoint, terminal, Run.Quiet(result)))
        {
            stream.Resume(folder.File(StreamCheckpoint));
        }
        else if (folder?.Has(StreamCheckpoint) == true && !Run.Overwrite(result))
        {
            folder.RefuseStopped(OutputFolder.StreamState, OutputFolder.Overwriting);
        }

        var run = new StreamRun(terminal, stream, path ?? "standard input")
        {
            Json = Run.Json(result),
            CheckpointFile = folder?.File(StreamCheckpoint),
            Every = CheckpointEvery,
        };
        bool isWhole = false;
        try
        {
            isWhole = await run.RunAsync(LineSource.Of(file ?? terminal.OpenLines()), cancellation)
                .ConfigureAwait(false);
        }
        finally
        {
            if (folder is not null && stream.Summary.Lines > 0)
            {
                stream.SaveCheckpoint(folder.File(StreamCheckpoint));
            }
        }

        if (!Run.Quiet(result))
        {
            StreamSummary summary = stream.Summary;
            terminal.Error.WriteLine($"  {FigureText.Counted(summary.Lines, "row")}" + (summary.Answers == 0
                ? $", none scored: the first {FigureText.Count(rows)} are used for training. Pass "
                    + "--learn-rows to use fewer."
                : $": trained on {FigureText.Count(rows)}, scored {FigureText.Count(summary.Answers)}."));
        }

        return isWhole ? ExitCode.Done : ExitCode.Canceled;
    }

    private void RequireConsistent(ParseResult result, AnomalyOptions options)
    {
        if (options.Every is not null && (options.Stream || options.IsLog))
        {
            throw new UsageException(
                "--every needs a table of channels that is read whole: leave out --every, or "
                + $"{(options.Stream ? "--stream" : options.Events ? "--events" : "--id")}.");
        }

        if (options.Stream && Unusable(_streamed, result) is { } unused)
        {
            throw new UsageException($"Leave out {unused}, which --stream does not use.");
        }

        bool isResumed = options.Stream && Fit.Resume(result);
        if (isResumed && Run.Out(result) is null)
        {
            throw new UsageException("--resume needs --out with the folder of the checkpoint.");
        }

        if (isResumed && options.LearnRows is not null)
        {
            throw new UsageException(
                "--resume keeps the training rows of the stopped run: leave out --learn-rows.");
        }
    }

    private static int CountRows(string path)
    {
        using TextReader reader = StreamInput.Open(path);
        int rows = -1;
        while (reader.ReadLine() is { } line)
        {
            rows += line.Length > 0 ? 1 : 0;
        }

        return rows;
    }
}
