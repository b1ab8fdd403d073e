using Carousel.Storage;
using Carousel.Tensors;

namespace Carousel.Genomes.NextBase;

/// <summary>
/// Bases kept in a model file as a tensor: ten in a number, each one of five, which a float of 24 bits holds exactly.
/// </summary>
internal static class PackedBases
{
    /// <summary>The tensor's name.</summary>
    public const string Name = "bases";

    private const int Each = 10;
    private const int Values = 5;

    /// <summary>Packs sequences.</summary>
    public static StoredTensor Pack(IReadOnlyList<byte[]> sequences)
    {
        float[] packed =
        [
            .. sequences.SelectMany(s => s).Chunk(Each)
                .Select(c => c.Reverse().Aggregate(0, (number, b) => (number * Values) + b)),
        ];
        return new StoredTensor(Name, new Shape(packed.Length), packed);
    }

    /// <summary>How many numbers hold sequences.</summary>
    /// <param name="lengths">Bases of each.</param>
    public static long CountFor(IReadOnlyList<int> lengths) => (lengths.Sum(l => (long)l) + Each - 1) / Each;

    /// <summary>Unpacks them.</summary>
    public static IReadOnlyList<byte[]> Unpack(IReadOnlyList<float> packed, IReadOnlyList<int> lengths)
    {
        int at = 0, number = 0;
        return [.. lengths.Select(length => Enumerable.Range(0, length).Select(_ => Next()).ToArray())];

        byte Next()
        {
            number = at % Each == 0 ? (int)packed[at / Each] : number / Values;
            at++;
            return (byte)(((number % Values) + Values) % Values);
        }
    }
}
