using Carousel.Kernels;

namespace Carousel.Tests.Kernels.Losses;

public class StudentTLossKernelTests() : LossKernelContract(LossKind.StudentT)
{
    [Fact]
    public void Forward_GrowsLikeALogarithm_ForOutliers()
    {
        float[] saved = new float[6];
        float near = PointLoss.Forward(default(StudentTLossKernel), [0, 0.5f, 1], [1000], [], saved),
            far = PointLoss.Forward(default(StudentTLossKernel), [0, 0.5f, 1], [2000], [], saved);
        Assert.Equal((2 + Math.Log(1 + Math.E) + 1) * Math.Log(2), far - near, 1e-3);
    }
}
