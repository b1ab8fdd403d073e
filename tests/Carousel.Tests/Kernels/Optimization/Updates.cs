using Carousel.Testing;

namespace Carousel.Tests.Kernels.Optimization;

/// <summary>What the tests of all updates share.</summary>
internal static class Updates
{
    /// <summary>Steps of each comparison.</summary>
    public const int Steps = 5;

    /// <summary>Lengths around those of the vectors.</summary>
    public static TheoryData<int> Lengths => [0, 1, 3, 4, 7, 8, 9, 15, 16, 17, 31, 33, 64, 100];

    /// <summary>Holds an update of any part of a row against the update of the whole row, bit for bit.</summary>
    /// <param name="update">Values after an update from these gradients.</param>
    public static void AssertEachValueForItself(Func<float[], float[]> update)
    {
        float[] gradient = new Draws(1).Floats(40);
        float[] whole = update(gradient);
        for (int length = 1; length < 40; length++)
        {
            for (int start = 0; start + length <= 40; start += 7)
            {
                Near.SameBits(update(gradient[start..(start + length)]), whole.AsSpan(start, length));
            }
        }
    }
}
