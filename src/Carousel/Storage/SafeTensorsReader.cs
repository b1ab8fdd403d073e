using System.Runtime.InteropServices;
using Carousel.Tensors;

namespace Carousel.Storage;

/// <summary>Reads one <c>.safetensors</c> file, trusting nothing in it.</summary>
internal sealed class SafeTensorsReader
{
    private static readonly Dictionary<string, int> _types = new()
    {
        [SafeTensors.FloatType] = sizeof(float),
        [SafeTensors.ByteType] = sizeof(sbyte),
    };

    private readonly Stream _stream;
    private readonly string _name;
    private readonly SafeTensorsHeader _header;
    private readonly int _threads;
    private readonly MappedFile? _mapping;

    private SafeTensorsReader(Stream stream, string name, SafeTensorsHeader header, int threads, MappedFile? mapping) =>
        (_stream, _name, _header, _threads, _mapping) = (stream, name, header, threads, mapping);

    /// <summary>Reads all of a stream.</summary>
    /// <param name="stream">Seekable, at its beginning.</param>
    /// <param name="name">How the file is called in messages.</param>
    /// <param name="threads">How many threads may verify the checksum; 0 for as many as the machine
    /// has processors.</param>
    /// <exception cref="ModelFileException">The content is not a whole <c>.safetensors</c> file.</exception>
    public static TensorFile Read(Stream stream, string name, int threads = 1) =>
        new SafeTensorsReader(stream, name, HeaderOf(stream, name), threads, mapping: null).Read();

    /// <summary>Maps a file whose header is that of a whole one; its float32 values are in the mapping.</summary>
    /// <param name="stream">At its beginning.</param>
    /// <param name="name">How the file is called in messages.</param>
    /// <param name="threads">How many threads may verify the checksum; 0 for as many as the machine
    /// has processors.</param>
    /// <returns>The mapping, owned by the caller, and its content.</returns>
    /// <exception cref="ModelFileException">The content is not a whole <c>.safetensors</c> file.</exception>
    public static (MappedFile Mapping, TensorFile Content) Map(FileStream stream, string name, int threads)
    {
        SafeTensorsHeader header = HeaderOf(stream, name);
        var mapping = new MappedFile(stream);
        try
        {
            return (mapping, new SafeTensorsReader(stream, name, header, threads, mapping).Read());
        }
        catch
        {
            mapping.Dispose();
            throw;
        }
    }

    /// <summary>Reads only the texts of a stream.</summary>
    /// <param name="stream">Seekable, at its beginning.</param>
    /// <param name="name">How the file is called in messages.</param>
    /// <exception cref="ModelFileException">The header is not that of a whole <c>.safetensors</c> file.</exception>
    public static IReadOnlyDictionary<string, string> ReadTexts(Stream stream, string name) =>
        HeaderOf(stream, name).Metadata;

    private static SafeTensorsHeader HeaderOf(Stream stream, string name) =>
        SafeTensorsHeader.Read(
            stream, name, _types, $"{SafeTensors.FloatType}, and {SafeTensors.ByteType} with scales,");

    private TensorFile Read()
    {
        var file = new TensorFile(ReadTensors(), _header.Metadata, verified: _header.Digest is not null);
        if (_header.Digest is { } digest)
        {
            if (digest != ContentDigest.Of(file, _threads, out string? notFinite))
            {
                throw Bad(
                    $"the content does not agree with its checksum. The file was damaged or changed after it "
                    + "was written: copy it again, or train the model again.");
            }

            file.NotFinite = notFinite;
        }

        return file;
    }

    private List<StoredTensor> ReadTensors()
    {
        var floats = new Dictionary<string, StoredTensor>(_header.Entries.Count, StringComparer.Ordinal);
        var numbers = new List<(SafeTensorsEntry Entry, sbyte[] Values)>();
        foreach (SafeTensorsEntry entry in _header.Entries)
        {
            if (entry.Type == SafeTensors.ByteType)
            {
                var values = GC.AllocateUninitializedArray<sbyte>(entry.Shape.Length);
                _stream.Position = _header.DataStart + entry.Begin;
                _stream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
                numbers.Add((entry, values));
            }
            else
            {
                floats.Add(entry.Name, new StoredTensor(entry.Name, entry.Shape, Floats(entry)));
            }
        }

        var matrices = new List<StoredTensor>(numbers.Count);
        foreach ((SafeTensorsEntry entry, sbyte[] values) in numbers)
        {
            matrices.Add(new StoredTensor(entry.Name, Matrix(entry, values, floats)));
        }

        return [.. floats.Values, .. matrices];
    }

    private ReadOnlyMemory<float> Floats(SafeTensorsEntry entry)
    {
        long offset = _header.DataStart + entry.Begin;
        if (_mapping is not null && MappedFile.IsAligned(offset))
        {
            return _header.DataStart + entry.End <= _mapping.Length
                ? _mapping.Floats(offset, entry.Shape.Length)
                : throw Bad("the file was cut short while it was read.");
        }

        var values = GC.AllocateUninitializedArray<float>(entry.Shape.Length);
        _stream.Position = offset;
        _stream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    /// <summary>Numbers of 8 bits and their scales, which are not a separate tensor.</summary>
    private QuantizedMatrix Matrix(SafeTensorsEntry entry, sbyte[] values, Dictionary<string, StoredTensor> floats)
    {
        string name = entry.Name + SafeTensors.ScaleSuffix;
        if (entry.Shape.Rank != 2 || !floats.Remove(name, out StoredTensor? scales)
            || scales.Shape != new Shape(entry.Shape[0]))
        {
            throw Bad(
                $"the tensor '{entry.Name}' {entry.Shape} has values of the type {SafeTensors.ByteType}, which must be "
                + $"a matrix with a scale for each row in '{name}'.");
        }

        if (SafeTensors.Suffixes[1..].Any(suffix => _header.Has(entry.Name + suffix)))
        {
            throw Bad($"the matrix '{entry.Name}' has pruned units; version 0.1 is the last that reads them.");
        }

        try
        {
            // Before any memory is taken: a matrix without rows has no bytes, whatever its columns.
            ArgumentOutOfRangeException.ThrowIfGreaterThan(entry.Shape[1], QuantizedMatrix.MostColumns);
            return new QuantizedMatrix(entry.Shape[0], entry.Shape[1], values, scales.Values.Span);
        }
        catch (Exception exception) when (exception is ArgumentException or OverflowException)
        {
            throw new ModelFileException(
                $"{_name}: the matrix '{entry.Name}' in 8 bits has numbers or scales out of range; the file was "
                + "damaged or made by hand.", exception);
        }
    }

    private ModelFileException Bad(string sentence) => new($"{_name}: {sentence}");
}
