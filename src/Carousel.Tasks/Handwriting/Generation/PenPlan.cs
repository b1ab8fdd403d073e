using System.Globalization;
using System.Text.Json;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Report;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Handwriting.Drawings;
using Carousel.Tasks.Jobs;
using Carousel.Training;

namespace Carousel.Tasks.Handwriting.Generation;

/// <summary>A model that draws before its training: which drawings it learns from, and the network.</summary>
internal sealed class PenPlan : IJobPlan
{
    /// <summary>What the model is for, as its file says.</summary>
    internal const string TaskName = "draw";

    private const string PictureName = "drawings.svg", StrokesName = "drawings.ndjson";
    private const int Columns = 8, ShownReal = 16;

    private readonly DrawingParts _parts;
    private readonly PenSet _set;
    private readonly PenDesign _design;
    private readonly WriteOptions _options;
    private readonly TrainingChoices _training;

    private PenPlan(DrawingParts parts, PenSet set, PenDesign design, WriteOptions options, TrainingChoices training) =>
        (_parts, _set, _design, _options, _training) = (parts, set, design, options, training);

    /// <inheritdoc/>
    public string Task => TaskName;

    /// <inheritdoc/>
    public string DataName => _parts.Data.Name;

    /// <inheritdoc/>
    public IReadOnlyList<JobFact> Facts =>
    [
        new("drawings", string.Create(
            CultureInfo.InvariantCulture,
            $"{_parts.All.Count():N0} ({_parts.Data.Layout}), {_parts.All.Average(d => d.Points.Count):0.#} points and {_parts.All.Average(d => d.Strokes.Count()):0.#} strokes on average; {(_design.Classes.Count > 0 ? $"{_design.Classes.Count} classes to draw" : "no classes")}")),
        new("split", $"{FigureText.Count(_parts.Train.Count)} to train, {FigureText.Count(_parts.Validation.Count)} to validate, {FigureText.Count(_parts.Test.Count)} to test; {_parts.Split}"),
        new("model", string.Create(
            CultureInfo.InvariantCulture,
            $"{_design.Describe()}, {_design.MakeNetwork().ParameterCount:N0} parameters, dropout {_design.Cells.Dropout:0.##}; offsets in units of {_design.Scale:0.###}, deviations of {PenDesign.Floor} at least")),
    ];

    /// <inheritdoc/>
    public FitOptions Fit => _options.Fit;

    /// <inheritdoc/>
    public string Unit => "drawings";

    /// <inheritdoc/>
    public double UnitsPerEpoch => _set.Train.Count;

    /// <inheritdoc/>
    public IReadOnlyList<string> FileNames => [PictureName, StrokesName];

    /// <summary>Decides on everything that the options leave open.</summary>
    /// <exception cref="DataFormatException">No drawing has two points, or there are too many classes.</exception>
    public static PenPlan Make(DrawingParts parts, WriteOptions options)
    {
        bool hasClasses = parts.All.All(d => d.Label.Length > 0);
        string[] classes = hasClasses ? [.. parts.Train.Select(d => d.Label).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)] : [];
        if (classes.Length > PenDesign.MostClasses)
        {
            throw new DataFormatException($"{parts.Data.Name} has {classes.Length} classes; {PenDesign.MostClasses} are the most that can be asked for. Leave the labels out to draw without classes.");
        }

        double scale = PenOffsets.ScaleOf(parts.Train);
        CellDesign cells = new CellDesign(CellKind.Lstm, 1, 256, 0.2, 1, InitialiserKind.Glorot).With(options.Fit);
        TrainingChoices training = new TrainingChoices(
            OptimizerKind.Adam, LearningRate: 3e-3, WeightDecay: 0, ScheduleKind.Cosine, Batch: 32, Epochs: 30, Patience: 0, ClipNorm: 1, ClipValue: null).With(options.Fit);
        return new PenPlan(parts, new PenSet(parts, scale, classes), new PenDesign(cells, options.Components, scale, classes), options, training);
    }

    /// <inheritdoc/>
    public async Task<IJobModel> FitAsync(FitRun run, CancellationToken cancellation) => await ModelFitting.RunAsync<IJobModel>(Fit.Threads, backend =>
    {
        Stack network = _design.MakeNetwork();
        ModelFitting.Begin(network, backend, Fit.Seed, run, TaskName);
        var problem = new PenProblem(backend, network, _design, _set, _options.Distortion, _training.Batch, Fit.Seed, Fingerprint());
        TrainingResult result = ModelFitting.Train(backend, problem, _training.ToTrainerOptions(Fit.Seed, problem.BatchesIn(0)), run, cancellation);
        var origin = new PenOrigin(
            _parts.Fingerprint(), _set.Train.Count, _set.Longest, [OffsetBaseline.Markov(_set.Train), OffsetBaseline.Normal(_set.Train)],
            LastOffsetMixture.Fit(_set.Train, _options.Components));
        return new PenModel(backend, network, _design, FitSummary.Of(result, Fit.Seed, network.ParameterCount), origin);
    }).ConfigureAwait(false);

    /// <inheritdoc/>
    public JobResult Measure(IJobModel model, string command, CancellationToken cancellation)
    {
        var pen = (PenModel)model;
        JobResult result = pen.Score(_set.Test, cancellation);
        IReadOnlyList<Drawing> drawn = pen.Draw(_options.Generate, _options.Bias, Fit.Seed, cancellation);
        string bias = _options.Bias.ToString("0.##", CultureInfo.InvariantCulture);
        return result with
        {
            Notes =
            [
                .. result.Notes,
                $"Densities are of offsets in units of {_design.Scale.ToString("0.###", CultureInfo.InvariantCulture)}; the first point of a drawing is its start and costs nothing.",
                $"{PictureName} and {StrokesName} hold {FigureText.Counted(drawn.Count, "drawing")} by the model, bias {bias}.",
            ],
            Files = [JobFile.OfText(PictureName, StrokeSvg.File(drawn, Columns)), JobFile.OfText(StrokesName, StrokeText.Of(drawn))],
            Report = new ReportDocument(
                "A model that draws", result.Sentence,
                [
                    JobSections.Result(result, $"{_set.Test.Count} drawings that nothing was learned from or chosen by."),
                    Drawings(drawn, bias), JobSections.Training(pen.Summary, "drawings"), JobSections.Settings(this, _parts.Fingerprint(), command),
                ])
            {
                Kicker = $"carousel write · {DataName}",
            },
        };
    }

    private Section Drawings(IReadOnlyList<Drawing> drawn, string bias) => new("Drawings",
    [
        new LineDrawings("By the model", [.. drawn.Select(d => StrokeSvg.Figure(d, d.Label))]) { Caption = $"Drawn point by point, bias {bias}." },
        new LineDrawings("From the data", [.. _parts.Test.Take(ShownReal).Select(d => StrokeSvg.Figure(d, d.Label))]) { Caption = "The first ones of the part that measures." },
    ]);

    private string Fingerprint() => string.Join(
        '|', _parts.Fingerprint(), _options.Distortion.ToString(CultureInfo.InvariantCulture),
        JsonSerializer.Serialize(_design, PenJson.Default.PenDesign), JsonSerializer.Serialize(_training, PenJson.Default.TrainingChoices));
}
