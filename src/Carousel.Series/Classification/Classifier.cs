using System.Text.Json;
using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Measuring;
using Carousel.Jobs.Portable;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Streaming;
using Carousel.Jobs.Text;
using Carousel.Networks;

namespace Carousel.Classification;

/// <summary>A fitted classifier: probabilities of classes for whole sequences.</summary>
/// <remarks>Not thread-safe. Owns its backend.</remarks>
public sealed class Classifier : JobModel, IPortableJob, IGraphModel
{
    /// <summary>What the model is for, as its file says.</summary>
    public const string TaskName = "classify";

    private const string LabelsName = "labels", SymbolsName = "symbols";
    private const int ShownLabels = 12;

    private readonly ClassModel _model;

    internal Classifier(
        CpuBackend backend, ClassModel model, FitSummary summary, ClassOrigin origin, InnerBaseline? baseline = null)
        : base(backend, model, summary) => (_model, Origin, Inside) = (model, origin, baseline);

    /// <inheritdoc/>
    public override string Task => TaskName;

    /// <inheritdoc/>
    public override bool ReadsText => Design.IsText;

    /// <summary>What it learned from.</summary>
    internal ClassOrigin Origin { get; }

    /// <summary>The baseline inside; null where the networks answer alone.</summary>
    internal InnerBaseline? Inside { get; }

    /// <summary>What the scores that give the answers are divided by: where networks have a share, theirs.</summary>
    internal double Temperature =>
        Inside is { Answer.Alpha: 0 } inside ? inside.Answer.Temperature : Origin.Temperature;

    /// <summary>The networks.</summary>
    internal ClassDesign Design => _model.Encoder.Design;

    /// <summary>The classes.</summary>
    public IReadOnlyList<string> Labels => _model.Encoder.Labels.Entries;

    /// <summary>Loads a classifier.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="threads">How many threads compute; 0 for as many as the machine has processors.</param>
    /// <returns>The classifier, owned by the caller.</returns>
    /// <exception cref="Storage.ModelFileException">Missing, damaged, or for another task.</exception>
    public static Classifier Load(string path, int threads = 0) => ModelReading.Load(path, TaskName, threads, reading =>
    {
        ClassDesign design = reading.Configuration(SeriesJson.Default.ClassDesign, ClassDesign.Removed);
        ClassScales scales = reading.Scalers(SeriesJson.Default.ClassScales);
        ClassOrigin origin = reading.Data(SeriesJson.Default.ClassOrigin, ClassOrigin.Removed);
        var encoder = new ClassEncoder(design, reading.Vocabulary(LabelsName))
        {
            Symbols = design.IsText ? reading.Vocabulary(SymbolsName) : null,
            Scales = scales.Channels,
        };
        bool fits = design.IsInRange && encoder.IsConsistent && origin.Counts.Count == encoder.Labels.Count
            && origin.Counts.All(c => c >= 0) && double.IsFinite(origin.Temperature) && origin.Temperature > 0
            && origin.Spread is >= 0 and < 1;
        InnerBaseline? baseline =
            fits ? InnerBaseline.Read(origin.Baseline, design, encoder.Labels.Count, reading.Find) : null;
        ClassModel model = reading.Build(
            fits && (origin.Baseline is null || baseline is not null), design.Cell.Hidden, () =>
                new ClassModel(encoder),
            IsParameter);
        return new Classifier(reading.Backend, model, reading.Summary, origin, baseline);
    });

    /// <summary>The probability of each class of a text.</summary>
    /// <param name="text">The text.</param>
    /// <returns>In the order of <see cref="Labels"/>.</returns>
    public double[] Probabilities(string text) =>
        Alone(() =>
            Run([_model.Encoder.Encode(new ClassSample("", 1) { Id = "1", Text = text })], CancellationToken.None));

    /// <inheritdoc/>
    public override AnswerShare Share => Inside?.Share ?? AnswerShare.Alone;

    /// <inheritdoc/>
    public override JobDescription Describe()
    {
        string steps = Design.Input switch
        {
            ClassInput.Words => "words",
            ClassInput.Sound => FormattableString.Invariant(
                $"{Design.Channels.Count} features of sound, {1 / Design.Sound!.SecondsPerRow:0.#} times a second,"),
            _ => Design.Channels.Count == 1 ? "one channel of numbers" : $"{Design.Channels.Count} channels of numbers",
        };
        long stepSums = CellStack.MultiplyAdds(Design.Cell, Design.Inputs);
        ModelDescription model = ModelDescription.Of(
            Design.Describe(), _model.Members, stepSums * Design.Ensemble,
            4L * Design.Ensemble * Design.Cell.Hidden, "step");
        return new JobDescription(
        [
            $"{model.Name}: {steps} to {Labels.Count} classes: {FigureText.Listed(Labels, ShownLabels)}",
            Invariant.Of(
                $"learned from {FigureText.Counted(Origin.Counts.Sum(), "sequence")} of at "
                + $"most {FigureText.Counted(Origin.Longest, "step")}; temperature {Temperature:0.00}; "
                + $"data {Origin.Fingerprint}"),
            .. Optional.Of((Inside?.Baseline as StatisticsBaseline)?.Sentence),
        ],
        model);
    }

    /// <inheritdoc/>
    public override JobAnswer Predict(JobInput input, TextWriter output, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(output);
        ClassData data = Read(input, needsLabels: false, keepsCells: true);
        ClassAnswers answers = Answer(data, cancellation, needsLabels: false);
        output.Write(ClassTable.ToCsv(answers, withTruth: false, data.Carried));
        return new JobAnswer(data.Notes, answers.Answers is [int only]
            ? $"The class is {Labels[only]}, with a probability of {FigureText.Percent(answers.Confidence(0), 0)}."
            : "");
    }

    /// <inheritdoc/>
    public override JobResult Evaluate(JobInput input, CancellationToken cancellation)
    {
        ClassData data = Read(input, needsLabels: true);
        ClassAnswers answers = Answer(data, cancellation);
        return ClassScores.Of(answers, [ClassBaselines.MostFrequent(answers, Origin.Counts)], $"{Design.Unit}s") with
        {
            Facts = [data.Fact()],
            Notes = data.Notes,
        };
    }

    /// <summary>What makes the sessions of a classifier.</summary>
    /// <exception cref="SteppingException">It hears sound files.</exception>
    internal static ISteppingModel SessionsOf(IJobModel model)
    {
        var classifier = (Classifier)model;
        const string Answer = "the class of each sequence and the probabilities of all classes";
        return classifier.Design.Sound is not null
            ? throw new SteppingException("A classifier of sound reads WAV files: use carousel predict.")
            : classifier.Design.IsText
                ? ExampleSession.Of(
                    classifier, ExampleKind.Text, "a text of one or more lines, each on its own", Answer)
                : ExampleSession.Of(
                    classifier, ExampleKind.Table, "the steps of one or more sequences, as a table", Answer);
    }

    /// <inheritdoc/>
    public IInspectedModel Inspect() => Opened();

    /// <summary>The first network, opened.</summary>
    internal ClassInspection Opened() =>
        new(
            Backend, _model, Origin.Temperature,
            input => Read(input, needsLabels: false, wantsLabels: true));

    /// <inheritdoc/>
    PortableDesign IPortableModel.ToPortable() => ClassPortable.Design(_model, Origin, Inside);

    /// <inheritdoc/>
    IReadOnlyList<ModelGraph> IGraphModel.ToGraphs() => [ClassPortable.Graph(_model, Origin, Inside)];

    /// <inheritdoc/>
    IReadOnlyList<PortableSequence> IPortableJob.ReadSequences(JobInput input, int most)
    {
        _ = ClassPortable.Design(_model, Origin, Inside);
        return [.. Read(input, needsLabels: false).Samples.Take(most).Select(_model.Encoder.Encode)
            .Where(s => s.Steps > 0).Select(s => new PortableSequence(s.Values))];
    }

    /// <inheritdoc/>
    private protected override ModelTexts ToTexts()
    {
        ClassEncoder encoder = _model.Encoder;
        return new ModelTexts(
            JsonSerializer.Serialize(encoder.Design, SeriesJson.Default.ClassDesign),
            JsonSerializer.Serialize(Origin, SeriesJson.Default.ClassOrigin))
        {
            Tensors = Inside?.Baseline.ToTensors() ?? [],
            Scalers = JsonSerializer.Serialize(new ClassScales(encoder.Scales), SeriesJson.Default.ClassScales),
            Vocabulary = Vocabulary.ToJson(
            [
                (LabelsName, encoder.Labels),
                .. encoder.Symbols is { } symbols ? [(SymbolsName, symbols)] : Array.Empty<(string, Vocabulary)>(),
            ]),
        };
    }

    /// <summary>Whether a tensor of a model file is a parameter of the networks.</summary>
    /// <param name="name">Its name.</param>
    internal static bool IsParameter(string name) => !InnerBaseline.IsTensor(name);

    /// <summary>What it says of data.</summary>
    /// <param name="data">The sequences.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <param name="needsLabels">Whether their classes must be known ones.</param>
    internal ClassAnswers Answer(ClassData data, CancellationToken cancellation, bool needsLabels = true) =>
        Told("carousel", "carousel", data, samples => Run(samples, cancellation), needsLabels);

    /// <summary>What the networks say of data without the baseline inside.</summary>
    /// <param name="data">The sequences, of known classes.</param>
    /// <param name="cancellation">Stops it.</param>
    internal ClassAnswers AnswerOfNetworks(ClassData data, CancellationToken cancellation) =>
        Told("networks", "the network alone", data, samples => RunNetworks(samples, Origin.Spread, cancellation));

    /// <summary>The answers of a baseline without the networks.</summary>
    /// <param name="baseline">The one inside, or one that was not taken.</param>
    /// <param name="data">The sequences, of known classes.</param>
    /// <param name="cancellation">Stops it.</param>
    internal ClassAnswers AnswerOfBaseline(InnerBaseline baseline, ClassData data, CancellationToken cancellation)
    {
        InnerBaseline alone = baseline with { Answer = baseline.Answer with { Alpha = 0 } };
        return Told("baseline", alone.Baseline.Title, data, samples => alone.Join(
            samples, Design, new double[samples.Length * Labels.Count], Backend.Threads, cancellation));
    }

    private ClassAnswers Told(
        string name, string title, ClassData data, Func<EncodedSample[], double[]> run, bool needsLabels = true)
    {
        EncodedSample[] samples =
        [
            .. data.Samples.Select(sample =>
            {
                if (needsLabels)
                {
                    ClassSplit.RequireKnown(data, sample, _model.Encoder.Labels);
                }

                return _model.Encoder.Encode(data, sample);
            }),
        ];
        return new ClassAnswers(
            name, title, [.. data.Samples.Select(s => new ClassCase(s.Id, s.Label))], Labels, run(samples),
            [.. samples.Select(s => s.Class)]);
    }

    /// <summary>Probabilities of the networks and the baseline inside.</summary>
    /// <returns>[sequences, classes].</returns>
    private double[] Run(EncodedSample[] samples, CancellationToken cancellation, bool isLimited = true)
    {
        // Without a share of the networks there is nothing to run them for.
        double[] probabilities = Inside is { Answer.Alpha: 0 }
            ? new double[samples.Length * Labels.Count]
            : RunNetworks(samples, isLimited ? Origin.Spread : 0, cancellation);
        return samples.Length == 0 || Inside is not { } inside ? probabilities
            : (isLimited ? inside : inside with { Answer = inside.Answer with { Spread = 0 } }).Join(
                samples, Design, probabilities, Backend.Threads, cancellation);
    }

    /// <summary>The log odds of a class before the probabilities are limited.</summary>
    /// <param name="data">The sequences.</param>
    /// <param name="label">The number of the class.</param>
    /// <param name="cancellation">Stops it.</param>
    internal double[] LogOdds(ClassData data, int label, CancellationToken cancellation)
    {
        EncodedSample[] samples = [.. data.Samples.Select(s => _model.Encoder.Encode(data, s))];
        return
        [
            .. Run(samples, cancellation, isLimited: false).Chunk(Labels.Count).Select(p =>
                Math.Log(Math.Max(p[label], double.Epsilon))
                - Math.Log(Math.Max(p.Where((_, c) => c != label).Sum(), double.Epsilon))),
        ];
    }

    /// <summary>Probabilities, averaged over the networks.</summary>
    /// <returns>[sequences, classes].</returns>
    private double[] RunNetworks(EncodedSample[] samples, double spread, CancellationToken cancellation)
    {
        double[] probabilities = new double[samples.Length * Labels.Count];
        Array.Fill(probabilities, spread / Labels.Count);
        for (int m = 0; m < _model.Members.Length; m++)
        {
            float[][] scores = _model.Scores(Tape, m, samples, cancellation);
            for (int n = 0; n < scores.Length; n++)
            {
                Jobs.Measuring.Probabilities.Add(
                    scores[n], Origin.Temperature, (1 - spread) / _model.Members.Length,
                    probabilities.AsSpan(n * Labels.Count, Labels.Count));
            }
        }

        return probabilities;
    }

    private ClassData Read(JobInput input, bool needsLabels, bool wantsLabels = false, bool keepsCells = false)
    {
        ArgumentNullException.ThrowIfNull(input);

        // The place of the class among values that have no names.
        bool isPlace = Design.Channels is [WideTable.Channel]
            && Origin.Columns.Label?.StartsWith("column", StringComparison.Ordinal) == true;
        var options = new ClassReadOptions
        {
            Label = needsLabels || wantsLabels || isPlace ? Origin.Columns.Label : null,
            LabelMayLack = !needsLabels,
            Text = Origin.Columns.Text,
            Id = Origin.Columns.Id,
            Time = Origin.Columns.Time,
            Channels = Design.IsText || Design.Sound is not null ? [] : Design.Channels,
            File = Origin.Columns.File,
            Pattern = Origin.Columns.Pattern,
            Sound = Design.Sound ?? ClassSound.Features,
            Cells = input.Cells.AlsoMissing(Summary.Missing),
            NeedsLabels = needsLabels,
            KeepsCells = keepsCells,
        };
        if (Design.Sound is not null && Origin.Columns.File is null
            && (input.Path is not { } named || (!SoundFolder.IsSound(named)
            && !TextFile.ReadText(named).Contains(".wav", StringComparison.OrdinalIgnoreCase))))
        {
            throw new DataFormatException(
                $"{input.Name}: a classifier of sound reads WAV files. Pass one, a folder of them, or a table with "
                + "their names.");
        }

        input = Design.IsText ? input.Kept(isTable: needsLabels) : input;
        ClassData data = Design.IsText && !needsLabels && IsLines(input) ? Lines(input)
            : Design.IsText && Origin.Columns.HasWholeFiles && input.Path is { } file && TableFolder.IsText(file)
                && !Directory.Exists(file)
                ? new ClassData(
                    file, [], [TableFolder.Text(file, TextFile.ReadText(file), Path.GetFileName(file))])
            : Origin.Columns.HasWholeFiles && !Design.IsText && !Directory.Exists(input.Path)
                ? TableFolder.ReadOne(
                    input.OpenTable(), input.Name, options, Path.GetFileName(input.Path ?? input.Name), label: "")
            : input.Path is { } path
                ? ClassReader.Read(path, options)
                : ClassReader.Read(input.OpenTable(), input.Name, options);
        ClassSplit.RequireChannels(data, Design.IsText, Design.Channels, "the model reads");
        return needsLabels || wantsLabels ? NumberedClasses.Like(data, Labels) : data;
    }

    // A .txt or standard input is a table only if it begins with the column of texts. Without names in the training
    // file a .txt is a table, and standard input is not.
    private bool IsLines(JobInput input)
    {
        if (Origin.Columns is not { HasWholeFiles: false, Text: { } column }
            || column.StartsWith("column", StringComparison.Ordinal))
        {
            return input.Path is null;
        }

        if (input.Path is { } path && !TableFolder.IsText(path))
        {
            return false;
        }

        string[] head = [.. input.ReadLines().Take(4).Select(l => l.Text)];
        string beginning = string.Join('\n', head);
        bool isJson = CsvFile.MayBeJson(beginning)
            && beginning.Contains($"\"{column}\"", StringComparison.OrdinalIgnoreCase);

        // One typed line may name the column by chance.
        return !isJson && (head.Length == 0 || (input.Path is null && head.Length < 2)
            || !head[0].Split(TableFolder.Separators).Any(
                cell => cell.Trim(' ', '"').Equals(column, StringComparison.OrdinalIgnoreCase)));
    }

    /// <summary>Lines without columns: each is a text.</summary>
    private static ClassData Lines(JobInput input)
    {
        ClassSample[] samples = [.. input.ReadLines().Where(l => !string.IsNullOrWhiteSpace(l.Text))
            .Select(
                (l, i) =>
                    new ClassSample("", l.Number)
                    {
                        Id = $"{i + 1}",
                        Text = l.Text,
                    })];
        return samples.Length == 0
            ? throw new DataFormatException($"{input.Name} contains no text. Write one or more lines.")
            : new ClassData(input.Name, [], samples);
    }
}
