using System.Runtime.Intrinsics;
using Carousel.Kernels;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Kernels.Primitives;

/// <summary>
/// Every product is held bit for bit against the chain it promises, written with scalar fused multiply-adds.
/// </summary>
public sealed class MatrixProductTests
{
    public static IEnumerable<TheoryDataRow<int, int, int>> Sizes => new TheoryData<int, int, int>
    {
        { 1, 1,
            1 }, { 1, 16,
                128 }, { 1, 7, 200 }, { 2, 3, 15 }, { 5, 17, 16 }, { 6, 64, 17 }, { 7, 31, 63 }, { 8, 32, 64 },
        { 13, 65,
            65 }, { 67, 2, 130 }, { 3, 1100, 70 }, { 300, 33, 9 }, { 12, 128, 1 }, { 520, 5, 100 }, { 14, 130, 1030 },
        { 9, 64, 1 }, { 9, 64, 5 }, { 7, 100, 2 }, { 6, 128, 3 }, { 3, 192, 4 }, { 5, 1100, 11 },
        { 70, 600, 150 },
    }.Where(row => SoftwareProducts.Allow((long)row.Data.Item1 * row.Data.Item2 * row.Data.Item3));

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Forward_StartsFromTheBias(int N, int I, int O)
    {
        float[] x = Numbers(N * I, 1), weight = Numbers(O * I, 2), bias = Numbers(O, 3), y = Numbers(N * O, 4);
        float[] panels = new float[MatrixProduct.PanelLength(I, O)];
        MatrixProduct.Pack(weight, O, I, panels);

        MatrixProduct.Forward(I, O, x, panels, bias, y);

        Assert.Equal(
            Products(N, O, I, (n, o) => bias[o], (n, o, i) => x[(n * I) + i], (n, o, i) => weight[(o * I) + i]), y);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void InputGradient_StartsFromWhatIsAlreadyThere(int N, int I, int O)
    {
        float[] dy = Numbers(N * O, 1), weight = Numbers(O * I, 2), dx = Numbers(N * I, 3), before = [.. dx];
        float[] panels = new float[MatrixProduct.PanelLength(O, I)];
        MatrixProduct.PackBackward(weight, O, I, panels);

        MatrixProduct.AddInputGradient(I, O, dy, panels, dx);

        Assert.Equal(
            Products(
                N, I, O, (n, i) => before[(n * I) + i], (n, i, o) => dy[(n * O) + o], (n, i, o) => weight[(o * I) + i]),
                dx);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void WeightGradient_IsOneChainFromTheLastStepToTheFirst(int N, int I, int O)
    {
        foreach (bool reverse in new[] { false, true })
        {
            int[] rowStart = N > 4 ? [0, N - 4, N - 2, N - 1, N] : [0, N];
            int[] order = Order(rowStart, reverse);
            float[] dy = Numbers(N * O, 1), x = Numbers(N * I, 2), dWeight = Numbers(O * I, 3), before = [.. dWeight];
            float[] scratch = new float[MatrixProduct.WeightGradientScratch(I)];

            MatrixProduct.AddWeightGradient(
                new(I, O), new(StepTable.Unchecked(rowStart, 0, reverse)), x, dy, dWeight, 0, O, scratch);

            Assert.Equal(
                Chains(
                    O, I, N, (o, i) => before[(o * I) + i], (o, i, n) => dy[(order[n] * O) + o],
                    (o, i, n) => x[(order[n] * I) + i]),
                dWeight);
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void EveryWidth_GivesTheSameBits(int N, int I, int O)
    {
        float[] wide = Run<Vector512<float>, Lanes512>(N, I, O);
        Assert.Equal(wide, Run<Vector256<float>, Lanes256>(N, I, O));
        Assert.Equal(wide, Run<Vector128<float>, Lanes128>(N, I, O));
    }

    [Fact]
    public void Narrow_IsEveryProductOfFewOutputsAndManyTerms()
    {
        int[] most =
        [
            .. new[] { 63, 64, 128, 256, 512, 100_000 }.Select(
                k => Enumerable.Range(1, 64).Count(columns => MatrixProduct.IsNarrow(k, columns))),
        ];
        Assert.Equal([0, 4, 6, 9, 11, 15], most);
    }

    [Theory]
    [InlineData(64)]
    [InlineData(100)]
    [InlineData(768)]
    public void NarrowRows_DoNotDependOnTheirNumber(int I)
    {
        for (int O = 1; O < 16; O++)
        {
            float[] x = Numbers(7 * I, 1), weight = Numbers(O * I, 2), bias = Numbers(O, 3),
                together = new float[7 * O], alone = new float[7 * O];
            float[] panels = new float[MatrixProduct.PanelLength(I, O)];
            MatrixProduct.Pack(weight, O, I, panels);
            MatrixProduct.Forward(I, O, x, panels, bias, together);
            for (int n = 0; n < 7; n++)
            {
                MatrixProduct.Forward(I, O, x.AsSpan(n * I, I), panels, bias, alone.AsSpan(n * O, O));
            }

            Assert.Equal(together, alone);
        }
    }

    [Fact]
    public void PartsOfTheOutputs_GiveTheSameBitsAsTheWhole()
    {
        const int N = 11, I = 37, O = 150;
        float[] x = Numbers(N * I, 1), weight = Numbers(O * I, 2), bias = Numbers(O, 3), dy = Numbers(N * O, 4);
        float[] panels = new float[MatrixProduct.PanelLength(I, O)];
        MatrixProduct.Pack(weight, O, I, panels);
        float[] whole = new float[N * O], parts = new float[N * O];
        MatrixProduct.Forward(I, O, x, panels, bias, whole);
        MatrixProduct.Forward(I, O, x, panels, bias, parts, 1, 3);
        MatrixProduct.Forward(I, O, x, panels, bias, parts, 0, 1);
        Assert.Equal(whole, parts);

        float[] scratch = new float[MatrixProduct.WeightGradientScratch(I)];
        float[] dWhole = new float[O * I], dParts = new float[O * I];
        MatrixProduct.AddWeightGradient(new(I, O), new([0, N]), x, dy, dWhole, 0, O, scratch);
        MatrixProduct.AddWeightGradient(new(I, O), new([0, N]), x, dy, dParts, 0, 41, scratch);
        MatrixProduct.AddWeightGradient(new(I, O), new([0, N]), x, dy, dParts, 41, O, scratch);
        Assert.Equal(dWhole, dParts);
    }

    [Fact]
    public void Forward_NamesTheArgument_WhenASpanIsShort()
    {
        ShapeException failure = Assert.Throws<ShapeException>(
            () => MatrixProduct.Forward(3, 2, new float[6], new float[192], [], new float[3]));
        Assert.StartsWith("y: expected [N, O] = [2, 2]", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Products_AllocateNothing()
    {
        const int N = 9, I = 20, O = 70;
        float[] x = Numbers(N * I, 1), weight = Numbers(O * I, 2), bias = Numbers(O, 3), y = new float[N * O],
            dx = new float[N * I];
        float[] panels = new float[MatrixProduct.PanelLength(I, O)], back = new float[MatrixProduct.PanelLength(O, I)];
        float[] scratch = new float[MatrixProduct.WeightGradientScratch(I)];
        int[] rowStart = [0, N];
        Allocations.AssertNone(() =>
        {
            MatrixProduct.Pack(weight, O, I, panels);
            MatrixProduct.PackBackward(weight, O, I, back);
            MatrixProduct.Forward(I, O, x, panels, bias, y);
            MatrixProduct.AddInputGradient(I, O, y, back, dx);
            MatrixProduct.AddWeightGradient(new(I, O), new(rowStart), x, y, weight, 0, O, scratch);
        });
    }

    private static unsafe float[] Run<V, L>(int N, int I, int O)
        where L : ILanes<V>
    {
        float[] x = Numbers(N * I, 1), weight = Numbers(O * I, 2), bias = Numbers(O, 3), y = new float[N * O];
        float[] panels = new float[MatrixProduct.PanelLength(I, O)];
        MatrixProduct.Pack(weight, O, I, panels);
        fixed (float* px = x, pp = panels, pb = bias, py = y)
        {
            MatrixProduct.Multiply<V, L>(new(N, new(px, I), pp, I, new(py, O), O) { Bias = pb });
        }

        return y;
    }

    /// <summary>
    /// What a product promises: chains, or where it is narrow the sum of 64 lanes on top of the start.
    /// </summary>
    private static float[] Products(
        int rows, int columns, int terms, Func<int, int, float> start, Func<int, int, int, float> a,
        Func<int, int, int, float> b)
    {
        if (!MatrixProduct.IsNarrow(terms, columns))
        {
            return Chains(rows, columns, terms, start, a, b);
        }

        float[] result = new float[rows * columns];
        for (int r = 0; r < rows; r++)
        {
            for (int c = 0; c < columns; c++)
            {
                float[] lanes = new float[64];
                for (int k = 0; k < terms; k++)
                {
                    lanes[k % 64] = MathF.FusedMultiplyAdd(a(r, c, k), b(r, c, k), lanes[k % 64]);
                }

                for (int half = 32; half > 0; half /= 2)
                {
                    for (int l = 0; l < half; l++)
                    {
                        lanes[l] += lanes[l + half];
                    }
                }

                result[(r * columns) + c] = start(r, c) + lanes[0];
            }
        }

        return result;
    }

    private static float[] Chains(
        int rows, int columns, int terms, Func<int, int, float> start, Func<int, int, int, float> a,
        Func<int, int, int, float> b)
    {
        float[] result = new float[rows * columns];
        for (int r = 0; r < rows; r++)
        {
            for (int c = 0; c < columns; c++)
            {
                float sum = start(r, c);
                for (int k = 0; k < terms; k++)
                {
                    sum = MathF.FusedMultiplyAdd(a(r, c, k), b(r, c, k), sum);
                }

                result[(r * columns) + c] = sum;
            }
        }

        return result;
    }

    private static int[] Order(int[] rowStart, bool reverse)
    {
        var order = new List<int>();
        for (int s = 0; s < rowStart.Length - 1; s++)
        {
            int t = reverse ? s : rowStart.Length - 2 - s;
            order.AddRange(Enumerable.Range(rowStart[t], rowStart[t + 1] - rowStart[t]));
        }

        return [.. order];
    }

    private static float[] Numbers(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 2) - 1)];
    }
}
