using Carousel.Kernels.Losses;

namespace Carousel.Tests.Kernels.Losses;

public class CrossEntropyLossKernelTests() : LossKernelContract(LossKind.CrossEntropy)
{
    [Fact]
    public void Forward_NamesTheTarget_WhenItIsNoClass()
    {
        float[] row = new float[1], scratch = new float[3];
        foreach (float target in new[] { 3, -1, 0.5f })
        {
            var error = Assert.Throws<ArgumentOutOfRangeException>(() => CrossEntropyLossKernel.Forward(0, new float[3], [target], row, row, scratch));
            Assert.Contains("0…2", error.Message, StringComparison.Ordinal);
        }
    }
}
