using Carousel.Reference.Recurrent;
using Carousel.Testing;

namespace Carousel.Reference.Tests.Recurrent;

public sealed class MinLstmReferenceTests() : CellReferenceTests(CellReference.Of<MinLstmReference>(), 3)
{
    [Fact]
    public void Forward_IsWorkedByHand_ForOneUnit()
    {
        var w = new CellReferenceWeights(new[,] { { 0.5 }, { -1.0 }, { 2.0 } }, null, [0.1, 0, -1]);

        (double[,] h, _) = MinLstmReference.Forward(w, new[,] { { 1.0 } }, [0.4]);

        double f = 1 / (1 + Math.Exp(-0.6)), i = 1 / (1 + Math.Exp(1));
        Assert.Equal(((f * 0.4) + i) / (f + i), h[0, 0], 15);
    }

    [Fact]
    public void ScanOverLogarithms_GivesTheStatesOfTheSteps()
    {
        (CellReferenceWeights w, double[,] x, double[] start) = Drawn(new Draws(3), 400, 3, 5);
        Assert.All(
            Near.Flat(MinLstmReference.Parallel(w, x, start)).ToArray()
                .Zip(Near.Flat(MinLstmReference.Forward(w, x, start).H).ToArray()),
            pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }
}
