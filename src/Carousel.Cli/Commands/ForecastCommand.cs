using System.CommandLine;
using Carousel.Cli.Options;
using Carousel.Data;
using Carousel.Tasks.Forecasting;
using Carousel.Tasks.Jobs;
using Carousel.Tasks.Reading;

namespace Carousel.Cli.Commands;

/// <summary><c>carousel forecast</c>: trains on a series, measures itself against simple forecasts, forecasts what comes next.</summary>
internal sealed class ForecastCommand : JobCommand
{
    private readonly Argument<string?> _data = new("data.csv")
    {
        Description = "A series, one row a time step, or several with --id. Without it: the bundled series.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly SeriesOptionSet _series = new();
    private readonly ForecastOptionSet _forecast = new();

    /// <inheritdoc/>
    public override string Name => "forecast";

    /// <inheritdoc/>
    public override string Summary => "Train on a series, measure it against simple forecasts, forecast what comes next.";

    /// <inheritdoc/>
    public override string Example => "carousel forecast samples/us_flights_hourly.csv --target late_flights --known flights --epochs 2 --out out/flights";

    /// <inheritdoc/>
    public override IReadOnlyList<Argument> Arguments => [_data];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> Groups =>
    [
        _series.Columns, _forecast.Forecast, Fit.Model, Fit.Training, _forecast.Scaling, _forecast.Measuring, _series.Cells, Run.Group,
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<string> DefaultSearch => ["hidden=8..64", "learning-rate=5e-4..1e-2", "strategy=encoder-decoder,direct", "normalise=none,last,mean"];

    /// <inheritdoc/>
    public override IJobPlan MakePlan(ParseResult result)
    {
        ForecastOptions options = _forecast.Read(result, Fit.Read(result, Run.Threads(result)), _series.Gaps(result));
        return ForecastPlan.Make(Read(result), options);
    }

    /// <inheritdoc/>
    protected override string DataOf(ParseResult result) => result.GetValue(_data) ?? SampleSeries.Name;

    private SeriesSet Read(ParseResult result)
    {
        ReadOptions reading = _series.Read(result);
        if (result.GetValue(_data) is { } file)
        {
            return SeriesReader.ReadCsv(file, reading);
        }

        bool isOwn = reading.Targets is not null || reading.Known.Count > 0;
        return SampleSeries.Read(isOwn ? reading : reading with { Targets = [SampleSeries.Target], Known = [SampleSeries.Known] });
    }
}
