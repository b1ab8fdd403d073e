using System.Globalization;
using System.Text.Json;
using Carousel.Backends;
using Carousel.Layers;
using Carousel.Storage;
using Carousel.Tasks.Classification;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Graphs;
using Carousel.Tasks.Handwriting.Drawings;
using Carousel.Tasks.Inspecting;
using Carousel.Tasks.Jobs;
using Carousel.Tasks.Measuring;
using Carousel.Tasks.Reading;

namespace Carousel.Tasks.Handwriting.Recognition;

/// <summary>A fitted reader of drawings: classes of whole drawings, or the symbols of lines.</summary>
internal sealed class RecogniserModel : IGraphModel, IInspectable
{
    private const string WithoutNeighbour =
        "The nearest training drawing is missing: the model's file keeps no training drawings, because there were too many or it is older. carousel write prints it when it trains.";

    private readonly Backend _backend;
    private readonly RecogniserNetwork _network;
    private readonly RecogniserOrigin _origin;
    private readonly RecogniserRunner _runner;
    private readonly SymbolCodes _codes;
    private readonly ResampledNeighbour? _neighbour;

    public RecogniserModel(Backend backend, RecogniserNetwork network, RecogniserDesign design, FitSummary summary, RecogniserOrigin origin, ResampledNeighbour? neighbour)
    {
        (_backend, _network, Design, Summary, _origin, _neighbour) = (backend, network, design, summary, origin, neighbour);
        _runner = new RecogniserRunner(backend, network, design);
        _codes = new SymbolCodes(design.Symbols, design.IsLine);
    }

    /// <summary>The network.</summary>
    public RecogniserDesign Design { get; }

    /// <inheritdoc/>
    public string Task => RecogniserPlan.TaskName;

    /// <inheritdoc/>
    public FitSummary Summary { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Layer> Networks => [_network];

    /// <summary>Loads a model.</summary>
    /// <param name="path">What <see cref="Save"/> wrote.</param>
    /// <param name="threads">How many threads compute; 0 for as many as the machine has processors.</param>
    /// <returns>The model, owned by the caller.</returns>
    /// <exception cref="ModelFileException">Missing, damaged, or of another task.</exception>
    public static RecogniserModel Load(string path, int threads = 0) => ModelFitting.Load(path, RecogniserPlan.TaskName, threads, (backend, file) =>
    {
        RecogniserDesign design = ModelEntry.Parse(file.Configuration, RecogniserJson.Default.RecogniserDesign, path, "configuration");
        RecogniserNetwork network = ModelEntry.Build(file, path, backend, design.IsInRange, design.Cells.Hidden, () => new RecogniserNetwork(design), NearestVectors.IsParameter);
        RecogniserOrigin origin = ModelEntry.Parse(file.Data, RecogniserJson.Default.RecogniserOrigin, path, "data");
        return new RecogniserModel(
            backend, network, design, FitSummary.Of(file, path), origin,
            ResampledNeighbour.Of(file, path, origin.Nearest ?? []));
    });

    /// <inheritdoc/>
    public void Save(string path) => new ModelFile
    {
        Task = Task,
        Configuration = JsonSerializer.Serialize(Design, RecogniserJson.Default.RecogniserDesign),
        Training = Summary.ToJson(),
        Data = JsonSerializer.Serialize(_origin, RecogniserJson.Default.RecogniserOrigin),
        Tensors = [.. _network.ToTensors(), .. _neighbour?.ToTensors() ?? []],
    }.Write(path);

    /// <inheritdoc/>
    public JobDescription Describe()
    {
        long step = CellStack.MultiplyAdds(Design.Cells, PenFeatures.Count);
        return new JobDescription(
        [
            $"{Design.Describe()}: points of a pen to {FigureText.Counted(Design.Symbols.Count, Design.IsLine ? "symbol" : "class").Replace("classs", "classes", StringComparison.Ordinal)}: {string.Join(", ", Design.Symbols.Take(20))}{(Design.Symbols.Count > 20 ? ", …" : "")}",
            $"learned from {FigureText.Counted(_origin.Drawings, "drawing")}{(_origin.Made.Length > 0 ? $", {_origin.Made}" : "")}; data {_origin.Fingerprint}",
        ],
        ModelDescription.Of(Design.Describe(), [_network], step, 0, "step"));
    }

    /// <summary>What the model says of drawings of classes.</summary>
    public ClassAnswers Classify(string name, IReadOnlyList<Drawing> drawings, bool needsLabels, CancellationToken cancellation)
    {
        int C = Design.Symbols.Count;
        int[] truth = [.. drawings.Select(d => needsLabels ? _codes.Class(name, d) : -1)];
        double[] probabilities = new double[drawings.Count * C];
        IReadOnlyList<float[]> scores = _runner.Scores(drawings, cancellation);
        for (int n = 0; n < scores.Count; n++)
        {
            Probabilities.Add(scores[n], 1, 1, probabilities.AsSpan(n * C, C));
        }

        ClassSample[] samples = [.. drawings.Select(d => new ClassSample(d.Label, d.Line) { Id = d.Name })];
        return new ClassAnswers("carousel", "carousel", new ClassData(name, [], samples), Design.Symbols, probabilities, truth);
    }

    /// <summary>What the model reads in lines.</summary>
    public IReadOnlyList<string> ReadLines(IReadOnlyList<Drawing> drawings, CancellationToken cancellation) =>
        [.. _runner.Scores(drawings, cancellation).Select(s => _codes.Text(LineDecoding.Decode(s, Design.Scores)))];

    /// <summary>How drawings of classes were known, beside the nearest training drawing and the most frequent class.</summary>
    public JobResult Score(ClassAnswers answers, IReadOnlyList<Drawing> drawings, CancellationToken cancellation)
    {
        ClassAnswers frequent = ClassBaselines.MostFrequent(answers, _origin.Counts);
        if (_neighbour is null)
        {
            return ClassScores.Of(answers, [frequent], "drawings") with { Notes = [WithoutNeighbour] };
        }

        double[] nearest = new double[answers.Probabilities.Length];
        for (int n = 0; n < drawings.Count; n++)
        {
            cancellation.ThrowIfCancellationRequested();
            nearest[(n * Design.Symbols.Count) + _codes.Number(_neighbour.Label(drawings[n].Points))] = 1;
        }

        var baseline = new ClassAnswers("nearest_neighbour", "nearest neighbour (sampled anew)", answers.Data, answers.Labels, nearest, answers.Truth) { HasProbabilities = false };
        return ClassScores.Of(answers, [baseline, frequent], "drawings");
    }

    /// <summary>How lines were read, beside cutting them and taking the nearest training symbol of each part; both are told how many symbols there are.</summary>
    public JobResult Score(IReadOnlyList<string> read, string name, IReadOnlyList<Drawing> drawings, CancellationToken cancellation)
    {
        int[] counts = [.. drawings.Select(d => _codes.Line(name, d).Length)];
        var readers = new List<LineAnswers> { new("carousel", "carousel", read) };
        string[] truth = [.. drawings.Select(d => d.Label)];
        if (_neighbour is null)
        {
            return LineScores.Of(readers, truth) with { Notes = [_origin.Made.Length == 0 ? "No simple reader stands beside it: lines were learned whole, so single symbols are not known." : WithoutNeighbour] };
        }

        string[] Cut(Func<IReadOnlyList<PenPoint>, int, string> cut) => [.. drawings.Select((d, n) =>
        {
            cancellation.ThrowIfCancellationRequested();
            return cut(d.Points, counts[n]);
        })];
        readers.Add(new LineAnswers("nearest_neighbour_gaps", "nearest neighbour, cut at gaps, count told", Cut(_neighbour.CutAtGaps)));
        readers.Add(new LineAnswers("nearest_neighbour", "nearest neighbour, cut evenly, count told", Cut(_neighbour.CutEvenly)));
        return LineScores.Of(readers, truth);
    }

    /// <inheritdoc/>
    public JobAnswer Predict(JobInput input, TextWriter output, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(output);
        DrawingData data = DrawingReader.Read(input);
        if (!Design.IsLine)
        {
            output.Write(ClassTable.ToCsv(Classify(data.Name, data.Drawings, needsLabels: false, cancellation), withTruth: false));
            return new JobAnswer([]);
        }

        IReadOnlyList<string> read = ReadLines(data.Drawings, cancellation);
        output.Write("id,text\n");
        for (int n = 0; n < read.Count; n++)
        {
            output.Write(string.Create(CultureInfo.InvariantCulture, $"{CsvCell.Of(data.Drawings[n].Name)},{CsvCell.Of(read[n])}\n"));
        }

        return new JobAnswer([]);
    }

    /// <inheritdoc/>
    public JobResult Evaluate(JobInput input, CancellationToken cancellation)
    {
        DrawingData data = DrawingReader.Read(input);
        DrawingParts.RequireLabels(data, needsLabels: true);
        if (Design.IsLine)
        {
            return Score(ReadLines(data.Drawings, cancellation), data.Name, data.Drawings, cancellation);
        }

        ClassAnswers answers = Classify(data.Name, data.Drawings, needsLabels: true, cancellation);
        return Score(answers, data.Drawings, cancellation);
    }

    /// <inheritdoc/>
    public IInspectedModel Inspect() => new RecogniserInspection(_backend, _network, Design, _codes);

    /// <inheritdoc/>
    public IReadOnlyList<ModelGraph> ToGraphs() => [RecogniserGraph.Of(_network, Design)];

    /// <inheritdoc/>
    public void Dispose() => _backend.Dispose();
}
