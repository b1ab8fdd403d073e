using System.CommandLine;
using Carousel.Anomalies;
using Carousel.Cli.Errors;
using Carousel.Cli.Options;
using Carousel.Cli.Rendering;
using Carousel.Forecasting;
using Carousel.Jobs;
using Carousel.Jobs.Networks;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Streaming;
using Carousel.Language;
using Carousel.Speech;
using Carousel.Tagging;

namespace Carousel.Cli.Commands;

/// <summary><c>carousel stream</c>: lines in, an answer to each at once.</summary>
internal sealed class StreamCommand() : VerbCommand(
    "stream", "Answer each line of standard input at once, or transcribe live sound.",
    "carousel stream out/flights/model.safetensors samples/us_flights_hourly.csv --repeat-known --steps 3",
    new("Folder for the trained model and its checkpoint."))
{
    private const string ModelName = "model.safetensors";
    private const string CheckpointName = "stream.safetensors";
    private const int DefaultEvery = 100;

    private readonly Argument<string> _model = ModelArgument.Model();

    private readonly Argument<string?> _lines = new("LINES")
    {
        Description = "A CSV file, read row by row, or a WAV file. Default: standard input.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly SeriesOptionSet _series = new();
    private readonly ListenOptionSet _listen = new();
    private readonly Option<string?> _history = OptionKinds.Text(
        "--history", "FILE", "A CSV file of earlier rows, so that the first line is answered at once.");
    private readonly Option<int?> _steps = OptionKinds.Whole(
        "--steps", "Steps ahead per answer. Default: all that the model forecasts.");
    private readonly Option<double?> _interval = OptionKinds.Number(
        "--interval",
        "Interval in percent around each median, such as 80. Default: none as CSV, the model's first with --json.");
    private readonly Option<bool> _repeatKnown = OptionKinds.Switch(
        "--repeat-known",
        "If columns known ahead have no future rows, repeat their last season instead of failing.");
    private readonly Option<bool> _keepGoing = OptionKinds.Switch(
        "--keep-going", "Skip and report a line that cannot be read, instead of stopping.");
    private readonly Option<bool> _learn = OptionKinds.Switch(
        "--learn", "Keep training on the input: one step after each answer.");
    private readonly Option<double?> _learningRate = OptionKinds.Number(
        "--learning-rate", "Step size of training. Default 0.0001.");
    private readonly Option<ulong?> _seed = OptionKinds.Seed("--seed", "Seed of training. Default 1.");
    private readonly Option<int?> _every = OptionKinds.Whole(
        "--every", "Lines between checkpoints in the output folder. Default 100.");
    private readonly Option<bool> _resume = OptionKinds.Switch(
        "--resume", "Continue from the checkpoint in the output folder.");

    private readonly AdaptationOptionSet _adaptation = new("language models");

    /// <inheritdoc/>
    public override IReadOnlyList<Argument> Arguments => [_model, _lines];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> Groups =>
    [
        new("Answers", [_history, _steps, _interval, _repeatKnown, _keepGoing]),
        new("Learning", [_learn, _learningRate, _seed, _every, _resume]), _listen.Group,
        new("Language", [_adaptation.Adapt]),
        _series.CellsOnly, Run.Group,
    ];

    /// <inheritdoc/>
    public override async Task<int> RunAsync(ParseResult result, Terminal terminal, CancellationToken cancellation)
    {
        long started = terminal.Clock.GetTimestamp();
        ForecastStreamOptions options = ReadOptions(result);
        int every = RequireConsistent(result, options);
        string file = result.GetRequiredValue(_model);
        using IJobModel any = KnownModels.Load(file, Run.Threads(result));
        new OptionGroup("", [.. Groups[0].Options.Where(o => o != _keepGoing), .. Groups[1].Options])
            .RequireForecaster(result, any, file);
        _adaptation.Apply(result, any, file);
        if (any is Transcriber transcriber)
        {
            if (result.Has(_keepGoing))
            {
                throw new UsageException($"{_keepGoing.Name} is for models that read lines; {file} reads sound.");
            }

            return new SoundListening(_listen, Run).Run(
                result, terminal, transcriber, result.GetValue(_lines), cancellation);
        }

        if (_listen.Given(result) is { } sound)
        {
            throw new UsageException($"{sound} is only for models of carousel transcribe; {file} is not one.");
        }

        if (any is not Forecaster model)
        {
            return await AnswerEach(result, terminal, any, file, cancellation).ConfigureAwait(false);
        }

        using var stream = new ForecastStream(model, options);
        using OutputFolder? folder = Run.OpenOut(result);
        string? note = Begin(result, terminal, model, stream, folder, options, file);
        int code;
        try
        {
            code = await Answer(result, terminal, stream, cancellation, folder?.File(CheckpointName), every, note)
                .ConfigureAwait(false);
        }
        finally
        {
            if (folder is not null && stream.Summary.Lines > 0)
            {
                stream.SaveCheckpoint(folder.File(CheckpointName));
                stream.SaveModel(folder.File(ModelName));
            }
        }

        Finish(result, terminal, model, stream, folder?.File(ModelName) ?? file, started);
        return code;
    }

    private async Task<int> AnswerEach(
        ParseResult result, Terminal terminal, IJobModel model, string file, CancellationToken cancellation)
    {
        (string source, ReadOptions cells) = (Source(result), _series.ReadCells(result));
        using IStreamingModel stream = model switch
        {
            LanguageModel language => language.NewStream(source),
            NetworkModel network => network.NewStream(source, cells),
            Tagger tagger => tagger.NewStream(source, cells),
            ChannelModel channels => channels.NewStream(cells, source),
            _ => throw new UsageException(
                $"{file} is a model for '{model.Task}', which cannot stream. Use it with: carousel predict {file} "
                + "DATA"),
        };
        if (model is ChannelModel { Headline: var headline } && !Run.Quiet(result))
        {
            terminal.Error.WriteLine($"  {headline}");
        }

        return await Answer(result, terminal, stream, cancellation).ConfigureAwait(false);
    }

    private string Source(ParseResult result) => result.GetValue(_lines) ?? "standard input";

    private async Task<int> Answer(
        ParseResult result, Terminal terminal, IStreamingModel stream, CancellationToken cancellation,
        string? checkpoint = null, int every = 0, string? note = null)
    {
        using TextReader? own = result.GetValue(_lines) is { } lines ? StreamInput.Open(lines) : null;
        var run = new StreamRun(terminal, stream, Source(result))
        {
            Json = Run.Json(result),
            KeepGoing = result.GetValue(_keepGoing),
            CheckpointFile = checkpoint,
            Every = every,
            Note = note,
        };
        bool isWhole = await run.RunAsync(LineSource.Of(own ?? terminal.OpenLines()), cancellation)
            .ConfigureAwait(false);
        return isWhole ? ExitCode.Done : ExitCode.Canceled;
    }

    private ForecastStreamOptions ReadOptions(ParseResult result) => new()
    {
        Source = Source(result),
        Cells = _series.ReadCells(result),
        RepeatKnown = result.GetValue(_repeatKnown),
        Steps = result.GetValue(_steps),
        Interval = result.GetValue(_interval),
        Learn = result.GetValue(_learn),
        LearningRate = result.GetValue(_learningRate) ?? ForecastStreamOptions.UsualRate,
        Seed = result.GetValue(_seed) ?? 1,
    };

    private int RequireConsistent(ParseResult result, ForecastStreamOptions options)
    {
        int every = result.GetValue(_every) ?? DefaultEvery;
        if (every < 1)
        {
            throw new UsageException($"--every must be 1 or more, but is {every}.");
        }

        if (!options.Learn
            && (result.FirstGiven([_learningRate, _seed, _every, _resume])
                ?? (Run.Out(result) is null ? null : "--out")) is { } name)
        {
            throw new UsageException($"{name} needs --learn: without it nothing is learned or saved.");
        }

        if (Run.Out(result) is null && result.FirstGiven([_resume, _every]) is { } saved)
        {
            throw new UsageException($"{saved} needs --out with the folder of the checkpoint.");
        }

        return result.GetValue(_resume) && result.GetValue(_history) is not null
            ? throw new UsageException("--resume takes the earlier rows from the checkpoint: leave --history out.")
            : every;
    }

    /// <summary>Sets the rows before the first line.</summary>
    /// <returns>The note without such rows; else null.</returns>
    private string? Begin(
        ParseResult result,
        Terminal terminal,
        Forecaster model,
        ForecastStream stream,
        OutputFolder? folder,
        ForecastStreamOptions options,
        string file)
    {
        if (result.GetValue(_resume) && folder!.IsResumed(CheckpointName, terminal, Run.Quiet(result)))
        {
            stream.Resume(folder.File(CheckpointName));
        }
        else if (folder?.Has(CheckpointName) == true)
        {
            folder.RefuseStopped(OutputFolder.StreamState);
        }
        else if (result.GetValue(_history) is { } history)
        {
            stream.Begin(
                ModelData.Read(model.Design, file, history, options.Cells.AlsoMissing(model.Summary.Missing)));
        }
        else if (!Run.Quiet(result))
        {
            return $"  Each series has forecasts after {model.Design.Lookback} rows. To have them at once, pass "
                + "earlier rows with --history FILE.\n";
        }

        return null;
    }

    private void Finish(
        ParseResult result, Terminal terminal, Forecaster model, ForecastStream stream, string file, long started)
    {
        StreamSummary summary = stream.Summary;
        string sentence = StreamSentence.Of(summary, model.Design.Horizon);
        if (!Run.Quiet(result))
        {
            terminal.Error.WriteLine($"  {sentence}");
        }

        if (Run.Json(result))
        {
            var measured = new JobResult(
                [],
                [
                    new JobScore("model", "model", summary.Metrics) { Coverage = summary.Coverage },
                    new JobScore(summary.BaselineName, summary.BaselineName, summary.BaselineMetrics),
                ],
                sentence);
            (LineOf(result, terminal, started, model, file, result.GetValue(_lines), measured) with
            {
                Task = "stream",
                Stream = summary,
            }).Write(terminal);
        }
    }
}
