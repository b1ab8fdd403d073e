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
        var sequences = new List<InspectedSequence>();
        int first = 0;
        for (int at = 0; at < units.Length; at++)
        {
            bool isEnd = at == units.Length - 1 || (tokeniser.Kind == UnitKind.Residues && Text(units[at]) == "\n");
            if (isEnd)
            {
                int[] own = units[first..(at + 1)];
                sequences.Add(new InspectedSequence(tokeniser.Kind == UnitKind.Residues ? $"entry {sequences.Count + 1}" : data.Name, [.. own.Select(u => (float)u)], own.Length)
                {
                    StepNames = [.. own.Select(Text)],
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

    private string Text(int unit) => tokeniser.Decode([unit]);
}
