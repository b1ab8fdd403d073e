using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;
using Carousel.Memory;

namespace Carousel.Storage;

/// <summary>Reads one <c>.safetensors</c> file, trusting nothing in it.</summary>
internal sealed class SafeTensorsReader
{
    /// <summary>The format's own limit.</summary>
    private const long MostHeaderBytes = 100_000_000;
    private readonly Stream _stream;
    private readonly string _name;
    private readonly List<Entry> _entries = [];
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private string? _digest;

    private SafeTensorsReader(Stream stream, string name) => (_stream, _name) = (stream, name);

    private readonly record struct Entry(string Name, bool IsBytes, Shape Shape, long Begin, long End);

    /// <summary>Reads all of a stream.</summary>
    /// <param name="stream">Seekable, at its beginning.</param>
    /// <param name="name">How the file is called in messages.</param>
    /// <exception cref="ModelFileException">The content is not a whole <c>.safetensors</c> file.</exception>
    public static TensorFile Read(Stream stream, string name) => new SafeTensorsReader(stream, name).Read();

    private TensorFile Read()
    {
        long headerLength = ReadHeaderLength();
        ReadHeader((int)headerLength);
        _entries.Sort((a, b) => a.Begin != b.Begin ? a.Begin.CompareTo(b.Begin) : a.End.CompareTo(b.End));
        RequireWholeData(_stream.Length - SafeTensors.LengthBytes - headerLength);
        var file = new TensorFile(ReadTensors(), _metadata, verified: _digest is not null);
        return _digest is null || _digest == SafeTensors.Digest(file)
            ? file
            : throw Bad("the content does not agree with its checksum (sha256). The file was damaged or changed after it was written.");
    }

    private List<StoredTensor> ReadTensors()
    {
        var floats = new Dictionary<string, StoredTensor>(_entries.Count, StringComparer.Ordinal);
        var numbers = new List<(Entry Entry, sbyte[] Values)>();
        foreach (Entry entry in _entries)
        {
            if (entry.IsBytes)
            {
                var values = GC.AllocateUninitializedArray<sbyte>(entry.Shape.Length);
                _stream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
                numbers.Add((entry, values));
            }
            else
            {
                var values = GC.AllocateUninitializedArray<float>(entry.Shape.Length);
                _stream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
                floats.Add(entry.Name, new StoredTensor(entry.Name, entry.Shape, values));
            }
        }

        var matrices = new List<StoredTensor>(numbers.Count);
        foreach ((Entry entry, sbyte[] values) in numbers)
        {
            matrices.Add(new StoredTensor(entry.Name, Matrix(entry, values, floats)));
        }

        return [.. floats.Values, .. matrices];
    }

    /// <summary>Numbers of 8 bits and the scales that belong to them, which are no tensor of their own.</summary>
    private QuantisedMatrix Matrix(Entry entry, sbyte[] values, Dictionary<string, StoredTensor> floats)
    {
        string name = entry.Name + SafeTensors.ScaleSuffix;
        if (entry.Shape.Rank != 2 || !floats.Remove(name, out StoredTensor? scales) || scales.Shape != new Shape(entry.Shape[0]))
        {
            throw Bad($"the tensor '{entry.Name}' {entry.Shape} has values of the type {SafeTensors.ByteType}, which must be a matrix with a scale for each row in '{name}'.");
        }

        try
        {
            return Parts(entry, floats).Expand(entry.Shape[0], entry.Shape[1], values, scales.Values.Span);
        }
        catch (Exception exception) when (exception is ArgumentException or OverflowException)
        {
            throw new ModelFileException($"{_name}: the matrix '{entry.Name}' in 8 bits has numbers or scales out of range; the file was damaged or made by hand.", exception);
        }
    }

    /// <summary>Which rows and columns lie in the file.</summary>
    private KeptParts Parts(Entry entry, Dictionary<string, StoredTensor> floats)
    {
        float[]? Mask(string suffix, int kept)
        {
            string name = entry.Name + suffix;
            if (!floats.Remove(name, out StoredTensor? mask))
            {
                return !_names.Contains(name) ? null : throw Bad($"the mask '{name}' of the matrix '{entry.Name}' must have values of the type {SafeTensors.FloatType}.");
            }

            return mask.Shape.Rank == 1 && mask.Shape[0] >= kept && mask.Shape[0] <= KeptParts.MostTimes * Math.Max(1L, kept)
                ? mask.Values.ToArray()
                : throw Bad($"the mask '{mask.Name}' {mask.Shape} does not fit the {kept} kept rows or columns of '{entry.Name}'.");
        }

        return new KeptParts(Mask(SafeTensors.RowsSuffix, entry.Shape[0]), Mask(SafeTensors.ColumnsSuffix, entry.Shape[1]));
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
            if (property.Name == SafeTensors.DigestName)
            {
                _digest = value;
            }
            else if (!_metadata.TryAdd(property.Name, value))
            {
                throw Bad($"the metadata '{property.Name}' appears twice in the header.");
            }
        }
    }

    private Entry ReadEntry(string name, JsonElement element)
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

        bool isBytes = type.ValueEquals(SafeTensors.ByteType);
        if (!isBytes && !type.ValueEquals(SafeTensors.FloatType))
        {
            throw Bad($"the tensor '{name}' has values of the type {type.GetString()}; only {SafeTensors.FloatType}, and {SafeTensors.ByteType} with scales, can be read.");
        }

        if (!TryIndex(offsets[0], out long begin) || !TryIndex(offsets[1], out long end) || end < begin)
        {
            throw Bad($"the offsets of the tensor '{name}' are not a range.");
        }

        Shape size = ReadShape(name, shape);
        long needed = (long)size.Length * (isBytes ? sizeof(sbyte) : sizeof(float));
        return end - begin == needed
            ? new Entry(name, isBytes, size, begin, end)
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
        foreach (Entry entry in _entries)
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
