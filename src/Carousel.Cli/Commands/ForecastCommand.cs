using System.CommandLine;
using Carousel.Cli.Errors;
using Carousel.Cli.Rendering;
using Carousel.Data;
using Carousel.Forecasting;
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
    Plan)
{
    // Titles of groups and names of options that a forecast without training can use.
    private static readonly string[] _untrained =
    [
        "Columns", "Storage", "Run", CellOptions.Group, "--horizon", "--levels", "--season", "--closed",
        "--test-rows", "--stride", "--methods", "--all-methods",
    ];

    /// <inheritdoc/>
    public override Task<int> RunAsync(ParseResult result, Terminal terminal, CancellationToken cancellation) =>
        WithoutTraining(result) is { } set
            ? Task.FromResult(Answer(result, set, terminal, cancellation))
            : base.RunAsync(result, terminal, cancellation);

    private static ForecastPlan Plan(string? file, ForecastOptions options) =>
        ForecastPlan.Make(Read(file, options), options);

    private static SeriesSet Read(string? file, ForecastOptions options)
    {
        ReadOptions reading = options.ReadingOf(file);
        return file is null ? SampleSeries.Read(reading) : SeriesReader.ReadCsv(file, reading, options.Storage);
    }

    /// <summary>The series of a forecast without training; null if a network is trained.</summary>
    private SeriesSet? WithoutTraining(ParseResult result)
    {
        ForecastOptions options = OptionsOf(result);
        string? trains = Unusable(_untrained, result);
        if (options.Methods?.All(WindowMethods.IsUntrained) == true)
        {
            return trains is null ? Read(File(result), options)
                : throw new UsageException($"Leave out {trains}, which a forecast without training does not use.");
        }

        return trains is null && options.Methods is null && File(result) is { Length: > 0 } file
            && new FileInfo(file) is { Exists: true, Length: < 4_000_000 }
            && Read(file, options) is var set
            && set.Series.Max(s => s.HistoryLength) <= UntrainedJob.ShortRows ? set : null;
    }

    private int Answer(ParseResult result, SeriesSet set, Terminal terminal, CancellationToken cancellation)
    {
        ForecastOptions options = OptionsOf(result);
        var job = UntrainedJob.Make(set, options);
        return AnswerUntrained(
            result, terminal, options.Methods is [var only] ? $"-{only}" : "", job.Facts,
            (view, command) => job.Measure(Run.Threads(result), command, view, cancellation));
    }
}
