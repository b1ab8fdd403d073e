using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Carousel.Memory;

namespace Carousel.Storage;

/// <summary>Reads and writes <c>.safetensors</c>: 8 bytes header length, a JSON header, then the values (float32, little-endian, and matrices in 8 bits).</summary>
/// <remarks>
/// Equal content gives equal bytes: names ordered, no time, no path. The metadata carries a SHA-256 of the content, so damage that the
/// format itself cannot notice is found; files of other programs, which carry none, are read as well.
/// </remarks>
public static class SafeTensors
{
    internal const string MetadataName = "__metadata__";
    internal const string DigestName = "sha256";
    internal const string ScaleSuffix = ".scale";
    internal const string RowsSuffix = ".rows";
    internal const string ColumnsSuffix = ".columns";
    internal const string FloatType = "F32";
    internal const string ByteType = "I8";
    internal const int LengthBytes = 8;

    /// <summary>What stands behind the name of a matrix in 8 bits in the names of what belongs to it.</summary>
    internal static readonly string[] Suffixes = [ScaleSuffix, RowsSuffix, ColumnsSuffix];

    /// <summary>What stands under one name in the header: float32 values, or numbers of 8 bits.</summary>
    private readonly record struct Entry(string Name, Shape Shape, ReadOnlyMemory<float> Floats, ReadOnlyMemory<sbyte>? Numbers = null)
    {
        public string Type => Numbers is null ? FloatType : ByteType;

        public ReadOnlySpan<byte> Bytes => Numbers is { } numbers ? MemoryMarshal.AsBytes(numbers.Span) : MemoryMarshal.AsBytes(Floats.Span);
    }

    /// <summary>Reads a file. Nothing in it is trusted: sizes are held against the file's length before memory is taken for them.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Its tensors and texts.</returns>
    /// <exception cref="ModelFileException">Missing, unreadable, cut short, or not a <c>.safetensors</c> file of float32 values and matrices in 8 bits.</exception>
    public static TensorFile Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using FileStream stream = File.OpenRead(path);
            return SafeTensorsReader.Read(stream, path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ModelFileException($"{path}: there is no such file.", e);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException or NotSupportedException)
        {
            throw new ModelFileException(
                Directory.Exists(path) ? $"{path}: this is a folder, not a model file." : $"{path}: the file cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Writes a file completely or not at all.</summary>
    /// <param name="path">The file; replaced if it is there.</param>
    /// <param name="content">Tensors and texts.</param>
    /// <exception cref="IOException">The folder is missing or full.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be written.</exception>
    public static void Write(string path, TensorFile content)
    {
        ArgumentNullException.ThrowIfNull(content);
        AtomicFile.Write(path, stream => Write(stream, content));
    }

    /// <summary>Writes the bytes of a file to a stream.</summary>
    /// <param name="stream">Written from where it stands; not closed.</param>
    /// <param name="content">Tensors and texts.</param>
    public static void Write(Stream stream, TensorFile content)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(content);
        List<Entry> entries = Entries(content);
        byte[] header = Header(content, entries);
        Span<byte> length = stackalloc byte[LengthBytes];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (Entry entry in entries)
        {
            stream.Write(entry.Bytes);
        }
    }

    /// <summary>SHA-256, in hexadecimal, of names, shapes, values and texts.</summary>
    /// <param name="content">Tensors and texts.</param>
    internal static string Digest(TensorFile content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((string key, string value) in content.Metadata)
        {
            Append(hash, key);
            Append(hash, value);
        }

        foreach (StoredTensor tensor in content.Tensors.Values)
        {
            Append(hash, tensor.Name);
            if (tensor.Quantised is { } matrix)
            {
                Append(hash, $"{ByteType} {tensor.Shape}");
                hash.AppendData(MemoryMarshal.AsBytes(matrix.Values.Span));
                hash.AppendData(MemoryMarshal.AsBytes(matrix.Scales.Span));
            }
            else
            {
                Append(hash, tensor.Shape.ToString());
                hash.AppendData(MemoryMarshal.AsBytes(tensor.Values.Span));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>In the order of the file: numbers of 8 bits last, so that every float lies at a multiple of its size.</summary>
    private static List<Entry> Entries(TensorFile content)
    {
        var entries = new List<Entry>();
        foreach (StoredTensor tensor in content.Tensors.Values)
        {
            if (tensor.Quantised is not { } matrix)
            {
                entries.Add(new Entry(tensor.Name, tensor.Shape, tensor.Values));
                continue;
            }

            var kept = KeptParts.Of(matrix);
            QuantisedMatrix stored = kept.Compact(matrix);
            entries.Add(new Entry(tensor.Name, new Shape(stored.Rows, stored.Columns), default, stored.Values));
            entries.Add(new Entry(tensor.Name + ScaleSuffix, new Shape(stored.Rows), stored.Scales));
            if (kept.Rows is { } rows)
            {
                entries.Add(new Entry(tensor.Name + RowsSuffix, new Shape(rows.Length), rows));
            }

            if (kept.Columns is { } columns)
            {
                entries.Add(new Entry(tensor.Name + ColumnsSuffix, new Shape(columns.Length), columns));
            }
        }

        return [.. entries.OrderBy(e => e.Numbers is null ? 0 : 1).ThenBy(e => e.Name, StringComparer.Ordinal)];
    }

    private static void Append(IncrementalHash hash, string text)
    {
        const int Short = 256;
        Span<byte> bytes = stackalloc byte[Short];
        bytes = Encoding.UTF8.TryGetBytes(text, bytes, out int written) ? bytes[..written] : Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }

    private static byte[] Header(TensorFile content, List<Entry> entries)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            WriteMetadata(json, content);
            long offset = 0;
            foreach (Entry entry in entries)
            {
                offset = WriteEntry(json, entry, offset);
            }

            json.WriteEndObject();
        }

        // The values begin on a multiple of 8 bytes, as other writers of the format do it.
        while (stream.Length % LengthBytes != 0)
        {
            stream.WriteByte((byte)' ');
        }

        return stream.ToArray();
    }

    private static void WriteMetadata(Utf8JsonWriter json, TensorFile content)
    {
        json.WriteStartObject(MetadataName);
        json.WriteString(DigestName, Digest(content));
        foreach ((string key, string value) in content.Metadata)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    private static long WriteEntry(Utf8JsonWriter json, Entry entry, long offset)
    {
        long end = offset + entry.Bytes.Length;
        json.WriteStartObject(entry.Name);
        json.WriteString("dtype", entry.Type);
        json.WriteStartArray("shape");
        for (int axis = 0; axis < entry.Shape.Rank; axis++)
        {
            json.WriteNumberValue(entry.Shape[axis]);
        }

        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(offset);
        json.WriteNumberValue(end);
        json.WriteEndArray();
        json.WriteEndObject();
        return end;
    }

    internal static string Grouped(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
