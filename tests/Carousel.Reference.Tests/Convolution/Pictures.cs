using Carousel.Testing;

namespace Carousel.Reference.Tests.Convolution;

/// <summary>Pictures for tests.</summary>
internal static class Pictures
{
    /// <summary>[H, W, C].</summary>
    public static double[,,] Drawn(Draws draws, int height, int width, int channels)
    {
        var picture = new double[height, width, channels];
        draws.Vector(picture.Length).CopyTo(Near.Flat(picture));
        return picture;
    }

    /// <summary>Σ y⊙dy.</summary>
    public static double Sum(double[,,] y, double[,,] dy)
    {
        double sum = 0;
        for (int k = 0; k < dy.Length; k++)
        {
            sum += Near.Flat(y)[k] * Near.Flat(dy)[k];
        }

        return sum;
    }
}
