using System.Text.Json;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Baselines;
using Carousel.Tensors;
using Carousel.Training;

namespace Carousel.RemainingLife;

/// <summary>A model of remaining lives before its training: units are read and divided, networks decided.</summary>
public sealed class LifePlan : JobPlan<LifeModel>
{
    /// <summary>The bundled records of simulated pumps.</summary>
    public const string SampleName = "samples/simulated_pumps.csv.gz";

    private const int FewestUnits = 5, Folds = 5;

    private readonly LifeOptions _options;
    private readonly LifeData _data;
    private readonly LifeData? _test;

    private LifePlan(
        LifeOptions options, LifeData data, LifeData? test, IReadOnlyList<LifeUnit> training,
        IReadOnlyList<LifeUnit> measuring, LifeDesign design, LifeScale scale)
        : base(options.Fit, ChoicesFor(training).With(options.Fit)) =>
        (_options, _data, _test, TrainingUnits, Measuring, Design, Scale) =
            (options, data, test, training, measuring, design, scale);

    /// <summary>What the model is made of.</summary>
    internal LifeDesign Design { get; }

    internal LifeScale Scale { get; }

    /// <summary>The units to learn from.</summary>
    internal IReadOnlyList<LifeUnit> TrainingUnits { get; }

    /// <summary>The test units; none if a file with unknown lives is predicted.</summary>
    internal IReadOnlyList<LifeUnit> Measuring { get; }

    /// <inheritdoc/>
    public override string Task => LifeModel.TaskName;

    /// <inheritdoc/>
    public override string DataName => _data.Name;

    /// <inheritdoc/>
    public override IReadOnlyList<JobFact> Facts =>
    [
        LifeText.Fact(_data),
        new(
            "columns",
            $"unit '{_data.Columns.Id}', time '{_data.Columns.Time}', {FigureText.Count(Design.Channels)} of "
            + $"{FigureText.Counted(_data.Columns.Features.Count, "measurement")} change"),
        new(
            "split",
            $"{FigureText.Counted(TrainingUnits.Count, "unit")} for training in {Design.Folds} folds, each validated "
            + "by the networks trained without it; "
            + (_test is { } test
                ? $"{FigureText.Counted(test.Units.Count, "unit")} of {test.Name} "
                    + (Measuring.Count > 0 ? "for testing" : "for prediction")
                : $"{FigureText.Counted(Measuring.Count, "unit")} for testing")),
        new(
            "model",
            $"{LifeText.Of(Design)}, "
            + (Design.Baseline == LifeBaseline.None ? "no baseline inside"
                : $"{LifeText.NameOf(Design.Baseline)} inside")),
        .. JobFact.Notes(_data.Notes.Union(_test?.Notes ?? [])
            .Concat(_test is null ? [] : LifeText.StepNotes(LifeText.StepOf(TrainingUnits), _test))),
    ];

    /// <inheritdoc/>
    public override string Unit => "units";

    /// <inheritdoc/>
    public override double UnitsPerEpoch => TrainingUnits.Count;

    /// <inheritdoc/>
    public override IReadOnlyList<string> FileNames => [LifeModel.PredictionsName];

    /// <summary>Plans.</summary>
    /// <param name="file">Units until their failure; null for the bundled ones.</param>
    /// <param name="options">What is wanted.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="DataFormatException">The file can't be read, or holds too little.</exception>
    /// <exception cref="OptionException">Options do not go together.</exception>
    public static LifePlan Make(string? file, LifeOptions? options = null)
    {
        options ??= new LifeOptions();
        if (options.Lives is not null && options.Test is null)
        {
            throw options.Wrong("{Lives} are the lives of the units of {Test}: pass both.");
        }

        LifeData data = LifeData.Read(JobInput.OfFile(file ?? SampleFile.Find(SampleName), options.Cells), options);
        LifeData? test = options.Test is { } other
            ? LifeData.Read(JobInput.OfFile(other, options.Cells), data.Columns)
            : null;
        test = test is not null && options.Lives is { } lives ? test.WithLives(JobInput.OfFile(lives)) : test;
        return Make(data, test, options);
    }

    /// <summary>Plans for units that were read.</summary>
    internal static LifePlan Make(LifeData data, LifeData? test, LifeOptions options)
    {
        var order = new int[data.Units.Count];
        new CounterRandom(0, CounterRandom.Purpose("parts of units")).Permutation(0, order);
        int held = test is null ? Math.Max(1, (int)(data.Units.Count * options.TestShare)) : 0;
        LifeUnit[] training = [.. order.Skip(held).Order().Select(u => data.Units[u])];
        LifeUnit[] measuring = test is null ? [.. order.Take(held).Order().Select(u => data.Units[u])]
            : options.Lives is null ? []
            : [.. test.Units];
        if (training.Count(u => u.Fails && u.Length > 1) is var failed && failed < FewestUnits)
        {
            throw options.Unfit(
                $"{data.Name} has {FigureText.Counted(data.Units.Count, "unit")}: {training.Length} are for "
                + $"training, of which {failed} failed; at least {FewestUnits} must. Pass more units with two or more "
                + $"records up to their failure, or pass {{Id}} with the column that identifies units, if it is not "
                + $"'{data.Columns.Id}'.");
        }

        var scale = LifeScale.Fit(training, data.Columns.Features.Count);
        if (scale.Count == 0)
        {
            throw new DataFormatException(
                $"{data.Name}: no measurement changes, so no life can be predicted. Check which columns are "
                + "sensors.");
        }

        var cells = new CellDesign(CellKind.Lstm, 1, 32, Dropout: 0.2, ForgetBias: 1, InitializerKind.Glorot)
            .With(options.Fit);
        int folds = Math.Min(Folds, training.Length);
        return new LifePlan(
            options, data, test, training, measuring,
            new LifeDesign(
                data.Columns, cells, options.Baseline == BaselineInside.None ? LifeBaseline.None : LifeBaseline.Trees,
                    folds,
                options.Ensemble, scale.Count),
            scale);
    }

    /// <summary>Of data, design and training.</summary>
    internal string Fingerprint(LifeDesign design) => string.Join(
        '|', _data.Fingerprint(), TrainingUnits.Count, _options.Cap,
        JsonSerializer.Serialize(design, SeriesJson.Default.LifeDesign), Training.ToJson());

    /// <inheritdoc/>
    private protected override Fitted<LifeModel> Train(JobFitting fitting)
    {
        double longest = TrainingUnits.Max(u => u.LifeAt(0));
        LifeRecords[] units = [.. TrainingUnits.Select(u => LifeRecords.Of(u, Scale, longest))];
        var folds = LifeFolds.Divide(units.Length, Design.Folds);
        using var workers = new Workers(fitting.Backend.Threads);
        double? cap = _options.Cap is { } asked ? (asked > 0 ? asked : null)
            : CapChoice.Choose(units, folds, workers, fitting.Cancellation);
        var target = new LifeTarget(cap, cap ?? longest);
        LifeCrossFit Fit(LifeBaseline kind) => LifeCrossFit.Fit(
            kind, units, folds, target, inPairs: kind == Design.Baseline, workers, toChoose: false,
                fitting.Cancellation);
        LifeCrossFit trees = Fit(LifeBaseline.Trees), ridge = Fit(LifeBaseline.Ridge);
        var fitted = new LifeFitted(Scale, target, longest, 1, new double[LifeDesign.Quantiles.Count])
        {
            Step = LifeText.StepOf(TrainingUnits),
            MeanLife = TrainingUnits.SelectMany(u => Enumerable.Range(0, u.Length)
                .Where(t => target.IsKnown(u, t)).Select(t => target.Capped(u.LifeAt(t)))).Average(),
        };
        var fit = new LifeFit(this, fitting);
        LifeTrained own = fit.Train(
            Design, fitted, units, folds,
            Design.Baseline == LifeBaseline.None ? null : trees);
        LifeTrained? alone = null;
        if (Design.Baseline != LifeBaseline.None && fitting.Compares && own.Summary.Reason != StopReason.Canceled)
        {
            fitting.BeginPart(FitPart.Alone, Training);
            alone = fit.Train(Design with { Baseline = LifeBaseline.None }, fitted, units, folds, null);
        }

        var origin = new LifeOrigin(
            _data.Name, units.Length, TrainingUnits.Count(u => u.Fails), TrainingUnits.Sum(u => u.Length));
        return new LifeBeside(
            this,
            new LifeModel(fitting.Backend, own.Network, own.Fitted, trees.Own, ridge.Own, own.Summary, origin),
            own, alone, new SimilarLives(units, folds, target, trees), trees, ridge);
    }

    /// <inheritdoc/>
    internal override JobResult Measure(Fitted<LifeModel> fitted, CancellationToken cancellation)
    {
        LifeModel model = fitted.Model;
        var beside = fitted as LifeBeside;
        LifeMeasurement measured =
            (Measuring.Count > 0
                ? LifeMeasurement.OfUnits(model, beside, Measuring, _test is not null, cancellation)
                : null)
            ?? (beside is null
                ? throw new DataFormatException(
                    $"{_data.Name}: the fit was evaluated by the networks of its folds, which the model file does "
                    + "not contain. Pass units that the model was not trained on.")
                : LifeMeasurement.OfFolds(beside))
            ?? throw new DataFormatException(
                $"{_data.Name}: no unit that failed has enough records for evaluation. Pass longer records.");
        IReadOnlyList<LifeUnit> units = _test?.Units ?? Measuring;
        LifeTold[][] told = model.Tell(model.Prepare(units), cancellation);
        JobResult result = measured.ToResult();
        return result with
        {
            Sentence = _test is null ? result.Sentence : $"{result.Sentence} {LifeText.Outlook(units, told)}",
            Files = [JobFile.OfLines(LifeModel.PredictionsName, text => LifeText.Write(text, units, told))],
            Page = LifeReport.Page(this, model, measured),
        };
    }

    private static TrainingChoices ChoicesFor(IReadOnlyList<LifeUnit> units) => new(
        OptimizerKind.AdamW, 0.004, WeightDecay: 0.05,
        Batch: Math.Clamp(units.Count / 10, 2, 16),
        Epochs: (int)Math.Clamp(1_000_000 / Math.Max(1, units.Sum(u => (long)u.Length)), 6, 40), Patience: 10,
        ClipNorm: 1);
}
