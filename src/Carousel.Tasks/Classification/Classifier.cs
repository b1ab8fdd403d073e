using System.Globalization;
using Carousel.Backends;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Tasks.Classification.Reading;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Graphs;
using Carousel.Tasks.Inspecting;
using Carousel.Tasks.Jobs;
using Carousel.Tasks.Portable;
using Carousel.Tasks.Reading;

namespace Carousel.Tasks.Classification;

/// <summary>A fitted classifier: probabilities of classes for whole sequences.</summary>
/// <remarks>Not thread-safe. Owns its backend.</remarks>
public sealed class Classifier : IPortableModel, IGraphModel, IInspectable
{
    private readonly CpuBackend _backend;
    private readonly ClassModel _model;
    private readonly ClassRunner _runner;

    internal Classifier(CpuBackend backend, ClassModel model, FitSummary summary, ClassOrigin origin)
    {
        (_backend, _model, Summary, Origin) = (backend, model, summary, origin);
        _runner = new ClassRunner(backend, model);
    }

    /// <inheritdoc/>
    public string Task => ClassFile.Task;

    /// <inheritdoc/>
    public FitSummary Summary { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Layer> Networks => [_model];

    /// <inheritdoc/>
    public bool ReadsText => Design.IsText;

    /// <summary>What it learned from.</summary>
    public ClassOrigin Origin { get; }

    /// <summary>The networks.</summary>
    public ClassDesign Design => _model.Encoder.Design;

    /// <summary>The classes.</summary>
    public IReadOnlyList<string> Labels => _model.Encoder.Labels.Entries;

    internal ClassEncoder Encoder => _model.Encoder;

    /// <summary>Loads a classifier.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="threads">How many threads compute; 0 for as many as the machine has processors.</param>
    /// <returns>The classifier, owned by the caller.</returns>
    /// <exception cref="Storage.ModelFileException">Missing, damaged, or for another task.</exception>
    public static Classifier Load(string path, int threads = 0) => ModelFitting.WithBackend(threads, backend =>
    {
        (ClassModel model, FitSummary summary, ClassOrigin origin) = ClassFile.Read(path, backend);
        return new Classifier(backend, model, summary, origin);
    });

    /// <summary>The probability of each class of a text.</summary>
    /// <param name="text">The text.</param>
    /// <returns>In the order of <see cref="Labels"/>.</returns>
    public double[] Probabilities(string text) => Run([Encoder.Encode(new ClassSample("", 1) { Id = "1", Text = text })], CancellationToken.None);

    /// <inheritdoc/>
    public void Save(string path) => ClassFile.ToFile(_model, Summary, Origin).Write(path);

    /// <inheritdoc/>
    public JobDescription Describe()
    {
        long step = CellStack.MultiplyAdds(Design.Cell, Design.IsText ? Design.Embedding + (2 * Design.CharacterHidden) : Design.Features) * Design.Ensemble;
        string steps = Design.Input switch
        {
            ClassInput.Words => "words",
            ClassInput.Characters => "characters",
            ClassInput.Both => "words and their characters",
            ClassInput.Sound => FormattableString.Invariant($"{Design.Channels.Count} features of sound, {1 / Design.Sound!.SecondsPerRow:0.#} times a second,"),
            _ => Design.Channels.Count == 1 ? "one channel of numbers" : $"{Design.Channels.Count} channels of numbers",
        };
        ModelDescription model = ModelDescription.Of(
            $"{Design.Cell.Describe()}, {Design.Pooling.ToString().ToLowerInvariant()} pooling", _model.Members, step, (long)_model.Members.Length * 4 * Design.Cell.Hidden, "step");
        return new JobDescription(
        [
            $"{model.Name}: {steps} to {Labels.Count} classes: {string.Join(", ", Labels.Take(12))}{(Labels.Count > 12 ? ", …" : "")}",
            string.Create(CultureInfo.InvariantCulture, $"learned from {FigureText.Counted(Origin.Counts.Sum(), "sequence")} of at most {FigureText.Counted(Origin.Longest, "step")}; temperature {Origin.Temperature:0.00}; data {Origin.Fingerprint}"),
        ],
        model);
    }

    /// <inheritdoc/>
    public JobAnswer Predict(JobInput input, TextWriter output, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(output);
        ClassAnswers answers = Answer(Read(input, needsLabels: false), cancellation, needsLabels: false);
        output.Write(ClassTable.ToCsv(answers, withTruth: false));
        int last = answers.Answers.Length - 1;
        return new JobAnswer([], last == 0 ? $"The class is {Labels[answers.Answers[0]]}, with a probability of {FigureText.Percent(answers.Confidence(0), 0)}." : "");
    }

    /// <inheritdoc/>
    public JobResult Evaluate(JobInput input, CancellationToken cancellation)
    {
        ClassAnswers answers = Answer(Read(input, needsLabels: true), cancellation);
        return ClassScores.Of(answers, [ClassBaselines.MostFrequent(answers, Origin.Counts)], Design.IsText ? "texts" : Design.Sound is null ? "sequences" : "recordings") with
        {
            Facts = [ClassFacts.OfData(answers.Data)],
        };
    }

    /// <inheritdoc/>
    public IInspectedModel Inspect() => Inside();

    /// <summary>The first network, opened.</summary>
    internal ClassInspection Inside() => new(_backend, _model, Origin.Temperature, input => Read(input, needsLabels: false, wantsLabels: true));

    /// <inheritdoc/>
    public PortableDesign ToPortable() => ClassPortable.Design(_model, Origin.Temperature);

    /// <inheritdoc/>
    public IReadOnlyList<ModelGraph> ToGraphs() => [ClassGraph.Of(_model, Origin.Temperature)];

    /// <inheritdoc/>
    public IReadOnlyList<PortableSequence> ReadSequences(JobInput input, int most)
    {
        ClassPortable.RequireCausal(Design);
        return ClassPortable.Sequences(Encoder, Read(input, needsLabels: false).Samples.Take(most));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _runner.Dispose();
        _backend.Dispose();
    }

    /// <summary>What it says of data.</summary>
    /// <param name="data">The sequences.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <param name="needsLabels">Whether their classes must be known ones.</param>
    internal ClassAnswers Answer(ClassData data, CancellationToken cancellation, bool needsLabels = true)
    {
        EncodedSample[] samples = new EncodedSample[data.Samples.Count];
        for (int n = 0; n < samples.Length; n++)
        {
            if (needsLabels)
            {
                ClassSplit.RequireKnown(data, data.Samples[n], Encoder.Labels);
            }

            samples[n] = Encoder.Encode(data.Samples[n]);
            if (samples[n].Steps == 0)
            {
                throw new DataFormatException(data.Name, data.Samples[n].Line, 0, "the text holds no word. Write one, or remove the line.");
            }
        }

        return new ClassAnswers("carousel", "carousel", data, Labels, Run(samples, cancellation), [.. samples.Select(s => s.Class)]);
    }

    /// <summary>Probabilities, averaged over the networks.</summary>
    /// <param name="samples">The sequences.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>[sequences, classes].</returns>
    internal double[] Run(IReadOnlyList<EncodedSample> samples, CancellationToken cancellation)
    {
        int[] all = [.. Enumerable.Range(0, samples.Count)];
        double[] probabilities = new double[samples.Count * Labels.Count];
        for (int m = 0; m < _model.Members.Length; m++)
        {
            float[] scores = _runner.Scores(m, samples, all, cancellation: cancellation);
            for (int at = 0; at < scores.Length; at += Labels.Count)
            {
                Classification.Probabilities.Add(
                    scores.AsSpan(at, Labels.Count), Origin.Temperature, 1.0 / _model.Members.Length, probabilities.AsSpan(at, Labels.Count));
            }
        }

        return probabilities;
    }

    private ClassData Read(JobInput input, bool needsLabels, bool wantsLabels = false)
    {
        ArgumentNullException.ThrowIfNull(input);
        var options = new ClassReadOptions
        {
            Label = needsLabels || wantsLabels ? Origin.Columns.Label : null,
            LabelMayLack = !needsLabels,
            Text = Origin.Columns.Text,
            Id = Origin.Columns.Id,
            Time = Origin.Columns.Time,
            Channels = Design.IsText || Design.Sound is not null ? [] : Design.Channels,
            File = Origin.Columns.File,
            Pattern = Origin.Columns.Pattern,
            Sound = Design.Sound ?? ClassSound.Features,
            Cells = input.Cells,
            NeedsLabels = needsLabels,
        };
        if (Design.Sound is not null && input.Path is null)
        {
            throw new DataFormatException($"{input.Name}: a classifier of sound reads WAV files. Pass one, a folder of them, or a table with their names.");
        }

        ClassData data = Design.Sound is not null ? ClassFiles.Read(input.Path!, options)
            : Design.IsText && input.Path is null && !needsLabels ? Lines(input)
            : ClassReader.Read(input.Path is { } path ? new StringReader(TextFile.ReadUtf8(path)) : input.OpenTable(), input.Name, options);
        ClassSplit.RequireChannels(data, Design.IsText, Design.Channels, "the model reads");
        return data;
    }

    /// <summary>Typed text, or standard input: each line is a text.</summary>
    private static ClassData Lines(JobInput input)
    {
        ClassSample[] samples = [.. input.ReadLines().Where(l => !string.IsNullOrWhiteSpace(l.Text))
            .Select((l, i) => new ClassSample("", l.Number) { Id = (i + 1).ToString(CultureInfo.InvariantCulture), Text = l.Text })];
        return samples.Length == 0
            ? throw new DataFormatException($"{input.Name} holds no text. Write one or more lines.")
            : new ClassData(input.Name, [], samples);
    }
}
