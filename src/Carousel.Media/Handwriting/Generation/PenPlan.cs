using System.Globalization;
using System.Text.Json;
using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Baselines;
using Carousel.Jobs.Fitting;
using Carousel.Layers;
using Carousel.Report;
using Carousel.Tensors;
using Carousel.Training;

namespace Carousel.Handwriting;

/// <summary>A model that draws before its training: which drawings it learns from, and the network.</summary>
internal sealed class PenPlan : JobPlan<PenModel>
{
    // Training drawings are changed as much as is usual; drawing is a little surer than the model is.
    private const double Distortion = 1, Bias = 0.5;

    private const string PictureName = "drawings.svg", StrokesName = "drawings.ndjson";
    private const int Columns = 8, ShownReal = 16;

    private static readonly TrainingChoices _choices = new(
        OptimizerKind.Adam, LearningRate: 3e-3, WeightDecay: 0, Batch: 32, Epochs: 30, Patience: 0, ClipNorm: 1);

    private readonly DrawingSet _set;
    private readonly PenDesign _design;
    private readonly WriteOptions _options;
    private readonly DataParts<PenOffsets> _offsets;
    private readonly string _fingerprint;

    private PenPlan(DrawingSet set, PenDesign design, WriteOptions options)
        : base(options.Fit, _choices.With(options.Fit))
    {
        (_set, _design, _options, _fingerprint) = (set, design, options, set.Fingerprint());
        _offsets = set.Parts.Each(drawings => design.Offsets(set.Data.Name, drawings));
    }

    /// <inheritdoc/>
    public override string Task => PenModel.TaskName;

    /// <inheritdoc/>
    public override string Verb => "write";

    /// <inheritdoc/>
    public override string DataName => _set.Data.Name;

    /// <inheritdoc/>
    public override IReadOnlyList<JobFact> Facts =>
    [
        .. _set.Facts(_design.Classes.Count > 0 ? $"{_design.Classes.Count} classes to draw" : "no classes"),
        new("model", Invariant.Of(
            $"{_design.Describe()}, {_design.MakeNetwork().ParameterCount:N0} parameters, dropout "
            + $"{_design.Cells.Dropout:0.##}; offsets in units of {_design.Scale:0.###}, deviations of at least "
            + $"{PenDesign.Floor}")),
    ];

    /// <inheritdoc/>
    public override string Unit => "drawings";

    /// <inheritdoc/>
    public override double UnitsPerEpoch => _offsets.Training.Count;

    /// <inheritdoc/>
    public override IReadOnlyList<string> FileNames => [PictureName, StrokesName];

    /// <summary>Decides on everything that the options leave open.</summary>
    /// <exception cref="DataFormatException">No drawing has two points, or there are too many classes.</exception>
    public static PenPlan Make(DrawingSet set, WriteOptions options)
    {
        bool hasClasses = set.Parts.All.All(d => d.Label.Length > 0);
        string[] classes = hasClasses
            ? [
                .. set.Parts.Training.Select(d => d.Label).Distinct()
                    .Order(StringComparer.Ordinal),
            ]
            : [];
        if (classes.Length > PenDesign.MostClasses)
        {
            throw new DataFormatException(
                $"{set.Data.Name} has {classes.Length} classes; at most {PenDesign.MostClasses} are supported. Leave "
                + $"out the labels to draw without classes.");
        }

        CellDesign cells = new CellDesign(CellKind.Lstm, 1, 256, 0.2, 1, InitializerKind.Glorot).With(options.Fit);
        return new PenPlan(
            set, new PenDesign(cells, options.Components, PenOffsets.ScaleOf(set.Parts.Training), classes), options);
    }

    /// <inheritdoc/>
    private protected override Fitted<PenModel> Train(JobFitting fitting)
    {
        Stack network = fitting.Begin(_design.MakeNetwork());
        Drawing[] drawings = [.. _set.Parts.Training.Where(d => d.Points.Count > 1)];
        IReadOnlyList<PenOffsets> known = _offsets.Training;
        var markov = OffsetBaseline.Markov(known);
        FitSummary summary = fitting.Train(
            new PenProblem(
                network, _design, drawings, _offsets, Distortion, Training.Batch, Fit.Seed,
                Invariant.Of(
                    $"{_fingerprint}|{Distortion}|"
                    + $"{JsonSerializer.Serialize(_design, MediaJson.Default.PenDesign)}|{Training.ToJson()}")),
            baseline: new ValidationBaseline(markov.Title, _ => _offsets.Validation.SelectMany(d => d.Moves)
                .Select(move => markov.Nats(move).All).DefaultIfEmpty(double.NaN).Average()));
        var mixture = LastOffsetMixture.Fit(known, _options.Components);
        PenBaseline? baseline = _options.Baseline == BaselineInside.None || summary.Reason == StopReason.Canceled
            ? null
            : Inside(fitting, network, mixture);
        return Fitted(new PenModel(fitting.Backend, network, _design, summary, new PenOrigin(
            _fingerprint, drawings.Length, drawings.Max(d => d.Points.Count),
            [markov, OffsetBaseline.Normal(known)], mixture, baseline?.Alpha)));
    }

    /// <inheritdoc/>
    internal override JobResult Measure(Fitted<PenModel> fitted, CancellationToken cancellation)
    {
        JobResult result = fitted.Model.Score(_offsets.Test, cancellation);
        IReadOnlyList<Drawing> drawn = fitted.Model.Draw(_options.Generate, Bias, Fit.Seed, cancellation);
        string bias = Invariant.Of($"{Bias:0.##}");
        var shown = new Section("Drawings",
        [
            new LineDrawings("By the model", [.. drawn.Select(d => StrokeSvg.Figure(d, d.Label))])
            {
                Caption = $"Drawn point by point, bias {bias}.",
            },
            new LineDrawings(
                "From the data",
                [.. _set.Parts.Test.Take(ShownReal).Select(d => StrokeSvg.Figure(d, d.Label))])
                {
                    Caption = "The first drawings of the test set.",
                },
        ]);
        return result with
        {
            Notes =
            [
                .. result.Notes,
                $"Densities are of offsets in units "
                + $"of {_design.Scale.ToString("0.###", CultureInfo.InvariantCulture)}; the first point of a drawing "
                + $"is its start and costs nothing.",
                $"{PictureName} and {StrokesName} contain {FigureText.Counted(drawn.Count, "drawing")} by the model, "
                + $"bias {bias}.",
            ],
            Files =
            [
                JobFile.OfText(PictureName, StrokeSvg.File(drawn, Columns)),
                JobFile.OfText(StrokesName, StrokeText.Of(drawn)),
            ],
            Page = DrawingSet.Page("A model that draws", _offsets.Test.Count, shown, _fingerprint),
        };
    }

    /// <summary>The mixture, inside where the validation drawings say so.</summary>
    private PenBaseline? Inside(JobFitting fitting, Stack network, LastOffsetMixture mixture)
    {
        using var arena = new Arena(fitting.Backend);
        return PenBaseline.Choose(mixture, _offsets.Validation, PenBatch.Each(
            new Tape(fitting.Backend, arena), network, _design, _offsets.Validation, (_, said) => said.ToArray(),
            fitting.Cancellation));
    }
}
