using Carousel.Cli.Databases;
using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Jobs.Reading;

namespace Carousel.Cli.Commands;

/// <summary>
/// <c>carousel forecast</c>: trains on a series, measures itself against simple forecasts, forecasts what comes next.
/// </summary>
internal sealed class ForecastCommand() : DeclaredJobCommand<ForecastOptions>(
    new JobVerb(
        "forecast", "Train on a series, compare with simple baselines, forecast the next steps.", "data.csv",
        "A series, one row per time step, or several with --id. Default: the bundled series.",
        SampleSeries.Name,
        "carousel forecast samples/us_flights_hourly.csv --target late_flights --known flights --epochs 2 --out "
        + "out/flights")
    {
        Search =
        [
            "hidden=8..64", "learning-rate=5e-4..1e-2", "normalise=none,last,mean",
        ],
    },
    Plan)
{
    private static ForecastPlan Plan(string? file, ForecastOptions options)
    {
        ReadOptions reading = options.ReadingOf(file);
        SeriesSet series = options.Query.Sql is not null
            ? PostgresRows.Read(options.Query, reading, options.Storage)
            : file is null ? SampleSeries.Read(reading)
            : SeriesReader.ReadCsv(file, reading, options.Storage);
        return ForecastPlan.Make(series, options with { Gaps = reading.Gaps ?? GapFilling.Missing });
    }
}
