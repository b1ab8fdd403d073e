using Carousel.Cli.Options;
using Carousel.Cli.Rendering;
using Carousel.Tasks.Forecasting;

namespace Carousel.Cli.Commands;

/// <summary><c>carousel evaluate</c>: how good a model is on a file.</summary>
internal sealed class EvaluateCommand : MeasureCommand
{
    /// <inheritdoc/>
    public override string Name => "evaluate";

    /// <inheritdoc/>
    public override string Summary => "Measure a model on a file against simple forecasts.";

    /// <inheritdoc/>
    public override string Example => "carousel evaluate out/flights/model.safetensors samples/us_flights_hourly.csv";

    /// <inheritdoc/>
    public override RunOptionSet Run { get; } = new(null);

    /// <inheritdoc/>
    protected override void Show(Terminal terminal, Backtest backtest, IReadOnlyList<ScoreRow> scores, OutputFolder? folder) =>
        WriteTable(terminal, backtest, scores);
}
