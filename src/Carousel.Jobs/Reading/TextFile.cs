using System.Text;
using Carousel.Data;

namespace Carousel.Jobs.Reading;

/// <summary>
/// Opens a text file: says in one sentence why not, removes a byte-order mark, unpacks gzip. Bytes that are not UTF-8
/// are read as Windows-1252.
/// </summary>
internal static class TextFile
{
    private const int Prefix = 4096;

    private static readonly Encoding _strictText = Utf8Or(new Windows1252Fallback(refusesUnused: true));

    /// <summary>UTF-8 in which other bytes are Windows-1252.</summary>
    public static Encoding Utf8OrWindows1252 { get; } = Utf8Or(new Windows1252Fallback(refusesUnused: false));

    /// <summary>Opens a file.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="isTable">Whether rows of values are expected, and not any text: messages differ.</param>
    /// <returns>Its text, without a byte-order mark.</returns>
    /// <exception cref="DataFormatException">It does not exist, can't be read, or is not text.</exception>
    public static TextReader Open(string path, bool isTable = true)
    {
        RefuseFolder(path, isTable);
        return InputFile.Read(path, () => OpenExisting(path, isTable));
    }

    /// <summary>
    /// Reads a whole text file in UTF-8 or Windows-1252, or in UTF-16 if it begins with a byte-order mark.
    /// </summary>
    /// <param name="path">Where it is.</param>
    /// <param name="anyLength">Whether a line may have any length, for text that is not read line by line.</param>
    /// <returns>Its text, without a byte-order mark.</returns>
    /// <exception cref="DataFormatException">It does not exist, can't be read, or is not text: the line is
    /// named.</exception>
    public static string ReadText(string path, bool anyLength = false)
    {
        RefuseFolder(path, isTable: false);
        return Decode(InputFile.Read(path, () => ReadBytes(path, anyLength)), path);
    }

    /// <summary>
    /// Reads everything that a stream gives as text in UTF-8 or Windows-1252, or in UTF-16 if it begins with a
    /// byte-order mark.
    /// </summary>
    /// <param name="stream">Gives the bytes.</param>
    /// <param name="name">How messages call it.</param>
    /// <param name="isTable">Whether rows of values are expected, and not any text: messages differ.</param>
    /// <returns>Its text, without a byte-order mark.</returns>
    /// <exception cref="DataFormatException">It is not text: the line is named.</exception>
    public static string ReadText(Stream stream, string name, bool isTable)
    {
        using var kept = new MemoryStream();
        using var lines = new LineBoundStream(stream, name);
        lines.CopyTo(kept);
        byte[] bytes = kept.ToArray();
        RequireText(name, [.. bytes.Take(Prefix)], isTable);
        return Decode(bytes, name);
    }

    private static string Decode(byte[] bytes, string name)
    {
        if (IsWide(bytes))
        {
            return (bytes[0] == 0xFF ? Encoding.Unicode : Encoding.BigEndianUnicode).GetString(bytes.AsSpan(2));
        }

        int mark = bytes is [0xEF, 0xBB, 0xBF, ..] ? 3 : 0;
        try
        {
            return _strictText.GetString(bytes.AsSpan(mark));
        }
        catch (DecoderFallbackException caught)
        {
            int place = Math.Clamp(mark + caught.Index, mark, bytes.Length);
            throw new DataFormatException(
                name, 1 + bytes.AsSpan(0, place).Count((byte)'\n'), 0,
                $"byte {place + 1} is neither UTF-8 nor Windows-1252. Save the text as UTF-8.");
        }
    }

    private static Encoding Utf8Or(DecoderFallback other) =>
        Encoding.GetEncoding("utf-8", EncoderFallback.ReplacementFallback, other);

    private static byte[] ReadBytes(string path, bool anyLength)
    {
        using Stream stream = OpenBytes(path, isTable: false, anyLength, out _);
        using var kept = new MemoryStream();
        stream.CopyTo(kept);
        return kept.ToArray();
    }

    private static void RefuseFolder(string path, bool isTable)
    {
        if (Directory.Exists(path))
        {
            string? inside = Directory.EnumerateFiles(path, isTable ? "*.csv" : "*.txt").Order(StringComparer.Ordinal)
                .FirstOrDefault();
            throw new DataFormatException(
                $"{path} is a folder, not a file. Pass a file{(inside is null ? "" : $" in it, such as {inside}")}.");
        }
    }

    private static StreamReader OpenExisting(string path, bool isTable)
    {
        Stream stream = OpenBytes(path, isTable, anyLength: false, out byte[] bytes);
        bool isWide = IsWide(bytes);
        return new StreamReader(stream, isWide ? Encoding.Unicode : Utf8OrWindows1252, isWide);
    }

    private static Stream OpenBytes(string path, bool isTable, bool anyLength, out byte[] bytes)
    {
        Stream Lines(Stream text) => anyLength ? text : new LineBoundStream(text, path);
        Stream file = Rereadable(File.OpenRead(path), Lines);
        try
        {
            bytes = ReadPrefix(file);
            if (bytes.Length == 0)
            {
                throw new DataFormatException(
                    $"{path} is empty. {(isTable ? "A header line and rows of values are" : "A text is")} expected.");
            }

            file.Position = 0;
            if (OtherTables.ToCsv(path, file, bytes) is { } csv)
            {
                file.Dispose();
                return csv;
            }

            Stream stream = file;
            if (bytes is [0x1F, 0x8B, ..])
            {
                using (var packed = new WholeGzipStream(file, path, leaveOpen: true))
                {
                    bytes = ReadPrefix(packed);
                }

                file.Position = 0;
                stream = new WholeGzipStream(file, path);
            }

            RequireText(path, bytes, isTable);
            return Lines(stream);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>What comes through a pipe is kept, because its beginning is looked at first.</summary>
    private static Stream Rereadable(Stream file, Func<Stream, Stream> lines)
    {
        if (file.CanSeek)
        {
            return file;
        }

        var kept = new MemoryStream();
        using (Stream text = lines(file))
        {
            text.CopyTo(kept);
        }

        kept.Position = 0;
        return kept;
    }

    private static byte[] ReadPrefix(Stream stream)
    {
        var bytes = new byte[Prefix];
        return bytes[..stream.ReadAtLeast(bytes, Prefix, throwOnEndOfStream: false)];
    }

    private static void RequireText(string path, byte[] bytes, bool isTable)
    {
        int zero = IsWide(bytes) ? -1 : bytes.IndexOf((byte)0);
        bool Begins(ReadOnlySpan<byte> mark) => bytes.AsSpan().StartsWith(mark);
        string? other = Begins("PK\u0003\u0004"u8)
            ? "a zip archive or an Excel workbook. Save it as CSV or text, and pass that."

            // The header of a CSV file can begin with these letters, but it has no zeros.
            : zero >= 0 && (Begins("PAR1"u8) || Begins("ARROW1\0\0"u8))
                ? "a Parquet or Arrow file. Save it as CSV, which the package Carousel.Data can do." : null;
        if (other is not null)
        {
            throw new DataFormatException($"{path} is not text but {other}");
        }

        if (zero >= 0)
        {
            throw new DataFormatException(
                $"{path} is not text: byte {zero + 1} is zero. Pass a {(isTable ? "CSV" : "text")} file.");
        }
    }

    private static bool IsWide(byte[] bytes) => bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..];
}
