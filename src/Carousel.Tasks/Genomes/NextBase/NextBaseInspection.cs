using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Memory;
using Carousel.Tasks.Genomes.Reading;
using Carousel.Tasks.Inspecting;
using Carousel.Tasks.Jobs;

namespace Carousel.Tasks.Genomes.NextBase;

/// <summary>A next-base model, opened: a step is a base, a sequence of the file is one sequence.</summary>
internal sealed class NextBaseInspection(Backend backend, NextBaseNetwork network, BaseRows rows) : IInspectedModel
{
    private const int LossSteps = 4096;

    /// <inheritdoc/>
    public Backend Backend => backend;

    /// <inheritdoc/>
    public SequenceLayer Reader => network.Reader;

    /// <inheritdoc/>
    public string StepName => "base";

    /// <inheritdoc/>
    public double? HoursPerStep => null;

    /// <inheritdoc/>
    public IReadOnlyList<string> InputNames =>
    [
        .. Enumerable.Range(0, Bases.Count).Select(x => $"{Bases.LetterOf(x)}"),
        .. network.Design.Orders.SelectMany(o => Enumerable.Range(0, Bases.Count).Select(x => $"order {o}: {Bases.LetterOf(x)} next")),
    ];

    /// <inheritdoc/>
    public string LossName => "nats a base";

    /// <inheritdoc/>
    public string ScoreName => "";

    /// <inheritdoc/>
    public IReadOnlyList<InspectedSequence> Read(JobInput data, CancellationToken cancellation) =>
    [
        .. GenomeReader.Read(data).Sequences.Select(s => new InspectedSequence(s.Name, () => Rows(s.Bases), s.Length)
        {
            StepNames = [.. s.Bases.Select(b => $"{Bases.LetterOf(b)}")],
            Source = s.Bases,
        }),
    ];

    /// <summary>−ln p of each base but the first; of a base that is not known 0.</summary>
    /// <inheritdoc/>
    public double[] Losses(InspectedSequence sequence, float[] hidden, float[] finalState)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        ArgumentNullException.ThrowIfNull(hidden);
        var bases = (byte[])sequence.Source!;
        int H = hidden.Length / sequence.Steps, I = rows.Size;
        var losses = new double[Math.Max(0, sequence.Steps - 1)];
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        float[] input = sequence.Input;
        for (int first = 0; first < losses.Length; first += LossSteps)
        {
            int steps = Math.Min(LossSteps, losses.Length - first);
            tape.Begin(TapeMode.Inference);
            Variable states = tape.Input(hidden.AsSpan(first * H, steps * H), new Shape(steps, H));
            Variable read = tape.Input(input.AsSpan(first * I, steps * I), new Shape(steps, I));
            Variable scores = network.Scores(tape, states, read, new Packing([steps]));
            Tensor logarithms = arena.Allocate(scores.Shape);
            backend.SoftmaxForward(logarithm: true, scores.Value, logarithms);
            float[] values = logarithms.ToArray();
            for (int t = 0; t < steps; t++)
            {
                byte next = bases[first + t + 1];
                losses[first + t] = next == Bases.Unknown ? 0 : -values[(t * Bases.Count) + next];
            }
        }

        return losses;
    }

    /// <inheritdoc/>
    public Variable Score(Tape tape, InspectedSequence sequence, Variable input, Packing packing, int answer) =>
        throw new NotSupportedException("A next-base model says something of every base, not one number of a sequence.");

    private float[] Rows(byte[] bases)
    {
        var values = new float[bases.Length * rows.Size];
        uint context = 0;
        for (int t = 0; t < bases.Length; t++)
        {
            context = BaseRows.Next(context, bases[t]);
            rows.Write(bases[t], context, -1, values.AsSpan(t * rows.Size, rows.Size));
        }

        return values;
    }
}
