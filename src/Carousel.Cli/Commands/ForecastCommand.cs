using System.CommandLine;
using System.Globalization;
using Carousel.Cli.Errors;
using Carousel.Cli.Options;
using Carousel.Cli.Rendering;
using Carousel.Data;
using Carousel.Report;
using Carousel.Tasks.Forecasting;
using Carousel.Tasks.Reading;
using Carousel.Training;
using Carousel.Training.Observers;

namespace Carousel.Cli.Commands;

/// <summary><c>carousel forecast</c>: trains on a series, measures itself against simple forecasts, forecasts what comes next.</summary>
internal sealed class ForecastCommand : VerbCommand
{
    private readonly Argument<string?> _data = new("data.csv")
    {
        Description = "A series, one row a time step, or several with --id. Without it: the bundled series.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly SeriesOptionSet _series = new();
    private readonly ForecastOptionSet _forecast = new();
    private readonly FitOptionSet _fit = new();

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
        _series.Columns, _forecast.Forecast, _fit.Model, _fit.Training, _forecast.Scaling, _forecast.Measuring, _series.Cells, Run.Group,
    ];

    /// <inheritdoc/>
    public override RunOptionSet Run { get; } = new("Folder for model, forecasts and report. Default out/<name of the data>.");

    /// <inheritdoc/>
    public override async Task<int> RunAsync(ParseResult result, Terminal terminal, CancellationToken cancellation)
    {
        long started = terminal.Clock.GetTimestamp();
        ForecastOptions options = _forecast.Read(result, _fit.Read(result, Run.Threads(result)), _series.Gaps(result));
        string? from = _fit.From(result);
        string data = result.GetValue(_data) ?? SampleSeries.Name;
        SeriesSet set = Read(result);
        ForecastPlan plan = ForecastPlan.Make(set, options);
        using OutputFolder folder = OutputFolder.Open(Run.Out(result) ?? OutputFolder.DefaultFor(data));
        var view = new TrainingView(terminal, Run.Quiet(result), "windows", plan.Training.WindowsPerEpoch) { Head = () => WriteFacts(result, terminal, plan, folder) };
        using var log = new MetricsLog(folder.File("metrics.jsonl"));
        var run = new FitRun { Folder = folder.Path, Resume = _fit.Resume(result), From = from, Observers = [view, log] };
        if (run.Resume)
        {
            folder.RequireCheckpoint(FitRun.CheckpointName);
        }
        else if (from is null)
        {
            view.ShowHead();
        }

        using Forecaster model = await FitAsync(plan, run, view, cancellation).ConfigureAwait(false);
        if (model.Summary.Reason == StopReason.Cancelled)
        {
            return Stop(model, folder, view);
        }

        view.Close();
        string file = Save(model, folder);
        folder.Remove(FitRun.CheckpointName);
        Backtest backtest;
        Forecast forecast;
        try
        {
            backtest = model.Backtest(plan.Split, plan.Stride, cancellation);
            forecast = model.Predict(plan.Set, assumeKnown: true, cancellation);
            ReportDocument report = ForecastReport.Make(plan, model, backtest, forecast, CommandLineText.Of(result));
            cancellation.ThrowIfCancellationRequested();
            ForecastTables.Write(forecast, model.Design, folder.File("forecast.csv"));
            ForecastTables.Write(backtest, folder.File("backtest.csv"));
            ReportWriter.Write(report, folder.File("report.html"));
        }
        catch (OperationCanceledException)
        {
            terminal.Error.WriteLine($"  stopped before it was measured; the model is whole. Go on with: carousel evaluate {file} {data}");
            return ExitCode.Cancelled;
        }

        IReadOnlyList<ScoreRow> scores = Scores.Of(backtest);
        Show(terminal, model.Design, backtest, forecast, scores, file);
        if (Run.Json(result))
        {
            new JsonLine
            {
                Task = "forecast",
                Data = data,
                Seed = plan.Options.Fit.Seed,
                Threads = ThreadCount(Run.Threads(result)),
                Seconds = terminal.Clock.GetElapsedTime(started).TotalSeconds,
                Parameters = model.Summary.Parameters,
                Scores = scores,
                Model = file,
                Report = folder.File("report.html"),
            }.Write(terminal);
        }

        return ExitCode.Done;
    }

    private static async Task<Forecaster> FitAsync(ForecastPlan plan, FitRun run, TrainingView view, CancellationToken cancellation)
    {
        using CancellationTokenRegistration stopping = cancellation.Register(view.ShowStopping);
        bool isDone = false;
        try
        {
            Forecaster model = await Forecaster.FitAsync(plan, run, cancellation).ConfigureAwait(false);
            isDone = true;
            return model;
        }
        finally
        {
            if (!isDone)
            {
                view.Close();
            }
        }
    }

    // A new model leaves nothing of an earlier one beside it.
    private static string Save(Forecaster model, OutputFolder folder)
    {
        string file = folder.File("model.safetensors");
        model.Save(file);
        folder.Remove("forecast.csv", "backtest.csv", "report.html");
        return file;
    }

    private void WriteFacts(ParseResult result, Terminal terminal, ForecastPlan plan, OutputFolder folder)
    {
        string seed = string.Create(CultureInfo.InvariantCulture, $"seed {plan.Options.Fit.Seed}");
        IEnumerable<(string Name, string Fact)> facts = ForecastFacts.Of(plan);
        if (!_fit.Resume(result) && File.Exists(folder.File(FitRun.CheckpointName)))
        {
            facts = facts.Append(("note", $"The checkpoint of a stopped run in {folder.Path} is discarded; pass --resume to go on with a stopped run."));
        }

        FactsBlock.Write(terminal, ["carousel forecast", plan.Set.Name, seed, Threads(Run.Threads(result))], facts);
        terminal.Error.WriteLine();
    }

    private static int Stop(Forecaster model, OutputFolder folder, TrainingView view)
    {
        string kept = "a checkpoint";
        if (view.Best is { } best)
        {
            Save(model, folder);
            kept = $"the best model so far (epoch {best.Epoch}, validation {Figures.Number(best.Score)}) and a checkpoint";
        }

        view.ShowStopping();
        view.ShowStopping();
        view.ShowStopped($"kept {kept}. To go on: the same command with --resume.");
        return ExitCode.Cancelled;
    }

    private static void Show(
        Terminal terminal, ForecastDesign design, Backtest backtest, Forecast forecast, IReadOnlyList<ScoreRow> scores, string file)
    {
        ScoreTable.Write(terminal, scores);
        terminal.Out.WriteLine($"  {ForecastSentence.Comparison(backtest)} {ForecastSentence.Outlook(forecast, design)}");
        foreach (string note in forecast.Notes)
        {
            terminal.Out.WriteLine($"  {note}");
        }

        terminal.Out.WriteLine();
        terminal.Out.WriteLine($"  {file}   forecast.csv   backtest.csv   metrics.jsonl   report.html");
    }

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
