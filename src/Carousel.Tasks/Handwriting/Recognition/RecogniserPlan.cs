using System.Globalization;
using System.Text.Json;
using Carousel.Data;
using Carousel.Tasks.Classification;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Handwriting.Drawings;
using Carousel.Tasks.Jobs;
using Carousel.Tasks.Measuring;
using Carousel.Training;

namespace Carousel.Tasks.Handwriting.Recognition;

/// <summary>A reader of drawings before its training: which drawings it learns from, and the network.</summary>
internal sealed class RecogniserPlan : IJobPlan
{
    /// <summary>What the model is for, as its file says.</summary>
    internal const string TaskName = "write";

    private const string AnswersName = "predictions.csv", JoinedName = "joined_test.ndjson";

    private readonly WriteOptions _options;
    private readonly TrainingChoices _training;

    private RecogniserPlan(DrawingParts parts, RecogniserSet set, RecogniserDesign design, WriteOptions options, TrainingChoices training) =>
        (Parts, Set, Design, _options, _training) = (parts, set, design, options, training);

    /// <summary>The drawings.</summary>
    public DrawingParts Parts { get; }

    /// <summary>What is learned from, chosen by and measured on.</summary>
    public RecogniserSet Set { get; }

    /// <summary>The network.</summary>
    public RecogniserDesign Design { get; }

    /// <inheritdoc/>
    public string Task => TaskName;

    /// <inheritdoc/>
    public string DataName => Parts.Data.Name;

    /// <inheritdoc/>
    public IReadOnlyList<JobFact> Facts
    {
        get
        {
            string points = string.Create(CultureInfo.InvariantCulture, $"{Parts.All.Average(d => d.Points.Count):0.#} points and {Parts.All.Average(d => d.Strokes.Count()):0.#} strokes on average");
            var facts = new List<JobFact>
            {
                new("drawings", $"{FigureText.Count(Parts.All.Count())} ({Parts.Data.Layout}), {points}; {Design.Symbols.Count} {(Design.IsLine ? "symbols" : "classes")}"),
                new("split", $"{FigureText.Count(Parts.Train.Count)} to train, {FigureText.Count(Parts.Validation.Count)} to validate, {FigureText.Count(Parts.Test.Count)} to test; {Parts.Split}"),
            };
            if (Made.Length > 0)
            {
                facts.Add(new("lines", $"{Made}; {FigureText.Count(Set.TrainCount)} an epoch, {FigureText.Count(Set.Validation.Count)} to validate, {FigureText.Count(Set.Test.Count)} to test, each from the drawings of its part"));
            }

            facts.Add(new("model", string.Create(
                CultureInfo.InvariantCulture, $"{Design.Describe()}, {new RecogniserNetwork(Design).ParameterCount:N0} parameters, dropout {Design.Cells.Dropout:0.##}, training drawings changed by {_options.Distortion:0.##}")));
            return facts;
        }
    }

    /// <inheritdoc/>
    public FitOptions Fit => _options.Fit;

    /// <inheritdoc/>
    public string Unit => "drawings";

    /// <inheritdoc/>
    public double UnitsPerEpoch => Set.TrainCount;

    /// <inheritdoc/>
    public IReadOnlyList<string> FileNames => [AnswersName, JoinedName];

    private string Made => Set.Join is { } join ? $"{join.Least} to {join.Most} single symbols of any writers joined without lifting the pen" : "";

    /// <summary>Decides on everything that the options leave open.</summary>
    /// <exception cref="DataFormatException">Labels do not fit.</exception>
    /// <exception cref="OptionException">Options contradict each other.</exception>
    public static RecogniserPlan Make(DrawingParts parts, WriteOptions options)
    {
        bool isLine = options.Mode == WriteMode.Recognise;
        IReadOnlyList<string> symbols = SymbolCodes.Find(parts.Train, isLine);
        if (!isLine && symbols.Count < 2)
        {
            throw new DataFormatException($"{parts.Data.Name} has only one class, '{symbols[0]}'. At least two are needed; pass --mode generate to draw like it.");
        }

        if (!isLine && symbols.Count > parts.Train.Count / 2)
        {
            throw new DataFormatException($"{parts.Data.Name} has {symbols.Count} classes for {parts.Train.Count} training drawings. Where labels are lines of symbols, pass --mode recognise.");
        }

        var set = new RecogniserSet(parts, new SymbolCodes(symbols, isLine), isLine, options.Join, options.Lines);
        CellDesign cells = new CellDesign(CellKind.Lstm, 2, 64, 0.2, 1, InitialiserKind.Glorot) { Bidirectional = true }.With(options.Fit);
        TrainingChoices training = new TrainingChoices(
            OptimizerKind.Adam, LearningRate: 5e-3, WeightDecay: 0, ScheduleKind.Cosine, Batch: 64, Epochs: isLine ? 20 : 40, Patience: 0, ClipNorm: 1, ClipValue: null).With(options.Fit);
        return new RecogniserPlan(parts, set, new RecogniserDesign(cells, isLine, symbols), options, training);
    }

    /// <inheritdoc/>
    public async Task<IJobModel> FitAsync(FitRun run, CancellationToken cancellation) => await ModelFitting.RunAsync<IJobModel>(Fit.Threads, backend =>
    {
        var network = new RecogniserNetwork(Design);
        ModelFitting.Begin(network, backend, Fit.Seed, run, TaskName, NearestVectors.IsParameter);
        var problem = new RecogniserProblem(backend, network, Design, Set, _options.Distortion, _training.Batch, Fit.Seed, Fingerprint());
        TrainingResult result = ModelFitting.Train(backend, problem, _training.ToTrainerOptions(Fit.Seed, problem.BatchesIn(0)), run, cancellation);
        int[] counts = Design.IsLine ? [] : [.. Enumerable.Range(0, Design.Symbols.Count).Select(c => Set.TrainTargets.Count(t => t[0] == c))];

        // Whole lines tell nothing of single symbols.
        ResampledNeighbour? neighbour = Design.IsLine && Set.Join is null ? null : ResampledNeighbour.Of(Parts.Train);
        var origin = new RecogniserOrigin(Parts.Fingerprint(), counts, Parts.Train.Count, Made, neighbour?.Kept);
        return new RecogniserModel(backend, network, Design, FitSummary.Of(result, Fit.Seed, network.ParameterCount), origin, neighbour);
    }).ConfigureAwait(false);

    /// <inheritdoc/>
    public JobResult Measure(IJobModel model, string command, CancellationToken cancellation)
    {
        var reader = (RecogniserModel)model;
        if (!Design.IsLine)
        {
            ClassAnswers answers = reader.Classify(DataName, Set.Test, needsLabels: true, cancellation);
            JobResult classes = reader.Score(answers, Set.Test, cancellation);
            return classes with
            {
                Files = [JobFile.OfText(AnswersName, ClassTable.ToCsv(answers))],
                Report = RecogniserReport.Make(this, reader, classes, answers.Labels, [.. answers.Answers.Select(a => answers.Labels[a])], command),
            };
        }

        IReadOnlyList<string> read = reader.ReadLines(Set.Test, cancellation);
        JobResult lines = reader.Score(read, DataName, Set.Test, cancellation);
        JobFile[] joined = Set.Join is null ? [] : [JobFile.OfText(JoinedName, StrokeText.Of(Set.Test))];
        return lines with
        {
            Files = [JobFile.OfText(AnswersName, LineScores.ToCsv(Set.Test, read)), .. joined],
            Report = RecogniserReport.Make(this, reader, lines, Design.Symbols, read, command),
        };
    }

    private string Fingerprint() => string.Join(
        '|', Parts.Fingerprint(), _options.Distortion.ToString(CultureInfo.InvariantCulture), Made, Set.TrainCount,
        JsonSerializer.Serialize(Design, RecogniserJson.Default.RecogniserDesign), JsonSerializer.Serialize(_training, RecogniserJson.Default.TrainingChoices));
}
