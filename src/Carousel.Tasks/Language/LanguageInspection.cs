using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Memory;
using Carousel.Tasks.Inspecting;
using Carousel.Tasks.Jobs;
using Carousel.Tasks.Text;

namespace Carousel.Tasks.Language;

/// <summary>A language model, opened: a step is a unit, a text is one sequence, of a FASTA file each entry is one.</summary>
internal sealed class LanguageInspection(Backend backend, LanguageNetwork network, Tokeniser tokeniser, Func<JobInput, int[]> read) : IInspectedModel
{
    private const int LossSteps = 256;

    private readonly string?[] _names = new string?[tokeniser.Vocabulary.Count];
    private readonly Dictionary<string, string> _known = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Backend Backend => backend;

    /// <inheritdoc/>
    public SequenceLayer Reader => network.Reader;

    /// <inheritdoc/>
    public string StepName => tokeniser.UnitName;

    /// <inheritdoc/>
    public double? HoursPerStep => null;

    /// <inheritdoc/>
    public IReadOnlyList<string> InputNames => [];

    /// <inheritdoc/>
    public string LossName => $"nats a {tokeniser.UnitName}";

    /// <inheritdoc/>
    public string ScoreName => "";

    /// <inheritdoc/>
    public IReadOnlyList<InspectedSequence> Read(JobInput data, CancellationToken cancellation)
    {
        int[] units = read(data);
        string[] names = Names(units);
        var sequences = new List<InspectedSequence>();
        int first = 0;
        for (int at = 0; at < units.Length; at++)
        {
            bool isEnd = at == units.Length - 1 || (tokeniser.Kind == UnitKind.Residues && names[at] == "\n");
            if (isEnd)
            {
                int[] own = units[first..(at + 1)];
                sequences.Add(new InspectedSequence(tokeniser.Kind == UnitKind.Residues ? $"entry {sequences.Count + 1}" : data.Name, [.. own.Select(u => (float)u)], own.Length)
                {
                    StepNames = names[first..(at + 1)],
                });
                first = at + 1;
            }
        }

        return sequences;
    }

    /// <summary>−ln p of each unit but the first.</summary>
    /// <inheritdoc/>
    public double[] Losses(InspectedSequence sequence, float[] hidden, float[] finalState)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        ArgumentNullException.ThrowIfNull(hidden);
        int H = hidden.Length / sequence.Steps, V = network.OutputSize;
        var losses = new double[sequence.Steps - 1];
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        for (int first = 0; first < losses.Length; first += LossSteps)
        {
            int steps = Math.Min(LossSteps, losses.Length - first);
            tape.Begin(TapeMode.Inference);
            Variable rows = tape.Input(hidden.AsSpan(first * H, steps * H), new Shape(steps, H));
            Variable scores = network.Output(tape, rows, new Packing([steps]));
            Tensor logarithms = arena.Allocate(scores.Shape);
            backend.SoftmaxForward(logarithm: true, scores.Value, logarithms);
            float[] values = logarithms.ToArray();
            for (int t = 0; t < steps; t++)
            {
                losses[first + t] = -values[(t * V) + (int)sequence.Input[first + t + 1]];
            }
        }

        return losses;
    }

    /// <inheritdoc/>
    public Variable Score(Tape tape, InspectedSequence sequence, Variable input, Packing packing, int answer) =>
        throw new NotSupportedException("A language model says something of every unit, not one number of a text.");

    /// <summary>What each unit is. A character whose bytes are several units is the last of them, so that the names together are the text.</summary>
    private string[] Names(int[] units)
    {
        var names = new string[units.Length];
        if (tokeniser.Kind is UnitKind.Bytes or UnitKind.Pieces)
        {
            using var text = new StringWriter();
            var writer = new UnitWriter(tokeniser, text);
            for (int t = 0; t < units.Length; t++)
            {
                text.GetStringBuilder().Clear();
                writer.Write(units[t]);
                names[t] = Known(text.ToString());
            }

            return names;
        }

        for (int t = 0; t < units.Length; t++)
        {
            names[t] = _names[units[t]] ??= tokeniser.Decode([units[t]]);
        }

        return names;
    }

    // A large text has few different names: each is kept once.
    private string Known(string name)
    {
        _known.TryAdd(name, name);
        return _known[name];
    }
}
