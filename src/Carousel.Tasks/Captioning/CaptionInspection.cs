using System.Globalization;
using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Memory;
using Carousel.Tasks.Inspecting;
using Carousel.Tasks.Jobs;

namespace Carousel.Tasks.Captioning;

/// <summary>The decoder of a captioner, opened: a sentence of a picture is a sequence; at each step it reads the word before the one it writes, from the state that the picture left it.</summary>
/// <param name="backend">Where the network was built.</param>
/// <param name="network">The network.</param>
/// <param name="words">Sentences to numbers and back.</param>
/// <param name="read">Finds pictures, with their sentences where there are any.</param>
/// <param name="write">The sentences that the model writes of pictures.</param>
internal sealed class CaptionInspection(
    Backend backend, CaptionNetwork network, CaptionWords words, Func<JobInput, IReadOnlyList<CaptionedPicture>> read,
    Func<IReadOnlyList<CaptionedPicture>, CancellationToken, IReadOnlyList<string>> write) : IInspectedModel
{
    /// <inheritdoc/>
    public Backend Backend => backend;

    /// <inheritdoc/>
    public SequenceLayer Reader => network.Decoder;

    /// <inheritdoc/>
    public string StepName => "word";

    /// <inheritdoc/>
    public double? HoursPerStep => null;

    /// <inheritdoc/>
    public IReadOnlyList<string> InputNames => [];

    /// <inheritdoc/>
    public string LossName => "nats a word";

    /// <inheritdoc/>
    public string ScoreName => "";

    /// <inheritdoc/>
    public IReadOnlyList<string> Notes => ["The decoder is looked into: a step is the word that it reads, (picture) at the first, before it writes the next. Its convolutions have no states."];

    /// <summary>Sentences of a table, or what the model writes of a picture or a folder of pictures.</summary>
    /// <inheritdoc/>
    public IReadOnlyList<InspectedSequence> Read(JobInput data, CancellationToken cancellation)
    {
        IReadOnlyList<CaptionedPicture> pictures = read(data);
        if (pictures.All(p => p.Sentences.Count == 0))
        {
            IReadOnlyList<string> written = write(pictures, cancellation);
            pictures = [.. pictures.Select((p, k) => p with { Sentences = [written[k]] })];
        }

        var pixels = new PicturePixels(network.Design, pictures, cancellation);
        var sequences = new List<InspectedSequence>();
        for (int p = 0; p < pictures.Count; p++)
        {
            int picture = p;
            var start = new Lazy<float[]>(() => StartOf(pixels, picture));
            for (int s = 0; s < pictures[p].Sentences.Count; s++)
            {
                string name = pictures[p].Sentences.Count == 1 ? pictures[p].Name : string.Create(CultureInfo.InvariantCulture, $"{pictures[p].Name}, sentence {s + 1}");
                sequences.Add(Sequence(name, pixels, picture, words.Encode(pictures[p].Sentences[s]), start));
            }
        }

        return sequences;
    }

    /// <summary>−ln p of each word and of the sentence's end.</summary>
    /// <inheritdoc/>
    public double[] Losses(InspectedSequence sequence, float[] hidden, float[] finalState)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        (PicturePixels pixels, int picture, int[] sentence) = ((PicturePixels, int, int[]))sequence.Source!;
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        tape.Begin(TapeMode.Inference);
        var looks = new RowGroups();
        looks.Set(new int[sequence.Steps], 1);
        var packing = new Packing([sequence.Steps]);
        Variable states = tape.Input(hidden, new Shape(sequence.Steps, Reader.OutputSize));
        Variable combined = network.Combine(tape, states, looks, Encode(tape, pixels, picture).Memory, packing).Combined;
        float[] scores = network.Output(tape, combined, packing).Value.ToArray();
        return [.. sentence.Append(words.End).Select((w, t) => -Classification.Probabilities.LogSoftmax(scores.AsSpan(t * words.Count, words.Count), w))];
    }

    /// <inheritdoc/>
    public Variable Score(Tape tape, InspectedSequence sequence, Variable input, Packing packing, int answer) =>
        throw new NotSupportedException("A captioner says something of every word, not one number of a sentence.");

    private InspectedSequence Sequence(string name, PicturePixels pixels, int picture, int[] sentence, Lazy<float[]> start)
    {
        int[] before = [words.End, .. sentence];
        return new InspectedSequence(name, () => Rows(before), before.Length)
        {
            StepNames = ["(picture)", .. words.Decode(sentence)],
            Source = (pixels, picture, sentence),
            StartedBy = start,
        };
    }

    private EncodedSource Encode(Tape tape, PicturePixels pixels, int picture)
    {
        var values = new float[pixels.Length];
        pixels.Write(picture, false, values);
        return network.Encode(tape, tape.Input(values, new Shape(values.Length / CaptionDesign.InputChannels, CaptionDesign.InputChannels)), new Packing());
    }

    private float[] StartOf(PicturePixels pixels, int picture)
    {
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        tape.Begin(TapeMode.Inference);
        return Encode(tape, pixels, picture).Start.Value.ToArray();
    }

    private float[] Rows(int[] symbols)
    {
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        tape.Begin(TapeMode.Inference);
        return network.Words(tape, [.. symbols.Select(s => (float)s)], null).Value.ToArray();
    }
}
