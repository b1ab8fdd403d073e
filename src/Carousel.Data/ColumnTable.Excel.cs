namespace Carousel.Data;

/// <content>Excel workbooks.</content>
public sealed partial class ColumnTable
{
    /// <summary>Reads an Excel workbook (.xlsx): its first visible sheet with cells.</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">The columns to read; null for all.</param>
    /// <returns>The table; its notes name the sheets that were not read, and count cells with errors.</returns>
    /// <exception cref="DataFormatException">The file cannot be read; the message says why and where.</exception>
    /// <exception cref="IOException">The system fails while it is read.</exception>
    public static ColumnTable ReadExcel(string path, IReadOnlyList<string>? columns = null) =>
        BinaryFile.Read(path, stream => ReadExcel(stream, path, columns));

    /// <summary>Reads the bytes of an Excel workbook (.xlsx): its first visible sheet with cells.</summary>
    /// <param name="stream">The bytes, from where the stream is; it stays open.</param>
    /// <param name="name">How messages call it.</param>
    /// <param name="columns">The columns to read; null for all.</param>
    /// <returns>The table; its notes name the sheets that were not read, and count cells with errors.</returns>
    /// <exception cref="DataFormatException">The bytes cannot be read; the message says why and where.</exception>
    /// <exception cref="IOException">The system fails while it is read.</exception>
    public static ColumnTable ReadExcel(Stream stream, string name, IReadOnlyList<string>? columns = null) =>
        Workbook.Read(BinaryFile.Seekable(stream, name).Stream, name).ToTable(columns);
}
