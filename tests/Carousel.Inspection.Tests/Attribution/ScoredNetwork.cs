using Carousel.Autograd;
using Carousel.Data;
using Carousel.Inspection.Attribution;
using Carousel.Layers;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Inspection.Tests.Attribution;

/// <summary>
/// A recurrent layer of a random kind and size with a dense one after its last step: a score of sequences.
/// </summary>
internal sealed class ScoredNetwork : Layer
{
    private readonly Stack _layers;

    public ScoredNetwork(Backend backend, int seed)
    {
        var draws = new Draws(seed);
        (Inputs, Steps) = (1 + draws.Below(6), 1 + draws.Below(40));
        int units = 1 + draws.Below(12);
        SequenceLayer first = draws.Below(3) switch
        {
            0 => new Lstm(Inputs, units),
            1 => new Gru(Inputs, units),
            _ => new Stack(new Lstm(Inputs, units), new Dropout(units, 0.5f), new Gru(units, units)),
        };
        _layers = AddLayer("layers", new Stack(first, new Dropout(units, 0.5f), new Dense(units, 1)));
        this.Build(backend, (ulong)seed);

        // First weights are small: wider ones bend the path.
        foreach (Parameter parameter in Parameters)
        {
            parameter.Set([.. parameter.Value.ToArray().Select(v => 2 * v)]);
        }

        (Input, Baseline) = (draws.Floats(Steps * Inputs, 2), draws.Floats(Steps * Inputs));
    }

    public int Inputs { get; }

    public int Steps { get; }

    public float[] Input { get; }

    public float[] Baseline { get; }

    public Variable Score(Tape tape, Variable input, Packing packing) =>
        tape.LastRows(_layers.Forward(tape, input, packing).Hidden, packing);

    /// <summary>The score without a tape of the attribution.</summary>
    public double Of(Backend backend, float[] input)
    {
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        tape.Begin(TapeMode.Inference);
        return Score(tape, tape.Input(input, new Shape(Steps, Inputs)), new Packing([Steps])).Value.ToArray()[0];
    }

    /// <summary>w·x over all steps and inputs, as a score.</summary>
    public static SequenceScore Linear(float[] weights, int inputs) => (tape, input, packing) =>
    {
        int T = packing.Steps, B = packing.BatchSize;
        var batch = new SequenceBatch(inputs);
        batch.Begin([.. Enumerable.Repeat(T, B)]);
        for (int b = 0; b < B; b++)
        {
            batch.SetSequence(b, weights);
        }

        Variable products = tape.Multiply(input, tape.Input(batch.Values, input.Shape));
        Variable means = PoolingOp.Apply(tape, PoolingKind.Mean, products, packing);
        Variable sum = tape.SliceColumns(means, 0, 1);
        for (int i = 1; i < inputs; i++)
        {
            sum = tape.Add(sum, tape.SliceColumns(means, i, 1));
        }

        return tape.Scale(sum, T);
    };
}
