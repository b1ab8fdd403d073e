using Carousel.Cli.Options;
using Carousel.Cli.Rendering;
using Carousel.Tasks.Forecasting;

namespace Carousel.Cli.Commands;

/// <summary><c>carousel backtest</c>: every forecast that a model makes from the origins of a file, beside what came.</summary>
internal sealed class BacktestCommand : MeasureCommand
{
    /// <inheritdoc/>
    public override string Name => "backtest";

    /// <inheritdoc/>
    public override string Summary => "Forecast from many origins of a file; every forecast beside the truth, as CSV.";

    /// <inheritdoc/>
    public override string Example => "carousel backtest out/flights/model.safetensors samples/us_flights_hourly.csv --out out/backtest";

    /// <inheritdoc/>
    public override RunOptionSet Run { get; } = new("Folder for backtest.csv, instead of standard output.");

    /// <inheritdoc/>
    protected override void Show(Terminal terminal, Backtest backtest, IReadOnlyList<ScoreRow> scores, OutputFolder? folder)
    {
        if (folder is not null)
        {
            ForecastTables.Write(backtest, folder.File("backtest.csv"));
            WriteTable(terminal, backtest, scores);
            terminal.Out.WriteLine();
            terminal.Out.WriteLine($"  {folder.File("backtest.csv")}");
        }
        else
        {
            terminal.Out.Write(ForecastTables.ToCsv(backtest));
        }
    }
}
