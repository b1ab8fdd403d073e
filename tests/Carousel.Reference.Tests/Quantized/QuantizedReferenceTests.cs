using Carousel.Inspection.Equations;
using Carousel.Reference.Quantized;
using Carousel.Reference.Recurrent;
using Carousel.Testing;

namespace Carousel.Reference.Tests.Quantized;

public class QuantizedReferenceTests
{
    [Fact]
    public void ARow_IsRoundedToTheNearest_TiesToEven()
    {
        QuantizedRow row = QuantizedRowReference.Activations([2, -1, 0.5, 0]);

        // 127/2 times each: 127, −63.5, 31.75, 0.
        Assert.Equal([127, -64, 32, 0], row.Q);
        Assert.Equal((float)(2.0 / 127), row.Scale);
        Assert.Equal([127, -64, 32, 0], QuantizedRowReference.Weights([2, -1, 0.5, 0]).Q);
    }

    [Fact]
    public void RowsWithoutAScale_AreZeroOrNotANumber()
    {
        Assert.Equal(0, QuantizedRowReference.Activations([0, 0]).Scale);
        Assert.Equal(0, QuantizedRowReference.Activations([1e-38, 0]).Scale);
        Assert.Equal(0, QuantizedRowReference.Weights([0, 0]).Scale);
        Assert.True(double.IsNaN(QuantizedRowReference.Activations([1, double.PositiveInfinity]).Scale));
        Assert.True(double.IsNaN(QuantizedRowReference.Activations([1, double.NaN]).Scale));
    }

    [Fact]
    public void ADenseMapOfWholeNumbers_IsExact()
    {
        // Every row has a 127, so that scales are 1.
        double[] weight = [127, -3, 5, 127];

        Assert.Equal(
            [10 + (127 * 127) - (3 * 40), 20 + (5 * 127) + (127 * 40)],
            QuantizedDenseReference.Forward(weight, [10, 20], [127, 40]));
    }

    [Fact]
    public void Steps_AreNearThoseOfTheWholeWeights()
    {
        const int I = 6, H = 9;
        var draws = new Draws(3);
        EquationWeights Drawn(int gates) => new(
            H, draws.Vector(gates * H * I, 0.3), draws.Vector(gates * H * H, 0.3), draws.Vector(gates * H));
        EquationWeights lstm = Drawn(4);
        (double[] input, double[] h, double[] c) = (draws.Vector(I), draws.Vector(H), draws.Vector(H));
        var x = new double[1, I];
        input.CopyTo(Near.Flat(x));
        double[] whole = CellReference.Lstm.Forward(lstm, x, [.. h, .. c]).Final;
        (double[] hidden, double[] quantizedCell) = QuantizedLstmReference.Step(lstm, input, h, c);
        IsNear(hidden, whole[..H]);
        IsNear(quantizedCell, whole[H..]);

        foreach (double[]? bias in new[] { draws.Vector(H), null })
        {
            EquationWeights gru = Drawn(3) with { Q = bias };
            IsNear(QuantizedGruReference.Step(gru, input, h), CellReference.Gru.Forward(gru, x, h).Final);
        }
    }

    /// <summary>
    /// An error of 1/254 of the largest in fifteen products of some 0.1 each stays below a hundredth; and it is there.
    /// </summary>
    private static void IsNear(double[] quantized, double[] whole)
    {
        double largest = quantized.Zip(whole, (a, b) => Math.Abs(a - b)).Max();
        Assert.InRange(largest, 1e-6, 0.01);
    }
}
