using Carousel.Reference.Recurrent;
using Carousel.Testing;

namespace Carousel.Reference.Tests.Recurrent;

public sealed class MinGruReferenceTests() : CellReferenceTests(CellReference.Of<MinGruReference>(), 2)
{
    [Fact]
    public void Forward_IsWorkedByHand_ForOneUnit()
    {
        var w = new CellReferenceWeights(new[,] { { 0.5 }, { 2.0 } }, null, [0.1, -1]);

        (double[,] h, double[] final) = MinGruReference.Forward(w, new[,] { { 1.0 }, { 2.0 } }, [0.4]);

        double z = 1 / (1 + Math.Exp(-0.6)), second = 1 / (1 + Math.Exp(-1.1));
        double first = ((1 - z) * 0.4) + z;
        Assert.Equal(first, h[0, 0], 15);
        Assert.Equal(((1 - second) * first) + (second * 3), h[1, 0], 15);
        Assert.Equal(h[1, 0], final[0]);
    }

    [Fact]
    public void ScanOverLogarithms_GivesTheStatesOfTheSteps()
    {
        (CellReferenceWeights w, double[,] x, double[] start) = Drawn(new Draws(3), 400, 3, 5);
        Assert.All(
            Near.Flat(MinGruReference.Parallel(w, x, start)).ToArray()
                .Zip(Near.Flat(MinGruReference.Forward(w, x, start).H).ToArray()),
            pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }
}
