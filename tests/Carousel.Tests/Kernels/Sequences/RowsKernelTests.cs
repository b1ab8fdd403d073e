using Carousel.Data;
using Carousel.Kernels;
using Carousel.Reference.Sequences;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Kernels.Sequences;

public class RowsKernelTests
{
    private const int F = 3;
    private static readonly int[] _lengths = [2, 0, 4, 4, 1];
    private static readonly Packing _packing = new(_lengths);

    [Fact]
    public void Reversed_EqualsTheTwin_OneSequenceAtATime()
    {
        double[][,] sequences = Sequences(1);
        float[] y = new float[_packing.Rows * F];
        Forward(RowChoice.Reversed, Pack(sequences), y);
        Near.SameBits(y, Pack(Array.ConvertAll(sequences, RowsReference.Reversed)));
    }

    [Fact]
    public void Last_EqualsTheTwin_InTheCallersOrder_WithZerosForAnEmptySequence()
    {
        double[][,] sequences = Sequences(2);
        float[] y = new float[_lengths.Length * F];
        Forward(RowChoice.Last, Pack(sequences), y);
        Near.SameBits(y, [.. sequences.SelectMany(s => Array.ConvertAll(RowsReference.Last(s), v => (float)v))]);
    }

    [Fact]
    public void Repeated_EqualsTheTwin()
    {
        var draws = new Draws(3);
        double[][] rows = Array.ConvertAll(_lengths, _ => draws.Vector(F));
        float[] y = new float[_packing.Rows * F];
        Forward(RowChoice.Repeated, [.. rows.SelectMany(r => Array.ConvertAll(r, v => (float)v))], y);
        Near.SameBits(y, Pack([.. rows.Select((r, b) => RowsReference.Repeated(r, _lengths[b]))]));
    }

    [Theory]
    [InlineData(RowChoice.Reversed)]
    [InlineData(RowChoice.Last)]
    [InlineData(RowChoice.Repeated)]
    internal void Backward_IsTheTransposeOfForward_AndAdds(RowChoice choice)
    {
        var draws = new Draws(4);
        int inputs = (choice == RowChoice.Repeated ? _lengths.Length : _packing.Rows) * F;
        int outputs = (choice == RowChoice.Last ? _lengths.Length : _packing.Rows) * F;
        float[] x = draws.Floats(inputs), dy = draws.Floats(outputs), y = new float[outputs], dx = new float[inputs],
            added = new float[inputs];
        added.AsSpan().Fill(1);
        Forward(choice, x, y);
        RowsKernel.Backward(choice, _packing.Layout, dy, dx);
        RowsKernel.Backward(choice, _packing.Layout, dy, added);

        // ⟨dy, A·x⟩ = ⟨Aᵀ·dy, x⟩ for the linear map A.
        double left = y.Zip(dy, (a, b) => (double)a * b).Sum(), right = x.Zip(dx, (a, b) => (double)a * b).Sum();
        Assert.Equal(left, right, Near.Sum(16, inputs));
        Near.Within(added, Array.ConvertAll(dx, v => 1.0 + v), 1e-6);
    }

    [Fact]
    public void Gather_TakesRows_AndScatterIsItsGradient()
    {
        float[] x = [1, 2, 3, 4, 5, 6], y = new float[8], dx = [10, 10, 10, 10, 10, 10];
        int[] rows = [2, -1, 0, 2];
        RowsKernel.Gather(rows, 2, x, y);
        Assert.Equal([5, 6, 0, 0, 1, 2, 5, 6], y);
        RowsKernel.Scatter(rows, 2, [1, 2, 3, 4, 5, 6, 7, 8], dx);
        Assert.Equal([15, 16, 10, 10, 18, 20], dx);
        Assert.Throws<ArgumentOutOfRangeException>(() => RowsKernel.Gather([3], 2, x, new float[2]));
    }

    [Fact]
    public void Forward_NamesTheArgument_WhenASpanIsShort() =>
        Assert.Equal(
            "x",
            Assert.Throws<ShapeException>(
                () => Forward(RowChoice.Reversed, new float[5], new float[_packing.Rows * F])).ParamName);

    private static void Forward(RowChoice choice, float[] x, float[] y) =>
        RowsKernel.Forward(choice, _packing.Layout, x, y);

    private static double[][,] Sequences(int seed)
    {
        var draws = new Draws(seed);
        return Array.ConvertAll(_lengths, length => draws.Matrix(length, F));
    }

    private static float[] Pack(double[][,] sequences) =>
        SequenceBatch.Of(F, [.. sequences.Select(s => Near.Floats(s))]).Values.ToArray();
}
