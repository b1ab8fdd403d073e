using Carousel.Autograd;
using Carousel.Data;
using Carousel.Laboratory.Training;
using Carousel.Reference.Attention;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Laboratory.Tests.Training;

public sealed class TransformerTests : IDisposable
{
    private readonly CpuBackend _backend = new(1);
    private readonly Arena _arena;
    private readonly Tape _tape;

    public TransformerTests() => _tape = new Tape(_backend, _arena = new Arena(_backend));

    public void Dispose()
    {
        _arena.Dispose();
        _backend.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(67)]
    public void Attention_EqualsTheTwin_OverTheStepsThatEachStepSees(int window)
    {
        const int d = 3;
        var rows = new PackedRows(70, 3, 1);
        float[][] given = [.. Enumerable.Range(1, 4).Select(k => new Draws(k).Floats(rows.N * d))];
        _tape.Begin(TapeMode.Gradients);
        Variable[] inputs =
            [.. given.Take(3).Select(v => _tape.Watch(_tape.Input(v, new Shape(rows.N, d)).Value))];
        Variable y = CausalAttention.Apply(
            _tape, new Packing(rows.Lengths), window, inputs[0], inputs[1], inputs[2]);
        _tape.Gradient(y).Write(given[3]);
        _tape.Propagate();

        double[][,] expected = [.. Enumerable.Range(0, 4).Select(_ => new double[rows.N, d])];
        for (int b = 0; b < rows.B; b++)
        {
            for (int t = 0; t < rows.Lengths[b]; t++)
            {
                int first = window == 0 ? 0 : Math.Max(0, t - window + 1);
                double[,] Steps(int k, int from) => Rows(rows.Sequence(given[k], b, d), from, t + 1 - from);
                double[,] query = Steps(0, t), keys = Steps(1, first), values = Steps(2, first);
                (double[,] dQuery, double[,] dKeys, double[,] dValues, _) = CrossAttentionReference.Backward(
                    query, keys, values, null, Steps(3, t));
                double[,] weights = CrossAttentionReference.Weights(query, keys, null);
                Add(expected[0], b, t, dQuery);
                Add(expected[1], b, first, dKeys);
                Add(expected[2], b, first, dValues);
                Add(expected[3], b, t, CrossAttentionReference.Forward(weights, values));
            }
        }

        Near.Largest(y.Value.ToArray(), expected[3], Near.Parity);
        Assert.All(
            inputs.Zip(expected),
            pair => Near.Largest(_tape.Gradient(pair.First).ToArray(), pair.Second, Near.Parity));

        void Add(double[,] sums, int b, int first, double[,] steps)
        {
            for (int k = 0; k < steps.Length; k++)
            {
                sums[rows.Row(b, first + (k / d)), k % d] += steps[k / d, k % d];
            }
        }
    }

    [Fact]
    public void ABlock_ReadsNoLaterStep_AndWithAWindowNoStepBeforeIt()
    {
        float[] before = Hidden(0, changed: -1), within = Hidden(2, changed: -1);
        Assert.Equal(before[..16], Hidden(0, changed: 4)[..16]);
        Assert.NotEqual(before[^4..], Hidden(0, changed: 0)[^4..]);
        Assert.Equal(within[^4..], Hidden(2, changed: 2)[^4..]);
        Assert.NotEqual(within[^4..], Hidden(2, changed: 3)[^4..]);
    }

    [Fact]
    public void Positions_AreSinesAndCosines_OfWavelengthsThatGrow()
    {
        _tape.Begin(TapeMode.Inference);
        Variable y = new Positions(4)
            .Forward(_tape, _tape.Input(new float[12], new Shape(3, 4)), new Packing([3])).Hidden;
        double[] expected = [Math.Sin(2), Math.Cos(2), Math.Sin(0.02), Math.Cos(0.02)];
        Near.Within([.. y.Value.ToArray().TakeLast(4)], expected, 8 * Near.Rounding);
    }

    private static double[,] Rows(double[,] sequence, int first, int count)
    {
        var rows = new double[count, sequence.GetLength(1)];
        Array.Copy(sequence, first * sequence.GetLength(1), rows, 0, rows.Length);
        return rows;
    }

    private float[] Hidden(int window, int changed)
    {
        float[] x = new Draws(1).Floats(5 * 4);
        if (changed >= 0)
        {
            x[changed * 4]++;
        }

        var block = new TransformerBlock(4, 2, 6, window);
        block.Build(_backend, 3);
        _tape.Begin(TapeMode.Inference);
        return block.Forward(_tape, _tape.Input(x, new Shape(5, 4)), new Packing([5])).Hidden.Value.ToArray();
    }
}
