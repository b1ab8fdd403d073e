using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Unicode;
using Carousel.Memory;

namespace Carousel.Storage;

/// <summary>A tensor in the header of a <c>.safetensors</c> file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of its values, as the header says it.</param>
/// <param name="Shape">The sizes of its axes.</param>
/// <param name="Begin">Where its values begin behind the header.</param>
/// <param name="End">Where they end.</param>
internal readonly record struct SafeTensorsEntry(string Name, string Type, Shape Shape, long Begin, long End);

/// <summary>Reads the header of one <c>.safetensors</c> file, trusting nothing in it.</summary>
internal sealed class SafeTensorsHeader
{
    /// <summary>The format's own limit.</summary>
    private const long MostHeaderBytes = 100_000_000;

    private readonly Stream _stream;
    private readonly string _name;
    private readonly IReadOnlyDictionary<string, int> _types;
    private readonly string _readable;
    private readonly List<SafeTensorsEntry> _entries = [];
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly List<(string Name, string Value)> _digests = [];

    private SafeTensorsHeader(Stream stream, string name, IReadOnlyDictionary<string, int> types, string readable) =>
        (_stream, _name, _types, _readable) = (stream, name, types, readable);

    /// <summary>The tensors in the order in which their values lie.</summary>
    public IReadOnlyList<SafeTensorsEntry> Entries => _entries;

    /// <summary>The texts, without the digest.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <summary>The checksums of the content, each with the name of its kind; none in files of other programs.</summary>
    public IReadOnlyList<(string Name, string Value)> Digests => _digests;

    /// <summary>Where the values begin in the file.</summary>
    public long DataStart { get; private set; }

    /// <summary>Whether a tensor or the metadata has a name.</summary>
    public bool Has(string name) => _names.Contains(name);

    /// <summary>Reads a header; the stream then stands at the first value.</summary>
    /// <param name="stream">Seekable, at its beginning.</param>
    /// <param name="name">How the file is called in messages.</param>
    /// <param name="types">The types of values that can be read, and the bytes of a value.</param>
    /// <param name="readable">The same in words, behind <c>only</c>.</param>
    /// <exception cref="ModelFileException">The content is not a whole <c>.safetensors</c> file.</exception>
    public static SafeTensorsHeader Read(Stream stream, string name, IReadOnlyDictionary<string, int> types, string readable)
    {
        var header = new SafeTensorsHeader(stream, name, types, readable);
        long length = header.ReadHeaderLength();
        header.ReadHeader((int)length);
        header._entries.Sort((a, b) => a.Begin != b.Begin ? a.Begin.CompareTo(b.Begin) : a.End.CompareTo(b.End));
        header.DataStart = SafeTensors.LengthBytes + length;
        header.RequireWholeData(stream.Length - header.DataStart);
        return header;
    }

    private long ReadHeaderLength()
    {
        long fileLength = _stream.Length;
        if (fileLength < SafeTensors.LengthBytes)
        {
            throw Bad($"a .safetensors file has at least {SafeTensors.LengthBytes} bytes, this one has {fileLength}.");
        }

        Span<byte> bytes = stackalloc byte[SafeTensors.LengthBytes];
        _stream.ReadExactly(bytes);
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        if (length is < 2 or > MostHeaderBytes)
        {
            throw Bad("this is not a .safetensors file: the length of its header is out of range.");
        }

        return (long)length <= fileLength - SafeTensors.LengthBytes
            ? (long)length
            : throw Bad(
                $"the header should have {SafeTensors.Grouped((long)length)} bytes, the file has {SafeTensors.Grouped(fileLength - SafeTensors.LengthBytes)}. "
                + "It was probably cut short while copying, or is not a .safetensors file.");
    }

    private void ReadHeader(int length)
    {
        var bytes = new byte[length];
        _stream.ReadExactly(bytes);
        if (bytes[0] != (byte)'{' || !Utf8.IsValid(bytes))
        {
            throw Bad("this is not a .safetensors file: its header is not JSON.");
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 8 });
            int count = document.RootElement.GetPropertyCount();
            _entries.EnsureCapacity(count);
            _names.EnsureCapacity(count);
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                // The property makes its name anew whenever it is asked.
                string name = property.Name;
                if (!_names.Add(name))
                {
                    throw Bad($"the tensor '{name}' appears twice in the header.");
                }

                if (name == SafeTensors.MetadataName)
                {
                    ReadMetadata(property.Value);
                }
                else
                {
                    _entries.Add(ReadEntry(name, property.Value));
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string whose escapes are not valid UTF-16.
            throw new ModelFileException($"{_name}: the header is not valid JSON.", e);
        }
    }

    private void ReadMetadata(JsonElement metadata)
    {
        if (metadata.ValueKind != JsonValueKind.Object)
        {
            throw Bad("the metadata in the header is not a JSON object.");
        }

        foreach (JsonProperty property in metadata.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.String)
            {
                throw Bad($"the metadata '{property.Name}' is not a text.");
            }

            string value = property.Value.GetString()!;
            if (ContentDigest.IsName(property.Name))
            {
                _digests.Add((property.Name, value));
            }
            else if (!_metadata.TryAdd(property.Name, value))
            {
                throw Bad($"the metadata '{property.Name}' appears twice in the header.");
            }
        }
    }

    private SafeTensorsEntry ReadEntry(string name, JsonElement element)
    {
        if (name.Length == 0)
        {
            throw Bad("a tensor has an empty name.");
        }

        if (element.ValueKind != JsonValueKind.Object
            || !element.TryGetProperty("dtype", out JsonElement type) || type.ValueKind != JsonValueKind.String
            || !element.TryGetProperty("shape", out JsonElement shape) || shape.ValueKind != JsonValueKind.Array
            || !element.TryGetProperty("data_offsets", out JsonElement offsets) || offsets.ValueKind != JsonValueKind.Array
            || offsets.GetArrayLength() != 2)
        {
            throw Bad($"the header does not say dtype, shape and data_offsets of the tensor '{name}'.");
        }

        (string? typeName, int bytes) = (null, 0);
        foreach ((string known, int own) in _types)
        {
            (typeName, bytes) = type.ValueEquals(known) ? (known, own) : (typeName, bytes);
        }

        if (typeName is null)
        {
            throw Bad($"the tensor '{name}' has values of the type {type.GetString()}; only {_readable} can be read.");
        }

        if (!TryIndex(offsets[0], out long begin) || !TryIndex(offsets[1], out long end) || end < begin)
        {
            throw Bad($"the offsets of the tensor '{name}' are not a range.");
        }

        Shape size = ReadShape(name, shape);
        long needed = (long)size.Length * bytes;
        return end - begin == needed
            ? new SafeTensorsEntry(name, typeName, size, begin, end)
            : throw Bad(
                $"the tensor '{name}' of shape {size} needs {SafeTensors.Grouped(needed)} bytes, "
                + $"its offsets span {SafeTensors.Grouped(end - begin)}.");
    }

    private Shape ReadShape(string name, JsonElement shape)
    {
        Span<int> sizes = stackalloc int[3];
        int rank = shape.GetArrayLength();
        if (rank > sizes.Length)
        {
            throw Bad($"the tensor '{name}' has {rank} axes; at most {sizes.Length} can be read.");
        }

        long length = 1;
        for (int axis = 0; axis < rank; axis++)
        {
            if (!TryIndex(shape[axis], out long size) || size > int.MaxValue)
            {
                throw Bad($"the shape of the tensor '{name}' has an axis that is not a whole number in range.");
            }

            sizes[axis] = (int)size;

            // At most 2³¹ values so far, times at most 2³¹: no overflow.
            length = length <= int.MaxValue ? length * size : throw TooLarge(name);
        }

        return length > int.MaxValue / sizeof(float)
            ? throw TooLarge(name)
            : rank switch
            {
                0 => new Shape(1),
                1 => new Shape(sizes[0]),
                2 => new Shape(sizes[0], sizes[1]),
                _ => new Shape(sizes[0], sizes[1], sizes[2]),
            };
    }

    private void RequireWholeData(long available)
    {
        long position = 0;
        foreach (SafeTensorsEntry entry in _entries)
        {
            if (entry.Begin != position)
            {
                throw Bad($"the tensor '{entry.Name}' {(entry.Begin < position ? "overlaps another" : "leaves a gap before it")} in the file.");
            }

            position = entry.End;
        }

        if (position > available)
        {
            throw Bad(
                $"the header says {SafeTensors.Grouped(position)} bytes of tensors, the file has {SafeTensors.Grouped(available)}. "
                + "It was probably cut short while copying.");
        }

        if (position < available)
        {
            throw Bad($"the header says {SafeTensors.Grouped(position)} bytes of tensors, the file has {SafeTensors.Grouped(available)}.");
        }
    }

    private static bool TryIndex(JsonElement element, out long value)
    {
        value = 0;
        return element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out value) && value >= 0;
    }

    private ModelFileException TooLarge(string name) => Bad($"the tensor '{name}' has too many values.");

    private ModelFileException Bad(string sentence) => new($"{_name}: {sentence}");
}
