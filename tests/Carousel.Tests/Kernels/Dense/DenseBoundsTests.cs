using Carousel.Kernels;
using Carousel.Testing;

namespace Carousel.Tests.Kernels.Dense;

/// <summary>
/// Matrix products, wide and narrow, with every span exactly as long as stated, against a page without access.
/// </summary>
public sealed class DenseBoundsTests
{
    /// <summary>N, I, O.</summary>
    public static IEnumerable<TheoryDataRow<int, int, int>> Shapes()
    {
        var shapes = new TheoryData<int, int, int>
        {
            { 0, 3,
                5 }, { 1, 1,
                    1 }, { 1, 16,
                        128 }, { 1, 530, 200 }, { 300, 33, 9 }, { 270, 2, 130 }, { 3, 1100, 70 }, { 14, 130, 1030 },
            { 9, 64,
                1 }, { 9, 64,
                    4 }, { 9, 65,
                        4 }, { 7, 100, 2 }, { 6, 131, 3 }, { 3, 255, 6 }, { 5, 1100, 11 }, { 5, 3, 700 }, { 1, 1, 530 },
        };
        var draws = new Draws(1);
        for (int k = 0; k < 36; k++)
        {
            shapes.Add(
                1 + draws.Below(40), 1 + draws.Below(k % 4 == 0 ? 300 : 70),
                1 + draws.Below(k % 4 == 1 ? 300 : k % 4 == 2 ? 8 : 70));
        }

        return shapes.Where(row => SoftwareProducts.Allow((long)row.Data.Item1 * row.Data.Item2 * row.Data.Item3));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Products_StayInsideTheirSpans(int N, int I, int O)
    {
        foreach (GuardedEnd end in new[] { GuardedEnd.Last, GuardedEnd.First })
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"N = {N}, I = {I}, O = {O}; guarded: {end}");
            using var memory = new GuardedMemory(end);
            (var draws, var size) = (new Draws(2), new DenseSize(I, O));
            ReadOnlySpan<float> weight = memory.Drawn(draws, O * I), x = memory.Drawn(draws, N * I),
                dy = memory.Drawn(draws, N * O), bias = memory.Drawn(draws, O);
            Span<float> panels = memory.Empty(MatrixProduct.PanelLength(I, O)),
                backward = memory.Empty(MatrixProduct.PanelLength(O, I));
            Span<float> y = memory.Empty(N * O), parted = memory.Empty(N * O), dx = memory.Zeros(N * I),
                dWeight = memory.Zeros(O * I), dBias = memory.Zeros(O);
            MatrixProduct.Pack(weight, O, I, panels);
            MatrixProduct.PackBackward(weight, O, I, backward);

            DenseKernel.Forward(size, x, panels, bias, y);
            for (int panel = 0; panel < MatrixProduct.Panels(O); panel++)
            {
                DenseKernel.Forward(size, x, panels, [], parted, panel, panel + 1);
            }

            DenseKernel.AddInputGradient(size, dy, backward, dx);
            int[] rowStart = N > 4 ? [0, N - 4, N - 2, N - 1, N] : [0, N];
            foreach ((int from, int to) in new[] { (0, O / 3), (O / 3, O) })
            {
                DenseKernel.AddWeightGradient(
                    size, rowStart, x, dy, dWeight, from, to, memory.Empty(DenseKernel.ScratchLength(size)));
            }

            DenseKernel.AddBiasGradient(rowStart, dy, dBias);
            memory.Check();
            AreNumbers(y);
            AreNumbers(parted);
            AreNumbers(dx);
            AreNumbers(dWeight);
            AreNumbers(dBias);
        }
    }

    private static void AreNumbers(ReadOnlySpan<float> values) =>
        Assert.DoesNotContain(values.ToArray(), value => !float.IsFinite(value));
}
