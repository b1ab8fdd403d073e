using Carousel.Memory;
using Carousel.Storage;

namespace Carousel.Tasks.Genomes.NextBase;

/// <summary>Bases kept in a model file as a tensor: ten in a number, each one of five, which a float of 24 bits holds exactly.</summary>
internal static class PackedBases
{
    /// <summary>The tensor's name.</summary>
    public const string Name = "bases";

    private const int Each = 10;
    private const int Values = 5;

    /// <summary>Packs sequences.</summary>
    public static StoredTensor Pack(IReadOnlyList<byte[]> sequences)
    {
        byte[] bases = [.. sequences.SelectMany(s => s)];
        var packed = new float[(bases.Length + Each - 1) / Each];
        for (int k = 0; k < packed.Length; k++)
        {
            int number = 0;
            for (int i = Math.Min(bases.Length, (k + 1) * Each) - 1; i >= k * Each; i--)
            {
                number = (number * Values) + bases[i];
            }

            packed[k] = number;
        }

        return new StoredTensor(Name, new Shape(packed.Length), packed);
    }

    /// <summary>Unpacks them.</summary>
    /// <exception cref="ModelFileException">The tensor does not hold as many.</exception>
    public static IReadOnlyList<byte[]> Unpack(ModelFile file, IReadOnlyList<int> lengths, string path)
    {
        long total = lengths.Sum(l => (long)l);
        if (!file.TryFind(Name, out StoredTensor? tensor) || lengths.Any(l => l < 0) || tensor.Values.Length != (total + Each - 1) / Each)
        {
            throw new ModelFileException($"{path}: the model's configuration does not fit its tensors; the file was damaged or made by hand.");
        }

        ReadOnlySpan<float> packed = tensor.Values.Span;
        var sequences = new List<byte[]>();
        int at = 0, number = 0;
        foreach (int length in lengths)
        {
            var bases = new byte[length];
            for (int i = 0; i < length; i++, at++)
            {
                number = at % Each == 0 ? (int)packed[at / Each] : number / Values;
                bases[i] = (byte)(((number % Values) + Values) % Values);
            }

            sequences.Add(bases);
        }

        return sequences;
    }
}
