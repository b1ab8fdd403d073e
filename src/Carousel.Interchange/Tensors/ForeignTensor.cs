using System.Runtime.InteropServices;
using Carousel.Networks;
using Carousel.Storage;
using Carousel.Tensors;

namespace Carousel.Interchange.Tensors;

/// <summary>
/// A tensor in a file of another program: what it is called and how it lies. Its values are read when they are asked
/// for.
/// </summary>
internal sealed class ForeignTensor
{
    // Numbers of another type pass through a piece of this many bytes.
    private const int PieceBytes = 1 << 14;

    private readonly string _path = "";
    private readonly ParameterFill? _read;
    private readonly ModelFileException? _refusal;

    /// <summary>A tensor whose values can be read.</summary>
    /// <param name="path">How messages call the file.</param>
    /// <param name="name">As the file calls it.</param>
    /// <param name="sizes">The sizes of its axes.</param>
    /// <param name="read">Writes its values, row-major.</param>
    public ForeignTensor(string path, string name, IReadOnlyList<int> sizes, ParameterFill read) =>
        (_path, Name, Sizes, _read) = (path, name, sizes, read);

    /// <summary>
    /// A tensor of a kind that is not read: it is in the file, and programs that do not need it read the rest.
    /// </summary>
    /// <param name="name">As the file calls it.</param>
    /// <param name="refusal">The exception that reading it throws.</param>
    public ForeignTensor(string name, ModelFileException refusal) => (Name, Sizes, _refusal) = (name, [], refusal);

    /// <summary>As the file calls it.</summary>
    public string Name { get; }

    /// <summary>The sizes of its axes; none where it can't be read.</summary>
    public IReadOnlyList<int> Sizes { get; }

    /// <summary>How its values lie; null where that does not matter.</summary>
    public NumberType? Type { get; init; }

    /// <summary>How many values.</summary>
    public int Length => Sizes.Aggregate(1, (a, b) => a * b);

    /// <summary>The sizes as text, such as <c>[32, 64]</c>.</summary>
    public string Shape => IsReadable ? $"[{string.Join(", ", Sizes)}]" : "of a kind that is not read";

    /// <summary>Whether its values can be read.</summary>
    public bool IsReadable => _refusal is null;

    /// <summary>Refuses a tensor of a kind that is not read.</summary>
    /// <exception cref="ModelFileException">It is one.</exception>
    public void RequireReadable()
    {
        if (_refusal is not null)
        {
            throw _refusal;
        }
    }

    /// <summary>Writes the values.</summary>
    /// <param name="values">[Length], row-major; overwritten.</param>
    /// <exception cref="ModelFileException">They are damaged, or of a kind that is not read.</exception>
    public void Read(Span<float> values)
    {
        RequireReadable();
        _read!(values);
    }

    /// <summary>The values, row-major, in a new array.</summary>
    /// <exception cref="ModelFileException">They are damaged, or of a kind that is not read.</exception>
    public float[] Read()
    {
        var values = new float[Length];
        Read(values);
        return values;
    }

    /// <summary>The values for a parameter, which are read when it is filled.</summary>
    public NetworkWeight ToWeight() => new(Length, Read);

    /// <summary>Consecutive values of a stream.</summary>
    /// <param name="stream">The stream, at the first value.</param>
    /// <param name="type">Their type in the file.</param>
    /// <param name="values">Overwritten.</param>
    public static void ReadValues(Stream stream, NumberType type, Span<float> values)
    {
        if (type == NumberType.Float32 && BitConverter.IsLittleEndian)
        {
            stream.ReadExactly(MemoryMarshal.AsBytes(values));
            return;
        }

        Span<byte> piece = stackalloc byte[PieceBytes];
        int size = type.Size(), most = PieceBytes / size;
        for (int done = 0; done < values.Length; done += most)
        {
            int some = Math.Min(most, values.Length - done);
            stream.ReadExactly(piece[..(some * size)]);
            type.Convert(piece, values.Slice(done, some));
        }
    }
}
