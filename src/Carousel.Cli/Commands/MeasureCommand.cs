using System.CommandLine;
using Carousel.Cli.Errors;
using Carousel.Cli.Options;
using Carousel.Cli.Rendering;
using Carousel.Data;
using Carousel.Tasks.Forecasting;

namespace Carousel.Cli.Commands;

/// <summary>What <c>evaluate</c> and <c>backtest</c> share: forecasts from many origins of a file, measured against simple forecasts.</summary>
internal abstract class MeasureCommand : VerbCommand
{
    private readonly Argument<string> _model = ModelArgument.Model();
    private readonly Argument<string> _data = ModelArgument.Data();
    private readonly SeriesOptionSet _series = new();
    private readonly Option<int?> _testRows = OptionKinds.Whole("--test-rows", "Last rows, which measure. Default: those that had no part in the model's training.");
    private readonly Option<int?> _stride = OptionKinds.Whole("--stride", "Steps between origins. Default: a day, or a season.");

    /// <inheritdoc/>
    public override IReadOnlyList<Argument> Arguments => [_model, _data];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> Groups => [new("Measuring", [_testRows, _stride]), _series.CellsOnly, Run.Group];

    /// <inheritdoc/>
    public override Task<int> RunAsync(ParseResult result, Terminal terminal, CancellationToken cancellation)
    {
        long started = terminal.Clock.GetTimestamp();
        var asked = new ForecastOptions { Stride = result.GetValue(_stride), TestRows = result.GetValue(_testRows) };
        (string file, string data) = (result.GetRequiredValue(_model), result.GetRequiredValue(_data));
        int threads = Run.Threads(result);
        using Forecaster model = Forecaster.Load(file, threads);
        SeriesSet set = ModelData.Read(model.Design, file, data, _series.ReadCells(result));
        TemporalSplit split = Measuring.Split(model, set, asked.TestRows);
        using OutputFolder? folder = Run.Out(result) is { } path ? OutputFolder.Open(path) : null;
        if (!Run.Quiet(result))
        {
            FactsBlock.Write(terminal, [$"carousel {Name}", file, data], ForecastFacts.Of(split));
            terminal.Error.WriteLine();
        }

        Backtest backtest = model.Backtest(split, asked.Stride ?? ForecastPlan.DefaultStride(model.Design, split), cancellation);
        cancellation.ThrowIfCancellationRequested();
        IReadOnlyList<ScoreRow> scores = Scores.Of(backtest);
        Show(terminal, backtest, scores, folder);
        if (Run.Json(result))
        {
            new JsonLine
            {
                Task = "forecast",
                Data = data,
                Seed = model.Summary.Seed,
                Threads = ThreadCount(threads),
                Seconds = terminal.Clock.GetElapsedTime(started).TotalSeconds,
                Parameters = model.Summary.Parameters,
                Scores = scores,
                Model = file,
            }.Write(terminal);
        }

        return Task.FromResult(ExitCode.Done);
    }

    /// <summary>Shows or writes the result.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="backtest">Every forecast.</param>
    /// <param name="scores">The model's errors, then those of the simple forecasts.</param>
    /// <param name="folder">The output folder, or null.</param>
    protected abstract void Show(Terminal terminal, Backtest backtest, IReadOnlyList<ScoreRow> scores, OutputFolder? folder);

    /// <summary>Writes the table and the sentence.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="backtest">Every forecast.</param>
    /// <param name="scores">The model's errors, then those of the simple forecasts.</param>
    protected static void WriteTable(Terminal terminal, Backtest backtest, IReadOnlyList<ScoreRow> scores)
    {
        ScoreTable.Write(terminal, scores);
        terminal.Out.WriteLine($"  {ForecastSentence.Comparison(backtest)}");
    }
}
