using System.Runtime.InteropServices;

namespace Carousel.Interchange.Tensors;

/// <summary>A tensor in a file of another program: what it is called and how it lies. Its values are read when they are asked for.</summary>
/// <param name="name">As the file calls it.</param>
/// <param name="sizes">The sizes of its axes.</param>
/// <param name="read">Reads its values.</param>
internal sealed class ForeignTensor(string name, IReadOnlyList<int> sizes, Func<float[]> read)
{
    // Numbers of another type pass through a piece of this many bytes.
    private const int PieceBytes = 1 << 14;

    /// <summary>As the file calls it.</summary>
    public string Name => name;

    /// <summary>The sizes of its axes.</summary>
    public IReadOnlyList<int> Sizes => sizes;

    /// <summary>How many values.</summary>
    public int Length => sizes.Aggregate(1, (a, b) => a * b);

    /// <summary>The sizes as text, such as <c>[32, 64]</c>.</summary>
    public string Shape => $"[{string.Join(", ", sizes)}]";

    /// <summary>The values, row-major.</summary>
    public float[] Read() => read();

    /// <summary>Values that lie one after another in a stream.</summary>
    /// <param name="stream">Stands at the first.</param>
    /// <param name="type">How they lie.</param>
    /// <param name="count">How many.</param>
    public static float[] ReadValues(Stream stream, NumberType type, int count)
    {
        float[] values = GC.AllocateUninitializedArray<float>(count);
        if (type == NumberType.Float32 && BitConverter.IsLittleEndian)
        {
            stream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
            return values;
        }

        Span<byte> piece = stackalloc byte[PieceBytes];
        int size = type.Size(), most = PieceBytes / size;
        for (int done = 0; done < count; done += most)
        {
            int some = Math.Min(most, count - done);
            stream.ReadExactly(piece[..(some * size)]);
            type.Convert(piece, values.AsSpan(done, some));
        }

        return values;
    }
}
