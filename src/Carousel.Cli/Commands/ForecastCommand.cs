using System.CommandLine;
using Carousel.Cli.Databases;
using Carousel.Cli.Errors;
using Carousel.Cli.Options;
using Carousel.Cli.Rendering;
using Carousel.Cli.Work;
using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Forecasting.Hierarchies;
using Carousel.Jobs;
using Carousel.Jobs.Reading;

namespace Carousel.Cli.Commands;

/// <summary>
/// <c>carousel forecast</c>: trains on a series, measures itself against simple forecasts, forecasts what comes next;
/// or does so for each of many series alone.
/// </summary>
internal sealed class ForecastCommand() : DeclaredJobCommand<ForecastOptions>(
    new JobVerb(
        "forecast", "Train on a series, measure it against simple forecasts, forecast what comes next.", "data.csv",
        "A series, one row a time step, or several with --id. Without it: the bundled series.",
        SampleSeries.Name,
        "carousel forecast samples/us_flights_hourly.csv --target late_flights --known flights --epochs 2 --out "
        + "out/flights")
    {
        Search =
        [
            "hidden=8..64", "learning-rate=5e-4..1e-2", "strategy=encoder-decoder,direct",
            "normalise=none,last,mean",
        ],
    },
    Plan)
{
    // What is about one fit, or does not send.
    private static readonly string[] _notEach =
        ["from", "ranks", "recompute", "tensorboard", "from-sql", "database", "storage", "storage-folder"];

    // What is about the whole, and not about each fit.
    private static readonly string[] _ofRun =
        ["out", "overwrite", "threads", "progress", "quiet", "json", "verbose", "resume"];

    private readonly EachOptionSet _each = new();

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> Groups => [.. base.Groups.SkipLast(1), _each.Group, Run.Group];

    /// <inheritdoc/>
    public override IJobPlan MakePlan(ParseResult result) => _each.IsAsked(result, out _)
        ? throw new UsageException("--each and --each-of make many fits, and here is place for one: leave them out.")
        : base.MakePlan(result);

    /// <inheritdoc/>
    public override Task<int> RunAsync(ParseResult result, Terminal terminal, CancellationToken cancellation) =>
        _each.IsAsked(result, out string? column)
            ? EachAsync(result, column, terminal, cancellation)
            : base.RunAsync(result, terminal, cancellation);

    private Task<int> EachAsync(
        ParseResult result, string? column, Terminal terminal, CancellationToken cancellation)
    {
        string option = column is null ? "--each" : "--each-of";
        string[] refused = [.. _notEach, .. column is null ? (string[])["hierarchy"] : []];
        if (Options.FirstOrDefault(o => refused.Contains(o.Name[2..]) && IsGiven(o, result)) is { } other)
        {
            throw new UsageException($"{other.Name} does not go with {option}: leave one of them out.");
        }

        if (Run.ProgressIsJson(result))
        {
            throw new UsageException($"--progress json tells one fit, and {option} makes many: leave one of them out.");
        }

        var run = new EachRun
        {
            Verb = Name,
            File = File(result) ?? throw new UsageException(
                $"{option} needs a file of many series: the bundled sample is one. An example: carousel {Name} "
                + $"sales.csv --id shop {(column is null ? option : $"{option} region")}"),
            Reading = ReadingOf(OptionsOf(result)),
            Column = column,
            Words =
            [
                .. JobLine.WordsOf(Options.Except(_each.Own).Where(o => !_ofRun.Contains(o.Name[2..])), result),
                "--threads", "1",
            ],
            Table = Forecaster.ForecastName,
            Seed = OptionsOf(result).Fit.Seed,
            Threads = ThreadCount(Run.Threads(result)),
            IsResumed = Fit.Resume(result),
        };
        return run.RunAsync(result, Run, _each.Cluster, terminal, cancellation);
    }

    private static bool IsGiven(Option option, ParseResult result) => result.GetResult(option) is { Implicit: false };

    private static ReadOptions ReadingOf(ForecastOptions options) => options.Reading with
    {
        Groups = HierarchySeries.ColumnsOf(options.Hierarchy),
        Weight = options.Weight,
        FindsOffsets = options.Hierarchy is null,
    };

    private static ForecastPlan Plan(string? file, ForecastOptions options)
    {
        ReadOptions reading = ReadingOf(options);
        ForecastOptions filled = options with
        {
            Scaler = options.MakeScaler(),
            Gaps = reading.Gaps ?? GapFilling.Missing,
        };
        if (file is not null && options.Query.Sql is not null)
        {
            throw options.Wrong("{Sql} reads the rows of a database: leave the file out.");
        }

        if (options.Query is { Sql: null, Database: not null })
        {
            throw options.Wrong("{Database} says where {Sql} is asked: pass both.");
        }

        bool isOwn = file is not null || options.Query.Sql is not null || reading.Targets is not null
            || reading.Known.Count > 0;
        reading = isOwn ? reading : reading with { Targets = [SampleSeries.Target], Known = [SampleSeries.Known] };
        SeriesSet series = options.Query.Sql is not null
            ? PostgresRows.Read(options.Query, reading, options.Storage)
            : file is null ? SampleSeries.Read(reading)
            : SeriesReader.ReadCsv(file, reading, options.Storage);
        return ForecastPlan.Make(series, filled);
    }
}
