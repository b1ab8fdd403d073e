using System.Runtime.Intrinsics;
using Carousel.Kernels;
using Carousel.Reference.Quantized;
using Carousel.Testing;

namespace Carousel.Tests.Kernels.Quantized;

public sealed unsafe class RowQuantizerTests
{
    [Fact]
    public void EveryWidth_GivesTheBytesOfTheTwin()
    {
        for (int K = 1; K < 140; K = (K * 5 / 4) + 1)
        {
            foreach (double scale in new[] { 1, 1e-30, 1e30, 1e-36 })
            {
                Check(new Draws(K).Floats(K, scale));
            }

            // Halves: ties go to the even number.
            Check([127, .. Enumerable.Range(0, K).Select(k => (k % 100) - 49.5f)]);
        }
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(1e-38f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void ARowWithoutAScale_HasZerosInAnyPlace(float value)
    {
        foreach (int at in new[] { 0, 17, 63, 64, 69 })
        {
            float[] row = new float[70];
            row[at] = value;
            Check(row);
        }
    }

    private static void Check(float[] row)
    {
        QuantizedRow expected = QuantizedRowReference.Activations([.. row.Select(v => (double)v)]);
        byte[] wide = Run<Vector512<float>, Lanes512>(row, out float scale);
        Assert.Equal(expected.Q, wide.Take(row.Length).Select(q => q - 128));
        Assert.Equal((float)expected.Scale, scale);
        Assert.Equal(wide, Run<Vector256<float>, Lanes256>(row, out float second));
        Assert.Equal(wide, Run<Vector128<float>, Lanes128>(row, out float third));
        Near.SameBits([scale, scale], [second, third]);
    }

    private static byte[] Run<V, O>(float[] row, out float scale)
        where O : ILanes<V>
    {
        var q = new byte[RowQuantizer.RowBytes(row.Length)];
        fixed (float* a = row)
        fixed (byte* to = q)
        {
            scale = RowQuantizer.Quantize<V, O>(a, row.Length, to);
        }

        return q[..((row.Length + 3) / 4 * 4)];
    }
}
