using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Measuring;
using Carousel.Layers;

namespace Carousel.Classification;

/// <summary>
/// A classifier, opened: each text or series is a sequence, a step is a word or a row of channels.
/// </summary>
/// <param name="backend">Where the networks were built.</param>
/// <param name="model">The networks, of which the first is shown.</param>
/// <param name="temperature">Scores are divided by it.</param>
/// <param name="read">Reads a file.</param>
internal sealed class ClassInspection(
    Backend backend, ClassModel model, double temperature, Func<JobInput, ClassData> read)
    : IInspectedModel
{
    private readonly ClassNetwork _network = model.Members[0];

    private IReadOnlyList<string> _soundNotes = [];

    /// <inheritdoc/>
    public Backend Backend => backend;

    /// <inheritdoc/>
    public SequenceLayer Reader => _network.Reader;

    /// <inheritdoc/>
    public string StepName => Design.IsText ? "word" : Design.Sound is null ? "step" : "frame";

    /// <inheritdoc/>
    public IReadOnlyList<string> InputNames =>
    [
        .. Design.Channels,
        .. Design.Differences ? Design.Channels.Select(c => $"change of {c}") : [],
        .. Design.Flags ? Design.Channels.Select(c => $"{c} is missing") : [],
    ];

    /// <inheritdoc/>
    public string ScoreName => "log odds of the class";

    /// <inheritdoc/>
    public IReadOnlyList<string> Answers => model.Encoder.Labels.Entries;

    /// <inheritdoc/>
    public IReadOnlyList<string> Notes =>
    [
        .. _soundNotes,
        .. Optional.Of(Design.Ensemble > 1
            ? $"The model averages {Design.Ensemble} networks; the first is shown."
            : null),
    ];

    private ClassDesign Design => model.Encoder.Design;

    /// <inheritdoc/>
    public IReadOnlyList<InspectedSequence> Read(JobInput data, CancellationToken cancellation)
    {
        ClassData own = read(data);
        _soundNotes = own.SoundNotes;
        return [.. own.Samples.Select(s => Sequence(own, s))];
    }

    /// <summary>
    /// Of a text the rows of the unknown word, as training hides words; of numbers the mean, flagged as missing where
    /// the network reads flags.
    /// </summary>
    /// <inheritdoc/>
    public float[] Baseline(InspectedSequence sequence)
    {
        EncodedSample sample = SourceOf(sequence);
        return Design.IsText
            ? Embedded(sample with { Values = new float[sample.Steps] })
            : model.Encoder.Features([.. Enumerable.Repeat(float.NaN, sample.Steps * Design.Channels.Count)]);
    }

    /// <inheritdoc/>
    public string BaselineName =>
        Design.IsText ? $"every {StepName} hidden"
            : Design.Flags ? "every channel missing"
            : "every channel at its training mean";

    /// <inheritdoc/>
    public int Answer(InspectedSequence sequence) =>
        Likeliest.Of(Inference.Run(backend, tape => _network.Forward(tape, Batch([SourceOf(sequence)]))));

    /// <summary>ln p / (1 − p) of a class by the one network.</summary>
    /// <inheritdoc/>
    public Variable Score(Tape tape, InspectedSequence sequence, Variable input, Packing packing, int answer) =>
        InspectedScores.LogOdds(
            tape,
            tape.Scale(
                _network.Scores(tape, Reader.Forward(tape, input, packing).Hidden, packing), (float)(1 / temperature)),
            answer);

    /// <summary>A sequence of data that were read.</summary>
    internal InspectedSequence Sequence(ClassData data, ClassSample sample)
    {
        EncodedSample encoded = model.Encoder.Encode(data, sample);
        return (Design.IsText
            ? new InspectedSequence(sample.Id, () => Embedded(encoded), encoded.Steps)
            : new InspectedSequence(sample.Id, encoded.Values, encoded.Steps)) with
        {
            StepNames = Design.IsText ? Words(sample.Text) : [],
            Rows = Design.IsText && sample.Rows.Count == 1
                ? [.. Enumerable.Repeat(sample.Rows[0], encoded.Steps)]
                : sample.Rows,
            Source = encoded,
        };
    }

    private static EncodedSample SourceOf(InspectedSequence sequence) => (EncodedSample)sequence.Source!;

    /// <summary>The words as strings.</summary>
    private static string[] Words(string text) =>
        [.. TextUnits.Words(text).Select(u => text.Substring(u.At, Math.Min(u.Word.Length, text.Length - u.At)))];

    private float[] Embedded(EncodedSample sample) =>
        Inference.Run(backend, tape => _network.Rows(tape, Batch([sample])));

    private SequenceBatch Batch(IReadOnlyList<EncodedSample> samples)
    {
        SequenceBatch batch = model.Encoder.MakeBatch();
        ClassEncoder.Fill(batch, samples);
        return batch;
    }
}
