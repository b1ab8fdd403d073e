namespace Carousel.Kernels;

/// <summary>The last values of a row, fewer than a vector holds.</summary>
internal static unsafe class VectorTail
{
    /// <summary>Values of the widest vector.</summary>
    public const int Most = 16;

    /// <summary>Copies <paramref name="count"/> values.</summary>
    public static void Copy(float* from, float* to, int count)
    {
        for (int i = 0; i < count; i++)
        {
            to[i] = from[i];
        }
    }
}
