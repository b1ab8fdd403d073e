using System.CommandLine;
using System.Globalization;
using System.Runtime.CompilerServices;
using Carousel.Autograd;
using Carousel.Cli.Errors;
using Carousel.Cli.Options;
using Carousel.Cli.Rendering;
using Carousel.Cli.Work;
using Carousel.Cluster.Work;
using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Jobs;

namespace Carousel.Cli.Commands;

/// <summary>
/// <c>carousel backtest</c>: every forecast that a model makes from the origins of a file, beside what came.
/// </summary>
internal sealed class BacktestCommand() : VerbCommand(
    "backtest", "Forecast from many origins of a file; forecasts and true values as CSV.",
    "carousel backtest out/flights/model.safetensors samples/us_flights_hourly.csv --out out/backtest",
    new("Folder for backtest.csv. Default: standard output."))
{
    private const string FileName = "backtest.csv";

    private readonly Argument<string> _model = ModelArgument.Model();
    private readonly Argument<string> _data = ModelArgument.Data();
    private readonly SeriesOptionSet _series = new();
    private readonly MeasuringOptionSet _measuring = new();
    private readonly ClusterOptionSet _cluster = new();

    /// <inheritdoc/>
    public override IReadOnlyList<Argument> Arguments => [_model, _data];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> Groups =>
        [_measuring.BacktestGroup, _series.CellsOnly, _cluster.Group, Run.Group];

    /// <inheritdoc/>
    public override async Task<int> RunAsync(ParseResult result, Terminal terminal, CancellationToken cancellation)
    {
        long started = terminal.Clock.GetTimestamp();
        (string file, string data) = (result.GetRequiredValue(_model), result.GetRequiredValue(_data));
        int? weeks = _measuring.Refit(result);
        int threads = Run.Threads(result);
        bool isSent = _cluster.Read(result) is not null;
        if (isSent && weeks is null)
        {
            throw new UsageException("--broker and --store distribute the trainings of --refit: pass --refit as well.");
        }

        using Forecaster model = Forecaster.Load(file, threads);
        TemporalSplit split = Divide(model, result);
        IPartRunner runner = await _cluster.OpenAsync(result, ThreadCount(threads), terminal, cancellation)
            .ConfigureAwait(false);
        await using ConfiguredAsyncDisposable closing = runner.ConfigureAwait(false);
        using OutputFolder? folder = Run.OpenOut(result);
        if (!Run.Quiet(result))
        {
            FactsBlock.Write(
                terminal, ["carousel backtest", file, data], ForecastFacts.Of(split, model.Design.Closed));
            terminal.Error.WriteLine();
        }

        Backtest backtest = weeks is { } apart
            ? await RefitAsync(result, terminal, model, split, apart, isSent ? runner : null, cancellation)
                .ConfigureAwait(false)
            : model.Backtest(split, _measuring.Stride(result), cancellation);
        cancellation.ThrowIfCancellationRequested();
        JobResult measured = backtest.ToResult();
        if (folder is not null)
        {
            JobFile table = JobFile.OfLines(FileName, text => ForecastTables.Write(backtest, text));
            measured = (measured with { Files = [table] }).SaveNoted(folder.Path);
            JobResultView.Write(terminal, measured);
            terminal.Out.WriteLine();
            terminal.Out.WriteLine($"  {folder.File(FileName)}");
        }
        else
        {
            ForecastTables.Write(backtest, terminal.Data);
        }

        if (Run.Json(result))
        {
            LineOf(result, terminal, started, model, file, data, measured).Write(terminal);
        }

        return ExitCode.Done;
    }

    /// <summary>Trains the model of one block again, as a part of a backtest.</summary>
    /// <param name="words">The block, from 1, and the line of the backtest.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The model's file.</returns>
    public static byte[] TrainAgain(IReadOnlyList<string> words, CancellationToken cancellation)
    {
        var command = new BacktestCommand();
        ParseResult result = JobLine.Parse(command, [.. words.Skip(1)]);
        using Forecaster model = Forecaster.Load(result.GetRequiredValue(command._model), threads: 1);
        using var backend = new CpuBackend(1);
        var backtest = new RefittingBacktest(
            model, command.Divide(model, result), command._measuring.Refit(result)!.Value);
        return ModelBytes.Of(
            backtest.Again(int.Parse(words[0], CultureInfo.InvariantCulture), backend, cancellation));
    }

    private TemporalSplit Divide(Forecaster model, ParseResult result) => model.Divide(
        JobInput.OfFile(result.GetRequiredValue(_data), _series.ReadCells(result)).With(_measuring.Rows(result)));

    private async Task<Backtest> RefitAsync(
        ParseResult result, Terminal terminal, Forecaster model, TemporalSplit split, int weeks, IPartRunner? workers,
        CancellationToken cancellation)
    {
        IReadOnlyList<Window> windows = Backtest.WindowsOf(model, split, _measuring.Stride(result));
        var backtest = new RefittingBacktest(model, split, weeks);
        if (workers is null)
        {
            return backtest.Run(windows, Run.Quiet(result) ? null : terminal.Error.WriteLine, cancellation);
        }

        // The origins decide what is measured, and no training.
        string[] line =
        [
            Name, result.GetRequiredValue(_model), result.GetRequiredValue(_data),
            .. JobLine.WordsOf(_measuring.TrainingOptions.Concat(_series.CellsOnly.Options), result),
        ];
        JobParts.RequireSendable(line);
        var progress = new PartsProgress(terminal, Run.Quiet(result));
        int count = backtest.Trainings(windows);
        progress.Begin(static () => { }, count, 0);
        Func<int, Forecaster> trained = await RefitParts.RunAsync(workers, line, count, progress, cancellation)
            .ConfigureAwait(false);
        progress.End();
        return new RefittingBacktest(model, split, weeks) { Trained = trained }.Run(windows, null, cancellation);
    }
}
