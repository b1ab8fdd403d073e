using System.CommandLine;
using Carousel.Cli.Errors;
using Carousel.Cli.Options;
using Carousel.Cli.Rendering;
using Carousel.Jobs;
using Carousel.Translation;

namespace Carousel.Cli.Commands;

/// <summary>
/// <c>carousel predict</c>: what a model of any job says to data: a file, typed text, or standard input.
/// </summary>
internal sealed class PredictCommand() : VerbCommand(
    "predict", "Apply a model to a file, a text or standard input; print the answers as CSV.",
    "carousel predict out/flights/model.safetensors samples/us_flights_hourly.csv --repeat-known",
    new("Folder for the answers. Default: standard output."))
{
    private readonly Argument<string> _model = ModelArgument.Model();

    private readonly Argument<string?> _data = new("DATA")
    {
        Description =
            "A file like the training data, with or without the answer column. Default, and for -: standard input.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly SeriesOptionSet _series = new();
    private readonly PictureOptionSet _pictures = new();
    private readonly AdaptationOptionSet _adaptation = new();
    private readonly TranscriberOptionSet _transcriber = new(measures: false);
    private readonly Option<string?> _text = OptionKinds.Text(
        "--text", "TEXT", "Text instead of a file, for models that read text.");

    private readonly Option<bool> _repeatKnown = OptionKinds.Switch(
        "--repeat-known",
        "For forecasts: if columns known ahead have no future rows, repeat their last season instead of failing.");

    private readonly Option<bool> _why = OptionKinds.Switch(
        "--why", "For forecasts: contributions of inputs, in contributions.csv with --out.");

    private readonly Option<string[]> _set = OptionKinds.Texts(
        "--set", "price=9.99",
        "For forecasts: value of a column known ahead in all rows ahead, as a what-if. Repeatable.");

    private readonly Option<int?> _best = OptionKinds.Whole(
        "--best",
        "Translations per line, at most --beam, as a table of line, rank, score and translation. Default "
        + "1: one line each.");

    /// <inheritdoc/>
    public override IReadOnlyList<Argument> Arguments => [_model, _data];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> Groups =>
        [
            new("Data", [_text, _adaptation.Adapt, _best, _pictures.Pictures]), Forecasts, Run.Group,
            _transcriber.Group, _series.CellsOnly,
        ];

    private OptionGroup Forecasts => new("Forecasts", [_repeatKnown, _set, _why]);

    /// <inheritdoc/>
    public override Task<int> RunAsync(ParseResult result, Terminal terminal, CancellationToken cancellation)
    {
        long started = terminal.Clock.GetTimestamp();
        string file = result.GetRequiredValue(_model);
        JobInput input = Input(result, terminal);
        using IJobModel model = KnownModels.Load(file, Run.Threads(result));
        if (result.GetValue(_text) is not null && !model.ReadsText)
        {
            throw new UsageException(
                $"--text is only for models that read text; {file} is one for '{model.Task}': pass a file with its "
                + "data.");
        }

        Forecasts.RequireForecaster(result, model, file);
        _transcriber.Apply(result, model, file);
        _adaptation.Apply(result, model, file);
        Search(result, model, file);
        _pictures.Apply(result, model, file);
        using OutputFolder? folder = Run.OpenOut(result);
        using var kept = new StringWriter { NewLine = "\n" };
        JobAnswer answer = model.Predict(input, folder is null ? terminal.Data : kept, cancellation);
        IReadOnlyList<string> notes = answer.Notes;
        if (folder is not null)
        {
            notes = [.. notes, .. JobFile.WriteAll(
                folder.Path, answer.Files.Prepend(JobFile.OfText(model.PredictionFile, kept.ToString())))];
        }

        if (!Run.Quiet(result))
        {
            foreach (string note in notes)
            {
                terminal.Error.WriteLine(note);
            }
        }

        if (folder is not null)
        {
            if (answer.Sentence.Length > 0)
            {
                terminal.Out.WriteLine($"  {answer.Sentence}");
            }

            terminal.Out.WriteLine($"  {string.Join(
                "   ", answer.Files.Select(f => f.Name).Prepend(folder.File(model.PredictionFile)))}");
        }

        if (Run.Json(result))
        {
            (LineOf(result, terminal, started, model, file, input.Path) with
            {
                Sentence = answer.Sentence,
                Notes = notes,
                Incidents = answer.Incidents
            }).Write(terminal);
        }

        return Task.FromResult(ExitCode.Done);
    }

    private void Search(ParseResult result, IJobModel model, string file)
    {
        if (result.GetValue(_best) is { } best)
        {
            Translator translator = model as Translator ?? throw new UsageException(
                $"--best is only for translation models; {file} is a model for '{model.Task}'.");
            translator.Beam = translator.Beam with { Best = best };
        }
    }

    private JobInput Input(ParseResult result, Terminal terminal)
    {
        (string? data, string? text) = (result.GetValue(_data), result.GetValue(_text));
        if (data is not null && text is not null)
        {
            throw new UsageException("--text and a file exclude each other: pass one of them.");
        }

        JobInput input = data is not null and not "-" ? JobInput.OfFile(data, _series.ReadCells(result))
            : text is not null ? JobInput.OfText(text, "--text")
            : terminal.InBytes is { } bytes ? JobInput.OfStream(bytes, cells: _series.ReadCells(result))
            : JobInput.OfReader(terminal.In, cells: _series.ReadCells(result));
        return input.With(new RowChoices
        {
            RepeatKnown = result.GetValue(_repeatKnown),
            Set = result.GetValue(_set),
            Why = result.GetValue(_why)
        });
    }
}
