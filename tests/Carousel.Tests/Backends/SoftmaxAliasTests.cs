using Carousel.Autograd;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Backends;

public class SoftmaxAliasTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void SoftmaxForward_RefusesItsOwnInput_AndPartsOfIt(bool logarithm)
    {
        using var backend = new CpuBackend(1);
        using var arena = new Arena(backend);
        Tensor whole = arena.Allocate(new Shape(4, 3));
        whole.Write(new Draws(1).Floats(12));
        float[] before = whole.ToArray();
        Assert.Equal(
            "y", Assert.Throws<ArgumentException>(() => backend.SoftmaxForward(logarithm, whole, whole)).ParamName);
        Assert.Throws<ArgumentException>(() => backend.SoftmaxForward(logarithm, whole.Rows(0, 2), whole.Rows(1, 2)));
        Assert.Equal(before, whole.ToArray());

        // Neighbours share nothing.
        backend.SoftmaxForward(logarithm, whole.Rows(0, 2), whole.Rows(2, 2));
        Assert.Equal(before[..6], whole.Rows(0, 2).ToArray());
        Assert.NotEqual(before[6..], whole.Rows(2, 2).ToArray());
    }
}
