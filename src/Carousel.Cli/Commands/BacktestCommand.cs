using System.CommandLine;
using Carousel.Cli.Errors;
using Carousel.Cli.Options;
using Carousel.Cli.Rendering;
using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Jobs;

namespace Carousel.Cli.Commands;

/// <summary>
/// <c>carousel backtest</c>: every forecast that a model makes from the origins of a file, beside what came.
/// </summary>
internal sealed class BacktestCommand : VerbCommand
{
    private const string FileName = "backtest.csv";

    private readonly Argument<string> _model = ModelArgument.Model();
    private readonly Argument<string> _data = ModelArgument.Data();
    private readonly SeriesOptionSet _series = new();
    private readonly MeasuringOptionSet _measuring = new();

    /// <inheritdoc/>
    public override string Name => "backtest";

    /// <inheritdoc/>
    public override string Summary => "Forecast from many origins of a file; every forecast beside the truth, as CSV.";

    /// <inheritdoc/>
    public override string Example =>
        "carousel backtest out/flights/model.safetensors samples/us_flights_hourly.csv --out out/backtest";

    /// <inheritdoc/>
    public override IReadOnlyList<Argument> Arguments => [_model, _data];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> Groups => [_measuring.BacktestGroup, _series.CellsOnly, Run.Group];

    /// <inheritdoc/>
    public override RunOptionSet Run { get; } = new("Folder for backtest.csv, instead of standard output.");

    /// <inheritdoc/>
    public override Task<int> RunAsync(ParseResult result, Terminal terminal, CancellationToken cancellation)
    {
        long started = terminal.Clock.GetTimestamp();
        (string file, string data) = (result.GetRequiredValue(_model), result.GetRequiredValue(_data));
        int? weeks = _measuring.Refit(result);
        int threads = Run.Threads(result);
        using Forecaster model = Forecaster.Load(file, threads);
        var rows = new RowChoices { TestRows = _measuring.TestRows(result), Stride = _measuring.Stride(result) };
        TemporalSplit split = model.Divide(JobInput.OfFile(data, _series.ReadCells(result)).With(rows));
        using OutputFolder? folder = Run.Out(result) is { } path ? OutputFolder.Open(path) : null;
        if (!Run.Quiet(result))
        {
            FactsBlock.Write(terminal, ["carousel backtest", file, data], ForecastFacts.Of(split));
            terminal.Error.WriteLine();
        }

        Backtest backtest = weeks is { } apart
            ? new RefittingBacktest(model, split, apart).Run(
                ForecastMeasuring.WindowsOf(model, split, rows.Stride),
                Run.Quiet(result) ? null : terminal.Error.WriteLine, cancellation)
            : model.Backtest(split, rows.Stride, cancellation);
        cancellation.ThrowIfCancellationRequested();
        JobResult measured = backtest.ToResult();
        if (folder is not null)
        {
            JobFile table = JobFile.OfLines(FileName, text => ForecastTables.Write(backtest, text));
            JobFiles.WriteResult(measured with { Files = [table] }, folder);
            JobResultView.Write(terminal, measured);
            terminal.Out.WriteLine();
            terminal.Out.WriteLine($"  {folder.File(FileName)}");
        }
        else
        {
            ForecastTables.Write(backtest, terminal.Out);
        }

        if (Run.Json(result))
        {
            double seconds = terminal.Clock.GetElapsedTime(started).TotalSeconds;
            JsonLine.OfModel("forecast", file, model.Summary, data, ThreadCount(threads), seconds, measured)
                .Write(terminal);
        }

        return Task.FromResult(ExitCode.Done);
    }
}
