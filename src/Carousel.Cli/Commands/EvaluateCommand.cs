using System.CommandLine;
using Carousel.Cli.Errors;
using Carousel.Cli.Options;
using Carousel.Cli.Rendering;
using Carousel.Cli.Work;
using Carousel.Jobs;

namespace Carousel.Cli.Commands;

/// <summary><c>carousel evaluate</c>: how good a model of any job is on a file.</summary>
internal sealed class EvaluateCommand() : VerbCommand(
    "evaluate", "Test a model on a file with known answers, compare with baselines.",
    "carousel evaluate out/flights/model.safetensors samples/us_flights_hourly.csv")
{
    private readonly Argument<string> _model = ModelArgument.Model();
    private readonly Argument<string> _data = ModelArgument.Data();
    private readonly SeriesOptionSet _series = new();
    private readonly TranscriberOptionSet _transcriber = new(measures: true);
    private readonly MeasuringOptionSet _measuring = new();
    private readonly PictureOptionSet _pictures = new();
    private readonly AdaptationOptionSet _adaptation = new();

    /// <inheritdoc/>
    public override IReadOnlyList<Argument> Arguments => [_model, _data];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> Groups =>
        [
            _measuring.Group, new("Data", [_pictures.Pictures, _adaptation.Adapt]), _transcriber.Group,
            _series.CellsOnly, Run.Group,
        ];

    /// <inheritdoc/>
    public override Task<int> RunAsync(ParseResult result, Terminal terminal, CancellationToken cancellation)
    {
        long started = terminal.Clock.GetTimestamp();
        (string file, string data) = (result.GetRequiredValue(_model), result.GetRequiredValue(_data));
        int threads = Run.Threads(result);
        RowChoices rows = _measuring.Rows(result);
        using IJobModel model = KnownModels.Load(file, threads);
        _measuring.Group.RequireForecaster(result, model, file);
        _pictures.Apply(result, model, file);
        _transcriber.Apply(result, model, file);
        _adaptation.Apply(result, model, file);
        // Other rows than those that measured the fit are rows that the model has learned from, or was chosen by.
        IReadOnlyList<Option> cells = _series.CellsOnly.Options;
        JobResult measured = (result.FirstGiven(Options.Except(Run.Group.Options).Except(cells)) is null
            ? RunRecord.Measure(
                model, file, data, threads,
                cells.Select(o => JobLine.WordsOf([o], result).ToArray()).Where(words => words.Length > 0),
                cancellation)
            : null)
            ?? RunRecord.Noted(
                model.Evaluate(JobInput.OfFile(data, _series.ReadCells(result)).With(rows), cancellation), file, data);
        if (!Run.Quiet(result))
        {
            FactsBlock.Write(terminal, ["carousel evaluate", file, data], measured.Facts);
            terminal.Error.WriteLine();
        }

        JobResultView.Write(terminal, measured);
        if (Run.Json(result))
        {
            LineOf(result, terminal, started, model, file, data, measured).Write(terminal);
        }

        return Task.FromResult(ExitCode.Done);
    }
}
