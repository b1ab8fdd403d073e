using System.Text.Json;
using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Measuring;
using Carousel.Jobs.Baselines;
using Carousel.Jobs.Text;
using Carousel.Report;
using Carousel.Tensors;
using Carousel.Training;

namespace Carousel.Handwriting;

/// <summary>A reader of drawings before its training: which drawings it learns from, and the network.</summary>
internal sealed class RecognizerPlan : JobPlan<RecognizerModel>
{
    private const double Distortion = 1;

    private const string AnswersName = "predictions.csv", JoinedName = "joined_test.ndjson";
    private const int JoinedToValidate = 500, JoinedToMeasure = 2000, MostShown = 12;

    // Lines for validation and test are the same for every seed of a training.
    private const ulong JoiningSeed = 1;

    private readonly DrawingSet _set;
    private readonly WriteOptions _options;
    private readonly RecognizerDesign _design;
    private readonly SymbolCodes _codes;
    private readonly DataParts<CodedDrawing> _parts;
    private readonly string _fingerprint;

    private RecognizerPlan(DrawingSet set, RecognizerDesign design, WriteOptions options)
        : base(options.Fit, ChoicesFor(design.IsLine).With(options.Fit))
    {
        (_set, _options, _design, _fingerprint) = (set, options, design, set.Fingerprint());
        _codes = new SymbolCodes(design.Symbols, design.IsLine);
        _parts = (options.Join is { } join
            ? set.Parts with
            {
                Validation = new JoinedDrawings(set.Parts.Validation, join, 0)
                    .MakeMany(JoinedToValidate, JoiningSeed, "joined to validate"),
                Test = new JoinedDrawings(set.Parts.Test, join, 0)
                    .MakeMany(JoinedToMeasure, JoiningSeed, "joined to measure"),
            }
            : set.Parts).Each<CodedDrawing>(drawings => [.. drawings.Select(Encode)]);
    }

    /// <inheritdoc/>
    public override string Task => RecognizerModel.TaskName;

    /// <inheritdoc/>
    public override string DataName => _set.Data.Name;

    /// <inheritdoc/>
    public override IReadOnlyList<JobFact> Facts =>
    [
        .. _set.Facts($"{_design.Symbols.Count} {(_design.IsLine ? "symbols" : "classes")}"),
        .. Optional.Of(_options.Join is null
            ? null
            : new JobFact(
                "lines",
                $"{Made}; {FigureText.Count(EpochSize)} per epoch, {FigureText.Count(_parts.Validation.Count)} to "
                + $"validate, {FigureText.Count(_parts.Test.Count)} to test, each from the drawings of its part")),
        new("model", Invariant.Of(
            $"{_design.Describe()}, {new RecognizerNetwork(_design).ParameterCount:N0} parameters, dropout "
            + $"{_design.Cells.Dropout:0.##}, training drawings distorted by {Distortion:0.##}")),
    ];

    /// <inheritdoc/>
    public override string Unit => "drawings";

    /// <inheritdoc/>
    public override double UnitsPerEpoch => EpochSize;

    /// <inheritdoc/>
    public override IReadOnlyList<string> FileNames => [AnswersName, JoinedName];

    private int EpochSize => _options.Join is null ? _parts.Training.Count : _options.Lines;

    private string Made =>
        _options.Join is { } join
            ? $"{join.Least} to {join.Most} single symbols of any writers joined without lifting the pen"
            : "";

    /// <summary>Decides on everything that the options leave open.</summary>
    /// <exception cref="DataFormatException">Labels do not fit.</exception>
    /// <exception cref="OptionException">Options contradict each other.</exception>
    public static RecognizerPlan Make(DrawingSet set, WriteOptions options)
    {
        bool isLine = options.Mode == WriteMode.Recognize;
        int drawings = set.Parts.Training.Count;
        IReadOnlyList<string> symbols = SymbolCodes.Find(set.Parts.Training, isLine);
        if (!isLine && symbols.Count < 2)
        {
            throw options.Unfit(
                $"{set.Data.Name} has only one class, '{symbols[0]}'. At least two are needed; pass {{Mode}} generate "
                + $"to draw like it.");
        }

        if (!isLine && symbols.Count > drawings / 2)
        {
            throw options.Unfit(
                $"{set.Data.Name} has {symbols.Count} classes for {drawings} training drawings. If the labels are "
                + $"lines of symbols, pass {{Mode}} recognise.");
        }

        if (options.Join is not null
            && set.Data.Drawings.FirstOrDefault(d => TextElements.Of(d.Label).Count() > 1) is { } word)
        {
            throw options.Unfit(
                set.Data.Name, word.Line, 0,
                $"{{Join}} joins drawings of one symbol each, but the label '{word.Label}' has several. Give each "
                + $"drawing a label of one character, or leave out {{Join}}.");
        }

        CellDesign cells = new CellDesign(CellKind.Lstm, 2, 64, 0.2, 1, InitializerKind.Glorot) { Bidirectional = true }
            .With(options.Fit);
        return new RecognizerPlan(set, new RecognizerDesign(cells, isLine, symbols), options);
    }

    /// <inheritdoc/>
    private protected override Fitted<RecognizerModel> Train(JobFitting fitting)
    {
        RecognizerNetwork network = fitting.Begin(new RecognizerNetwork(_design), NearestVectors.IsParameter);
        int[] counts = _design.IsLine
            ? []
            : [
                .. Enumerable.Range(0, _design.Symbols.Count)
                    .Select(c => _parts.Training.Count(d => d.Symbols[0] == c)),
            ];

        // Of lines the curve is of alignments, which no simple method has.
        FitSummary summary = fitting.Train(
            new RecognizerProblem(
                network, _design, _parts, _options.Join, Encode, EpochSize, Distortion, Training.Batch,
                Fit.Seed,
                Invariant.Of(
                    $"{_fingerprint}|{Distortion}|{Made}|{EpochSize}|"
                    + $"{JsonSerializer.Serialize(_design, MediaJson.Default.RecognizerDesign)}|{Training.ToJson()}")),
            baseline: _design.IsLine
                ? null
                : ClassBaselines.Frequencies([(counts, _parts.Validation.Select(d => d.Symbols[0]))]));

        // Whole lines give no single symbols.
        ResampledNeighbor? neighbor = _design.IsLine && _options.Join is null
            ? null
            : ResampledNeighbor.Of(_set.Parts.Training);
        bool isInside = !_design.IsLine && _options.Baseline == BaselineInside.Auto
            && summary.Reason != StopReason.Canceled;
        BaselineAnswer? inside = isInside ? Inside(fitting, network, neighbor!) : null;
        return Fitted(new RecognizerModel(
            fitting.Backend, network, _design, summary,
            new RecognizerOrigin(
                _fingerprint, counts, _parts.Training.Count, Made,
                inside is null ? neighbor?.Kept : neighbor!.Labels, inside),
            neighbor));
    }

    /// <inheritdoc/>
    internal override JobResult Measure(Fitted<RecognizerModel> fitted, CancellationToken cancellation)
    {
        Drawing[] test = [.. _parts.Test.Select(d => d.Drawing)];
        (JobResult result, IReadOnlyList<string> read, string csv) = fitted.Model.Measure(test, cancellation);
        JobFile[] joined = _options.Join is null ? [] : [JobFile.OfText(JoinedName, StrokeText.Of(test))];
        return result with
        {
            Files = [JobFile.OfText(AnswersName, csv), .. joined],
            Page = DrawingSet.Page(
                _design.IsLine ? "A reader of written lines" : "A reader of drawings", test.Length, Shown(test, read),
                _fingerprint),
        };
    }

    /// <summary>How the nearest training drawing is inside, by the validation drawings.</summary>
    private BaselineAnswer? Inside(JobFitting fitting, RecognizerNetwork network, ResampledNeighbor neighbor)
    {
        IReadOnlyList<Drawing> drawings = _set.Parts.Validation;
        using var arena = new Arena(fitting.Backend);
        float[][] scores = DrawingBatch.Scores(
            new Tape(fitting.Backend, arena), network, _design, drawings, fitting.Cancellation);
        return neighbor.Among(_design.Symbols, answer: null).Inside(
            [.. drawings.Select(d => ResampledNeighbor.Vector(d.Points))],
            [.. scores.Select(row => Probabilities.Of(row))],
            [.. _parts.Validation.Select(d => d.Symbols[0])], fitting.Cancellation).Answer;
    }

    private static TrainingChoices ChoicesFor(bool isLine) => new(
        OptimizerKind.Adam, LearningRate: 5e-3, WeightDecay: 0, Batch: 64,
        Epochs: isLine ? 20 : 40, Patience: 0, ClipNorm: 1);

    private static Section Shown(Drawing[] drawings, IReadOnlyList<string> read)
    {
        (Drawing Drawing, string Read)[] all = [.. drawings.Zip(read)];
        LineDrawings[] shown =
        [
            new("Read right", [.. all.Where(a => a.Read == a.Drawing.Label).DistinctBy(a => a.Read).Take(MostShown)
                .Select(a => StrokeSvg.Figure(a.Drawing, a.Read))]),
            new("Read wrong", [.. all.Where(a => a.Read != a.Drawing.Label).Take(MostShown)
                .Select(
                    a =>
                        StrokeSvg.Figure(
                            a.Drawing, $"{(a.Read.Length == 0 ? "nothing" : a.Read)}, is {a.Drawing.Label}"))]),
        ];
        return new Section("What it read", [.. shown.Where(s => s.Figures.Count > 0)])
        {
            Lead = "The first drawings of the test set.",
        };
    }

    private CodedDrawing Encode(Drawing drawing) => _codes.Encode(drawing);
}
