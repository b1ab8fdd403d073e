using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using Carousel.Tensors;

namespace Carousel.Storage;

/// <summary>
/// Reads and writes <c>.safetensors</c>: 8 bytes header length, a JSON header, then the values (float32, little-endian,
/// and matrices in 8 bits).
/// </summary>
/// <remarks>
/// Equal content gives equal bytes: names ordered, no time, no path. The metadata carries a checksum of the content, so
/// damage that the
/// format itself cannot notice is found; files of other programs, which carry none, are read as well.
/// </remarks>
internal static class SafeTensors
{
    internal const string MetadataName = "__metadata__";
    internal const string ScaleSuffix = ".scale";
    internal const string FloatType = "F32";
    internal const string ByteType = "I8";
    internal const int LengthBytes = 8;

    /// <summary>
    /// Values begin on a multiple of it, a line of the processor's cache: a checksum of values that straddle lines
    /// takes a fifth longer.
    /// </summary>
    private const int ValueAlignment = 64;

    /// <summary>Suffixes that follow the name of a matrix in 8 bits in the names of its scales and, in files of version
    /// 0.1, of the masks of its pruned rows and columns.</summary>
    internal static readonly string[] Suffixes = [ScaleSuffix, ".rows", ".columns"];

    /// <summary>A named entry of the header: float32 values, or numbers of 8 bits.</summary>
    private readonly record struct Entry(
        string Name, Shape Shape, ReadOnlyMemory<float> Floats, ReadOnlyMemory<sbyte>? Numbers = null)
    {
        public string Type => Numbers is null ? FloatType : ByteType;

        public ReadOnlySpan<byte> Bytes =>
            Numbers is { } numbers ? MemoryMarshal.AsBytes(numbers.Span) : MemoryMarshal.AsBytes(Floats.Span);
    }

    /// <summary>
    /// Reads a file. Its content is not trusted: sizes are compared with the file's length before memory is allocated
    /// for them.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="threads">How many threads may verify the checksum; 0 for as many as the machine has processors.
    /// The result does not depend on it.</param>
    /// <returns>Its tensors and texts.</returns>
    /// <exception cref="ModelFileException">Missing, unreadable, cut short, or not a <c>.safetensors</c> file of
    /// float32 values and matrices in 8 bits.</exception>
    public static TensorFile Read(string path, int threads = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        return Open(path, stream => SafeTensorsReader.Read(stream, path, threads));
    }

    /// <summary>
    /// Reads a file without a copy: its float32 values are in the file itself, which is mapped into memory
    /// during their use.
    /// </summary>
    /// <remarks>
    /// The checksum, if the file has one, is verified first, as <see cref="Read(string, int)"/> does.
    /// Matrices in 8 bits are copied, and so are values whose place is not a multiple of four bytes.
    /// No process may write into the file in the meantime. Replacing it by renaming, as
    /// <see cref="Write(string, TensorFile)"/> does, is allowed: the mapping keeps the old file. Writing in place
    /// changes values after the checksum was verified, without an error. If the file is shortened, or if a disk or
    /// network can't read a page of it, a signal (SIGBUS) ends this process on Linux and macOS, which <c>catch</c>
    /// cannot prevent. If that can happen, use <see cref="Read(string, int)"/>: it verifies the checksum of a copy, and
    /// throws.
    /// </remarks>
    /// <typeparam name="T">What is made of the content.</typeparam>
    /// <param name="path">The file.</param>
    /// <param name="use">Uses tensors and texts; the values end with its return.</param>
    /// <param name="threads">How many threads may verify the checksum; 0 for as many as the machine has processors.
    /// The result does not depend on it.</param>
    /// <returns>What <paramref name="use"/> returned.</returns>
    /// <exception cref="ModelFileException">As for <see cref="Read(string, int)"/>.</exception>
    public static T Map<T>(string path, Func<TensorFile, T> use, int threads = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        (MappedFile mapping, TensorFile content) = Open(path, stream => SafeTensorsReader.Map(stream, path, threads));
        using (mapping)
        {
            return use(content);
        }
    }

    /// <summary>The texts of a file. Values are not read, and the checksum is not verified.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ModelFileException">As for <see cref="Read(string, int)"/>.</exception>
    internal static IReadOnlyDictionary<string, string> ReadTexts(string path) =>
        Open(path, stream => SafeTensorsReader.ReadTexts(stream, path));

    /// <summary>Writes a file completely or not at all.</summary>
    /// <remarks>The checksum is made on the calling thread.</remarks>
    /// <param name="path">The file; replaced if it is there.</param>
    /// <param name="content">Tensors and texts.</param>
    /// <exception cref="IOException">The folder is missing or full.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be written.</exception>
    public static void Write(string path, TensorFile content)
    {
        AtomicFile.Write(path, stream => Write(stream, content));
    }

    /// <summary>Writes the bytes of a file to a stream.</summary>
    /// <param name="stream">Written from where it stands; not closed.</param>
    /// <param name="content">Tensors and texts.</param>
    public static void Write(Stream stream, TensorFile content)
    {
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

    private static T Open<T>(string path, Func<FileStream, T> read)
    {
        try
        {
            if (RegularFile.IsWithoutBytes(path))
            {
                throw new ModelFileException(
                    $"{path}: the file is empty or not a regular file. Pass a model, such as model.safetensors.");
            }

            using FileStream stream = File.OpenRead(path);
            return BitConverter.IsLittleEndian
                ? read(stream)
                : throw new NotSupportedException("the processor keeps the highest byte of a number first.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ModelFileException($"{path}: there is no such file. Check the path.", e);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException or NotSupportedException)
        {
            string inside = Path.Combine(path, "model.safetensors");
            throw new ModelFileException(
                File.Exists(inside) ? $"{path}: this is a folder, not a model file. Pass {inside}."
                : Directory.Exists(path) ? $"{path}: this is a folder without a model.safetensors. Pass a model file."
                : $"{path}: the file cannot be read. {e.Message}", e);
        }
    }

    /// <summary>
    /// In the order of the file: numbers of 8 bits last, so that every float is at a multiple of its size.
    /// </summary>
    private static List<Entry> Entries(TensorFile content)
    {
        var entries = new List<Entry>();
        foreach (StoredTensor tensor in content.Tensors.Values)
        {
            if (tensor.Quantized is not { } matrix)
            {
                entries.Add(new Entry(tensor.Name, tensor.Shape, tensor.Values));
                continue;
            }

            entries.Add(new Entry(tensor.Name, new Shape(matrix.Rows, matrix.Columns), default, matrix.Values));
            entries.Add(new Entry(tensor.Name + ScaleSuffix, new Shape(matrix.Rows), matrix.Scales));
        }

        return [.. entries.OrderBy(e => e.Numbers is null ? 0 : 1).ThenBy(e => e.Name, StringComparer.Ordinal)];
    }

    private static byte[] Header(TensorFile content, List<Entry> entries)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(
            stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
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

        while ((LengthBytes + stream.Length) % ValueAlignment != 0)
        {
            stream.WriteByte((byte)' ');
        }

        return stream.ToArray();
    }

    private static void WriteMetadata(Utf8JsonWriter json, TensorFile content)
    {
        json.WriteStartObject(MetadataName);
        json.WriteString(ContentDigest.Name, ContentDigest.Of(content));
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
