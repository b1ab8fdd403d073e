using Carousel.Autograd;
using Carousel.Kernels;

namespace Carousel.Tests.Backends;

public class FilterGradientSplitTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(16, 45)]
    [InlineData(16, 25)]
    [InlineData(32, 144)]
    [InlineData(97, 65)]
    [InlineData(200, 1000)]
    public void Parts_TakeEveryElementOnce(int outputs, int patch)
    {
        var split = new FilterGradientSplit(outputs, patch, Weight: true, Bias: true);
        var weight = new int[outputs, patch];
        var bias = new int[outputs];
        for (int part = 0; part < split.Parts; part++)
        {
            FilterPart own = split.Of(part);
            bool isBias = own.IsBias;
            (int outputFrom, int outputTo, int columnFrom, int columnTo) = own;
            Assert.InRange(outputTo - outputFrom, 1, MatrixProduct.Strip);
            Assert.InRange(columnTo - columnFrom, isBias ? 0 : 1, isBias ? 0 : RegisterTile.PanelWidth);
            for (int o = outputFrom; o < outputTo; o++)
            {
                bias[o] += isBias ? 1 : 0;
                for (int column = columnFrom; column < columnTo; column++)
                {
                    weight[o, column]++;
                }
            }
        }

        Assert.All(bias, count => Assert.Equal(1, count));
        Assert.All(weight.Cast<int>(), count => Assert.Equal(1, count));
    }

    [Fact]
    public void AFirstLayer_HasPartsForSeveralThreads()
    {
        Assert.Equal(4, new FilterGradientSplit(16, 45, Weight: true, Bias: true).Parts);
        Assert.Equal(9, new FilterGradientSplit(32, 144, Weight: true, Bias: false).Parts);
        Assert.Equal(2, new FilterGradientSplit(32, 144, Weight: false, Bias: true).Parts);
        Assert.Equal(0, new FilterGradientSplit(32, 144, Weight: false, Bias: false).Parts);
    }

    [Fact]
    public void ManyColumns_StayWholePanels() =>
        Assert.Equal(9, new FilterGradientSplit(64, 576, Weight: true, Bias: false).Parts);
}
