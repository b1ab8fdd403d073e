using System.Text.Json;
using Carousel.Autograd;
using Carousel.Jobs;
using Carousel.Jobs.Decoding;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Measuring;
using Carousel.Jobs.Baselines;
using Carousel.Networks;
using Carousel.Storage;

namespace Carousel.Handwriting;

/// <summary>A fitted reader of drawings: classes of whole drawings, or the symbols of lines.</summary>
internal sealed class RecognizerModel(
    CpuBackend backend, RecognizerNetwork network, RecognizerDesign design, FitSummary summary, RecognizerOrigin origin,
    ResampledNeighbor? neighbor)
    : JobModel(backend, network, summary), IGraphModel, IInspectable
{
    /// <summary>What the model is for, as its file says.</summary>
    public const string TaskName = "write";

    private const int BeamWidth = 16;

    private const int ShownSymbols = 20;

    private const string WithoutNeighbor =
        "The nearest training drawing is missing: the model file contains no training drawings, because there were too "
        + "many or the file is older. carousel write prints it when it trains.";

    private readonly SymbolCodes _codes = new(design.Symbols, design.IsLine);
    private readonly NearestBaseline? _baseline =
        design.IsLine ? null : neighbor?.Among(design.Symbols, origin.Inside);

    /// <inheritdoc/>
    public override string Task => TaskName;

    /// <summary>Loads a model.</summary>
    /// <param name="path">What <see cref="JobModel.Save"/> wrote.</param>
    /// <param name="threads">How many threads compute; 0 for as many as the machine has processors.</param>
    /// <returns>The model, owned by the caller.</returns>
    /// <exception cref="ModelFileException">Missing, damaged, or of another task.</exception>
    public static RecognizerModel Load(string path, int threads = 0) =>
        ModelReading.Load(path, TaskName, threads, reading =>
        {
            RecognizerDesign design = reading.Configuration(MediaJson.Default.RecognizerDesign);
            RecognizerOrigin origin = reading.Data(MediaJson.Default.RecognizerOrigin);
            RecognizerNetwork network = reading.Build(
                design.IsInRange && origin.Fits(design), design.Cells.Hidden, () => new RecognizerNetwork(design),
                NearestVectors.IsParameter);
            return new RecognizerModel(
                reading.Backend, network, design, reading.Summary, origin,
                ResampledNeighbor.Of(reading.File, reading.Path, origin.Nearest ?? []));
        });

    /// <inheritdoc/>
    public override AnswerShare Share => _baseline?.Share ?? AnswerShare.Alone;

    /// <inheritdoc/>
    public override JobDescription Describe()
    {
        int count = design.Symbols.Count;
        string symbols = design.IsLine
            ? FigureText.Counted(count, "symbol")
            : $"{FigureText.Count(count)} class{(count == 1 ? "" : "es")}";
        return new JobDescription(
        [
            $"{design.Describe()}: pen points to {symbols}, {FigureText.Listed(design.Symbols, ShownSymbols)}",
            $"learned from {FigureText.Counted(origin.Drawings, "drawing")}"
            + $"{(origin.Made.Length > 0 ? $", {origin.Made}" : "")}; data {origin.Fingerprint}",
        ],
        ModelDescription.Of(
            design.Describe(), Networks, CellStack.MultiplyAdds(design.Cells, PenFeatures.Count), 0, "step"));
    }

    /// <summary>How drawings were read, compared with simple readers.</summary>
    /// <param name="drawings">Drawings with labels.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The result, what was read in each drawing, and that as CSV.</returns>
    public (JobResult Result, IReadOnlyList<string> Read, string Csv) Measure(
        IReadOnlyList<Drawing> drawings, CancellationToken cancellation)
    {
        if (design.IsLine)
        {
            IReadOnlyList<string> read = ReadLines(drawings, cancellation);
            return (Score(drawings, read, cancellation), read, LineScores.ToCsv(drawings, read));
        }

        ClassAnswers answers = Classify(drawings, needsLabels: true, cancellation);
        return (
            Score(answers, drawings, cancellation), [.. answers.Answers.Select(a => answers.Labels[a])],
            ClassTable.ToCsv(answers));
    }

    /// <summary>What the model says of drawings of classes.</summary>
    public ClassAnswers Classify(
        IReadOnlyList<Drawing> drawings, bool needsLabels, CancellationToken cancellation)
    {
        int[] truth = [.. drawings.Select(d => needsLabels ? _codes.Encode(d).Symbols[0] : -1)];
        double[] probabilities = OfNetwork(drawings, cancellation);
        _baseline?.Join(drawings.Select(d => ResampledNeighbor.Vector(d.Points)), probabilities, cancellation);
        return new ClassAnswers(
            "carousel", "carousel", [.. drawings.Select(d => new ClassCase(d.Name, d.Label))], design.Symbols,
            probabilities, truth);
    }

    /// <inheritdoc/>
    public override JobAnswer Predict(JobInput input, TextWriter output, CancellationToken cancellation)
    {
        DrawingData data = DrawingReader.Read(input);
        output.Write(design.IsLine
            ? LineScores.ToCsv(data.Drawings, ReadLines(data.Drawings, cancellation), withTruth: false)
            : ClassTable.ToCsv(Classify(data.Drawings, needsLabels: false, cancellation), withTruth: false));
        return new JobAnswer([]);
    }

    /// <inheritdoc/>
    public override JobResult Evaluate(JobInput input, CancellationToken cancellation)
    {
        DrawingData data = DrawingSet.Labeled(DrawingReader.Read(input));
        return Measure(data.Drawings, cancellation).Result;
    }

    /// <inheritdoc/>
    public IInspectedModel Inspect() =>
        new RecognizerInspection(Backend, network, design);

    /// <inheritdoc/>
    public IReadOnlyList<ModelGraph> ToGraphs() => [RecognizerGraph.Of(network, design, _baseline)];

    /// <inheritdoc/>
    private protected override ModelTexts ToTexts() => new(
        JsonSerializer.Serialize(design, MediaJson.Default.RecognizerDesign),
        JsonSerializer.Serialize(origin, MediaJson.Default.RecognizerOrigin))
    {
        Tensors = [.. _baseline?.ToTensors() ?? neighbor?.ToTensors() ?? []],
    };

    /// <summary>Compares with the nearest training drawing and the most frequent class.</summary>
    private JobResult Score(ClassAnswers answers, IReadOnlyList<Drawing> drawings, CancellationToken cancellation)
    {
        IEnumerable<ClassAnswers> beside = _baseline?.Beside(
            answers, "nearest neighbour (resampled)", drawings.Select(d => ResampledNeighbor.Vector(d.Points)),
            () => OfNetwork(drawings, cancellation), cancellation) ?? [];
        return ClassScores.Of(
            answers, [.. beside, ClassBaselines.MostFrequent(answers, origin.Counts)], "drawings") with
        {
            Notes = Optional.Of(
                _baseline is null ? WithoutNeighbor : Share == AnswerShare.Alone ? null : Share.Sentence),
        };
    }

    /// <summary>Probabilities of only the network.</summary>
    /// <returns>[drawings, classes].</returns>
    private double[] OfNetwork(IReadOnlyList<Drawing> drawings, CancellationToken cancellation) =>
    [
        .. DrawingBatch.Scores(Tape, network, design, drawings, cancellation)
            .SelectMany(row => Probabilities.Of(row)),
    ];

    /// <summary>
    /// Compares with cutting lines and taking the nearest training symbol of each part; both ways get the true number
    /// of symbols.
    /// </summary>
    private JobResult Score(
        IReadOnlyList<Drawing> drawings, IReadOnlyList<string> read, CancellationToken cancellation)
    {
        int[] counts = [.. drawings.Select(d => _codes.Encode(d).Symbols.Length)];
        string[] truth = [.. drawings.Select(d => d.Label)];
        if (neighbor is null)
        {
            return LineScores.Of(read, [], truth) with
            {
                Notes = [origin.Made.Length == 0
                    ? "There is no baseline: the model was trained on whole lines, so it has no single symbols to "
                        + "compare with."
                    : WithoutNeighbor],
            };
        }

        string[] Cut(Func<IReadOnlyList<PenPoint>, int, string> cut) => [.. drawings.Zip(counts, (d, count) =>
        {
            cancellation.ThrowIfCancellationRequested();
            return cut(d.Points, count);
        })];
        return LineScores.Of(read,
        [
            ("nearest_neighbour_gaps", "nearest neighbour, cut at gaps, count given", Cut(neighbor.CutAtGaps)),
            ("nearest_neighbour", "nearest neighbour, cut evenly, count given", Cut(neighbor.CutEvenly)),
        ], truth);
    }

    /// <summary>The likeliest symbols of lines, by a search over prefixes.</summary>
    private IReadOnlyList<string> ReadLines(IReadOnlyList<Drawing> drawings, CancellationToken cancellation) =>
    [
        .. DrawingBatch.Scores(Tape, network, design, drawings, cancellation).Select(scores =>
        {
            var beam = new CtcPrefixBeam(design.Scores, BeamWidth);
            beam.Step(scores);
            return _codes.Text(beam.Best().Labels.Select(l => l.Label));
        }),
    ];
}
