using System.CommandLine;
using Carousel.Cli.Errors;
using Carousel.Cli.Options;
using Carousel.Cli.Rendering;
using Carousel.Data;
using Carousel.Tasks.Forecasting;

namespace Carousel.Cli.Commands;

/// <summary><c>carousel predict</c>: what comes after the last row of a file, by a model that is there already.</summary>
internal sealed class PredictCommand : VerbCommand
{
    private readonly Argument<string> _model = ModelArgument.Model();
    private readonly Argument<string> _data = ModelArgument.Data();
    private readonly SeriesOptionSet _series = new();

    private readonly Option<bool> _repeatKnown = OptionKinds.Switch(
        "--repeat-known", "Where columns known ahead have no future rows, repeat their last season instead of refusing.");

    /// <inheritdoc/>
    public override string Name => "predict";

    /// <inheritdoc/>
    public override string Summary => "Forecast what comes after the last row of a file, as CSV on standard output.";

    /// <inheritdoc/>
    public override string Example => "carousel predict out/flights/model.safetensors samples/us_flights_hourly.csv --repeat-known";

    /// <inheritdoc/>
    public override IReadOnlyList<Argument> Arguments => [_model, _data];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> Groups => [new("Forecast", [_repeatKnown]), _series.CellsOnly, Run.Group];

    /// <inheritdoc/>
    public override RunOptionSet Run { get; } = new("Folder for forecast.csv, instead of standard output.");

    /// <inheritdoc/>
    public override Task<int> RunAsync(ParseResult result, Terminal terminal, CancellationToken cancellation)
    {
        long started = terminal.Clock.GetTimestamp();
        (string file, string data) = (result.GetRequiredValue(_model), result.GetRequiredValue(_data));
        using Forecaster model = Forecaster.Load(file, Run.Threads(result));
        SeriesSet set = ModelData.Read(model.Design, file, data, _series.ReadCells(result));
        using OutputFolder? folder = Run.Out(result) is { } path ? OutputFolder.Open(path) : null;
        Forecast forecast = model.Predict(set, result.GetValue(_repeatKnown), cancellation);
        cancellation.ThrowIfCancellationRequested();
        if (!Run.Quiet(result))
        {
            foreach (string note in forecast.Notes)
            {
                terminal.Error.WriteLine(note);
            }
        }

        if (folder is not null)
        {
            ForecastTables.Write(forecast, model.Design, folder.File("forecast.csv"));
            terminal.Out.WriteLine($"  {ForecastSentence.Outlook(forecast, model.Design)}");
            terminal.Out.WriteLine($"  {folder.File("forecast.csv")}");
        }
        else
        {
            terminal.Out.Write(ForecastTables.ToCsv(forecast, model.Design));
        }

        if (Run.Json(result))
        {
            new JsonLine
            {
                Task = "forecast",
                Data = data,
                Seed = model.Summary.Seed,
                Threads = ThreadCount(Run.Threads(result)),
                Seconds = terminal.Clock.GetElapsedTime(started).TotalSeconds,
                Parameters = model.Summary.Parameters,
                Model = file,
            }.Write(terminal);
        }

        return Task.FromResult(ExitCode.Done);
    }
}
