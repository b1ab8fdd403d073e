using Carousel.Kernels;

namespace Carousel.Tests.Kernels.Losses;

public class CrossEntropyLossKernelTests() : LossKernelContract(LossKind.CrossEntropy)
{
    [Fact]
    public void Forward_NamesTheTarget_WhenItIsNoClass()
    {
        float[] row = new float[1], scratch = new float[3];
        foreach (float target in new[] { 3, -1, 0.5f })
        {
            var error = Assert.Throws<ArgumentOutOfRangeException>(
                () => CrossEntropyLossKernel.Forward(0, new float[3], [target], [1], row, row, scratch));
            Assert.Contains("0…2", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Rows_OfWeightZero_MayHaveAnyTarget()
    {
        float[] terms = new float[2], logSums = new float[2], d = new float[4];
        CrossEntropyLossKernel.Forward(0, [1, 1, 5, 5], [-1, 0], [0, 1], terms, logSums, new float[2]);
        CrossEntropyLossKernel.Backward(0, [1, 1, 5, 5], [-1, 0], [0, 1], logSums, 1, d);
        Assert.Equal([0, (float)Math.Log(2)], terms, (a, b) => Math.Abs(a - b) < 1e-6f);
        Assert.Equal([0, 0, -0.5f, 0.5f], d, (a, b) => Math.Abs(a - b) < 1e-6f);
    }
}
