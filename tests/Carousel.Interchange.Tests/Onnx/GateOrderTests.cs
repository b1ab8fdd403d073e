using Carousel.Interchange.Onnx;
using Carousel.Layers;

namespace Carousel.Interchange.Tests.Onnx;

public class GateOrderTests
{
    [Fact]
    public void BothWays_AreInverse_AndThoseOfTheStandard()
    {
        Check(GateOrder.Of(LstmDescription.Cell), "iofc", "ifco");
        Check(GateOrder.Of(GruDescription.Cell), "zrh", "rzh");
        Check(GateOrder.Peepholes, "iof", "ifo");
        Check(GateOrder.Of(ElmanDescription.Cell), "h", "h");
    }

    // Two rows of each gate, named by its letter in the standard.
    private static void Check(GateOrder order, string onnx, string carousel)
    {
        float[] file = [.. onnx.SelectMany(g => new float[] { g, g + 0.5f })], ours = new float[file.Length];
        order.ToCarousel(file, ours);
        Assert.Equal(carousel.SelectMany(g => new float[] { g, g + 0.5f }), ours);
        Assert.Equal(file, GateOrder.Take(ours, order.Rows(2)));
    }
}
