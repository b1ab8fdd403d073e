using Carousel.Tensors;

namespace Carousel.Jobs.Tests.Genomes;

/// <summary>Bases drawn evenly.</summary>
internal static class RandomBases
{
    public static byte[] Make(int length, ulong seed)
    {
        var random = new CounterRandom(seed, CounterRandom.Purpose("bases of a test"));
        return [.. Enumerable.Range(0, length).Select(t => (byte)(random.Word(0, t) >> 30))];
    }
}
