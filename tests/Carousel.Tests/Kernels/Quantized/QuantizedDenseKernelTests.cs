using System.Runtime.Intrinsics;
using Carousel.Kernels;
using Carousel.Reference.Quantized;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Kernels.Quantized;

public sealed class QuantizedDenseKernelTests
{
    public static TheoryData<int, int, int> Cases() => new()
    {
        { 1, 1, 1 },
        { 3, 2, 1 },
        { 7, 5, 63 },
        { 6, 64, 64 },
        { 13, 33, 65 },
        { 2, 130, 140 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Forward_AgreesWithTheTwin_InEveryWidthAndSplit(int N, int I, int O)
    {
        var draws = new Draws(N + I + O);
        var size = new DenseSize(I, O);
        double[,] weight = draws.Matrix(O, I), x = draws.Matrix(N, I), expected = new double[N, O];
        double[] bias = draws.Vector(O);
        float[] panels = new float[QuantizedDenseKernel.PanelLength(size)],
            bytes = new float[QuantizedDenseKernel.RowsLength(size, N)], y = new float[N * O];
        QuantizedDenseKernel.Pack(size, QuantizedMatrix.Of(O, I, Near.Floats(weight)), panels);
        QuantizedDenseKernel.QuantizeRows(size, Near.Floats(x), bytes);
        for (int panel = QuantizedDenseKernel.Panels(size) - 1; panel >= 0; panel--)
        {
            QuantizedDenseKernel.Forward(
                size, bytes, panels, Near.Floats(bias), y, panel, panel + 1, new float[QuantizedDenseKernel.Scratch]);
        }

        for (int n = 0; n < N; n++)
        {
            double[] row = QuantizedDenseReference.Forward(
                Near.Flat(weight).ToArray(), bias, [.. Enumerable.Range(0, I).Select(k => x[n, k])]);
            for (int o = 0; o < O; o++)
            {
                expected[n, o] = row[o];
            }
        }

        // Sums are exact; what is left are four roundings of a value.
        Near.Largest(y, expected, 8 * Near.Rounding);
        Near.SameBits(y, Run<Vector512<float>, Lanes512>(size, Near.Floats(x), panels, Near.Floats(bias)));
        Near.SameBits(y, Run<Vector256<float>, Lanes256>(size, Near.Floats(x), panels, Near.Floats(bias)));
        Near.SameBits(y, Run<Vector128<float>, Lanes128>(size, Near.Floats(x), panels, Near.Floats(bias)));
    }

    [Fact]
    public void ARow_HasTheSameBitsAloneAndInABatch()
    {
        const int N = 9, I = 21, O = 70;
        var draws = new Draws(5);
        var size = new DenseSize(I, O);
        float[] x = draws.Floats(N * I), panels = new float[QuantizedDenseKernel.PanelLength(size)],
            none = new float[O];
        QuantizedDenseKernel.Pack(size, QuantizedMatrix.Of(O, I, draws.Floats(O * I)), panels);
        float[] batch = Run<Vector512<float>, Lanes512>(size, x, panels, none);
        for (int n = 0; n < N; n++)
        {
            Near.SameBits(
                Run<Vector512<float>, Lanes512>(size, x.AsSpan(n * I, I).ToArray(), panels, none),
                batch.AsSpan(n * O, O));
        }
    }

    [Fact]
    public void SpansOfOtherLengths_AreRefused()
    {
        var size = new DenseSize(3, 5);
        float[] panels = new float[QuantizedDenseKernel.PanelLength(size)],
            bytes = new float[QuantizedDenseKernel.RowsLength(size, 1)];
        float[] scratch = new float[QuantizedDenseKernel.Scratch];

        Assert.Throws<ShapeException>(() => QuantizedDenseKernel.QuantizeRows(size, new float[4], bytes));
        Assert.Throws<ShapeException>(
            () => QuantizedDenseKernel.Forward(size, bytes, panels.AsSpan(1), [], new float[5], 0, 1, scratch));
        Assert.Throws<ShapeException>(
            () => QuantizedDenseKernel.Forward(size, bytes, panels, new float[4], new float[5], 0, 1, scratch));
        Assert.Throws<ShapeException>(
            () => QuantizedDenseKernel.Forward(size, bytes, panels, [], new float[6], 0, 1, scratch));
    }

    private static unsafe float[] Run<V, O>(DenseSize size, float[] x, float[] panels, float[] bias)
        where O : ILanes<V>
    {
        int N = x.Length / size.I;
        float[] y = new float[N * size.O], bytes = new float[QuantizedDenseKernel.RowsLength(size, N)],
            scratch = new float[QuantizedDenseKernel.Scratch];
        fixed (float* px = x, pq = bytes, pp = panels, pb = bias, py = y, ps = scratch)
        {
            new QuantizedDenseKernel.RowsRun(size.I, N, px, pq).Run<V, O>();
            (int, int) all = (0, QuantizedDenseKernel.Panels(size));
            new QuantizedDenseKernel.ForwardRun(size, N, pq, pp, pb, py, all, ps).Run<V, O>();
        }

        return y;
    }
}
