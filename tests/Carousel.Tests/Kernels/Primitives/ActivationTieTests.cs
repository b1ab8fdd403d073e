using System.Runtime.Intrinsics;
using Carousel.Kernels;

namespace Carousel.Tests.Kernels.Primitives;

/// <summary>
/// Arguments whose multiple of log₂ e lies exactly between two whole numbers: the whole part and the fraction must come
/// from one rounding.
/// </summary>
public sealed class ActivationTieTests
{
    [Fact]
    public void Activations_AreRight_HalfwayBetweenPowersOfTwo()
    {
        int ties = 0;
        foreach (float scale in (float[])[1.442695f, 2.88539f])
        {
            for (int n = -20; n <= 20; n++)
            {
                float middle = (n + 0.5f) / scale;
                for (int step = -4; step <= 4; step++)
                {
                    float x = BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(middle) + step);
                    double logistic = 1 / (1 + Math.Exp(-x));
                    Assert.Equal(
                        logistic, Activations.Logistic<Vector512<float>, Lanes512>(Vector512.Create(x)).ToScalar(),
                        2e-7);
                    Assert.Equal(
                        logistic, Activations.Logistic<Vector256<float>, Lanes256>(Vector256.Create(x)).ToScalar(),
                        2e-7);
                    Assert.Equal(
                        logistic, Activations.Logistic<Vector128<float>, Lanes128>(Vector128.Create(x)).ToScalar(),
                        2e-7);
                    Assert.Equal(
                        Math.Tanh(x), Activations.Tanh<Vector512<float>, Lanes512>(Vector512.Create(x)).ToScalar(),
                        4e-7);
                    Assert.Equal(
                        Math.Tanh(x), Activations.Tanh<Vector256<float>, Lanes256>(Vector256.Create(x)).ToScalar(),
                        4e-7);
                    Assert.Equal(
                        Math.Tanh(x), Activations.Tanh<Vector128<float>, Lanes128>(Vector128.Create(x)).ToScalar(),
                        4e-7);
                    ties += MathF.Abs(x * scale % 1) == 0.5f ? 1 : 0;
                }
            }
        }

        Assert.True(ties > 10);
    }
}
