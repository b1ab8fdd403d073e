using System.CommandLine;
using Carousel.Cli.Errors;
using Carousel.Cli.Rendering;
using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Jobs;
using Carousel.Jobs.Reading;

namespace Carousel.Cli.Commands;

/// <summary>
/// <c>carousel forecast</c>: trains on a series, measures itself against simple forecasts, forecasts what comes next.
/// </summary>
internal sealed class ForecastCommand() : DeclaredJobCommand<ForecastOptions>(
    new JobVerb(
        "forecast", "Forecast a series, such as prices, weather or sales, compared with simple baselines.", "data.csv",
        "One row per time step (CSV, .xlsx), or several with --id. Default: the bundled series.",
        SampleSeries.Name,
        "carousel forecast samples/us_flights_hourly.csv --target late_flights --known flights --epochs 2 --out "
        + "out/flights"),
    (file, options) => ForecastPlan.Make(Read(file, options), options))
{
    // Titles of groups and names of options that a forecast without training can use.
    private static readonly string[] _untrained =
    [
        "Columns", "Storage", "Run", CellOptions.Group, "--horizon", "--levels", "--season", "--closed",
        "--test-rows", "--stride", "--methods", "--all-methods",
    ];

    // What was read before it was known whether a network is trained.
    private SeriesSet? _set;

    /// <inheritdoc/>
    public override Task<int> RunAsync(ParseResult result, Terminal terminal, CancellationToken cancellation)
    {
        ForecastOptions options = OptionsOf(result);
        bool isAsked = options.Methods?.All(WindowMethods.IsUntrained) == true;
        string? trains = Unusable(_untrained, result);
        if (isAsked && trains is not null)
        {
            throw new UsageException($"Leave out {trains}, which a forecast without training does not use.");
        }

        _set = Read(File(result), options);
        if (isAsked || (trains is null && options.Methods is null && File(result) is { } file
            && new FileInfo(file).Length < 4_000_000
            && _set.Series.Max(s => s.HistoryLength) <= UntrainedJob.ShortRows))
        {
            var job = UntrainedJob.Make(_set, options);
            return Task.FromResult(AnswerUntrained(
                result, terminal, options.Methods is [var only] ? $"-{only}" : "", job.Facts,
                (view, command) => job.Measure(Run.Threads(result), command, view, cancellation)));
        }

        ShowHead(result, terminal, _set.Name, options.Fit.Seed);
        return base.RunAsync(result, terminal, cancellation);
    }

    /// <inheritdoc/>
    public override IJobPlan MakePlan(ParseResult result)
    {
        (SeriesSet? set, _set) = (_set, null);
        return set is null ? base.MakePlan(result) : ForecastPlan.Make(set, OptionsOf(result));
    }

    private static SeriesSet Read(string? file, ForecastOptions options)
    {
        ReadOptions reading = options.ReadingOf(file);
        return file is null ? SampleSeries.Read(reading) : SeriesReader.ReadCsv(file, reading, options.Storage);
    }
}
