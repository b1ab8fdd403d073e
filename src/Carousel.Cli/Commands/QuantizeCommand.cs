using System.CommandLine;
using System.Globalization;
using Carousel.Cli.Errors;
using Carousel.Cli.Options;
using Carousel.Cli.Rendering;
using Carousel.Jobs;
using Carousel.Jobs.Quantizing;

namespace Carousel.Cli.Commands;

/// <summary><c>carousel quantize</c>: a model in 8 bits, with what that costs in the job's own metric.</summary>
internal sealed class QuantizeCommand() : VerbCommand(
    "quantize", "Convert a model to 8 bits: smaller, faster; can measure the loss.",
    "carousel quantize out/flights/model.safetensors --data samples/us_flights_hourly.csv",
    new("Folder for the smaller model. Default: the model's folder with -int8 appended."))
{
    private const string ModelName = "model.safetensors";
    private const double DefaultLoss = 1, LargestLoss = 1000;

    // A step of a small layer takes a microsecond.
    private const double SecondsOfStep = 0.02;

    private readonly Argument<string> _model = ModelArgument.Model();
    private readonly Option<string?> _data = OptionKinds.Text(
        "--data", "FILE", "A file with known answers, as for evaluate, to measure the loss.");

    private readonly Option<double?> _maxLoss = OptionKinds.Number(
        "--max-loss",
        "Maximum loss of the job's first metric in percent, 0 to 1000; above it nothing is written. Default 1.");

    private readonly Option<bool> _force = OptionKinds.Switch("--force", "Write the model whatever the loss.");
    private readonly SeriesOptionSet _series = new();
    private readonly PictureOptionSet _pictures = new();

    /// <inheritdoc/>
    public override IReadOnlyList<Argument> Arguments => [_model];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> Groups =>
        [new("Loss", [_data, _maxLoss, _force, _pictures.Pictures]), _series.CellsOnly, Run.Group];

    /// <inheritdoc/>
    public override Task<int> RunAsync(ParseResult result, Terminal terminal, CancellationToken cancellation)
    {
        string file = result.GetRequiredValue(_model);
        double most = ReadLoss(result);
        int threads = Run.Threads(result);
        string? data = result.GetValue(_data);
        if (data is null && result.GetResult(_maxLoss) is not null)
        {
            throw new UsageException("--max-loss needs --data FILE, on which the loss is measured.");
        }

        using IJobModel model = KnownModels.Load(file, threads);
        _pictures.Apply(result, model, file);
        QuantizedModel.RequireQuantizable(model, file);
        JobInput? input = data is null ? null : JobInput.OfFile(data, _series.ReadCells(result));
        using OutputFolder folder = OutputFolder.Open(Run.Out(result) ?? DefaultFolder(file));
        string written = folder.File(ModelName);
        if (OutputFolder.IsSame(written, file))
        {
            throw new UsageException($"{written} is the model itself. Name another folder with --out.");
        }

        RunRecord.RequireFree(written, folder.Path, RunRecord.OfModel(model));
        JobResult? before = input is null ? null : model.Evaluate(input, cancellation);
        double? stepBefore = StepTimes.OfRecurrentLayers(model, SecondsOfStep, cancellation);
        WeightSummary weights = QuantizedModel.Quantize(model, file);
        JobResult? after = input is null ? null : model.Evaluate(input, cancellation);
        double? stepAfter = StepTimes.OfRecurrentLayers(model, SecondsOfStep, cancellation);
        MetricLoss? loss = before is null || after is null ? null : MetricLoss.Of(before, after);
        if (loss?.IsMoreThan(most) == true && !result.GetValue(_force))
        {
            throw new UsageException(
                $"In 8 bits {QuantizeView.LossOf(loss)}. That is more "
                + $"than {(result.GetResult(_maxLoss) is null ? "the allowed" : "--max-loss")} "
                + $"{most.ToString(CultureInfo.InvariantCulture)} %, so nothing was written. Pass --force to write the "
                + "model anyway.");
        }

        model.Save(written);
        var view = new QuantizeView(file, written, weights, stepBefore, stepAfter, before, after, loss);
        view.Write(terminal);
        if (Run.Json(result))
        {
            view.WriteJson(terminal, model.Task, data);
        }

        return Task.FromResult(ExitCode.Done);
    }

    private double ReadLoss(ParseResult result) => result.GetValue(_maxLoss) switch
    {
        null => DefaultLoss,
        < 0 or > LargestLoss or double.NaN => throw new UsageException(
            $"--max-loss must be 0…{LargestLoss} percent, but "
            + $"is {result.GetValue(_maxLoss)!.Value.ToString(CultureInfo.InvariantCulture)}."),
        { } loss => loss,
    };

    /// <summary>
    /// The folder of the model with -int8 behind its name, however the model was named; relative where the model's path
    /// is.
    /// </summary>
    internal static string DefaultFolder(string file)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        string smaller = Path.GetFileName(folder).Length == 0 ? Path.Combine(folder, "int8") : folder + "-int8";
        return Path.IsPathRooted(file) ? smaller : Path.GetRelativePath(Environment.CurrentDirectory, smaller);
    }
}
