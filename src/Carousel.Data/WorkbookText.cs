using System.Collections.Concurrent;
using Carousel.Jobs.Reading;

namespace Carousel.Data;

/// <summary>Workbooks as CSV, so that every job that reads a table from a file reads them.</summary>
internal static class WorkbookText
{
    // A job opens its file several times.
    private static readonly ConcurrentDictionary<string, Kept> _kept = new();

    /// <summary>Makes jobs read workbooks.</summary>
    public static void Register()
    {
        OtherTables.ToCsv = ToCsv;
        OtherTables.Notes = path => _kept.TryGetValue(path, out Kept? kept) ? kept.Notes : [];
    }

    private static MemoryStream? ToCsv(string path, Stream stream, byte[] start)
    {
        // Other zip archives are files of texts to which their readers have an answer.
        if (!Path.GetExtension(path).StartsWith(".xls", StringComparison.OrdinalIgnoreCase)
            && start is not [0xD0, 0xCF, 0x11, 0xE0, ..])
        {
            _kept.TryRemove(path, out _);
            return null;
        }

        DateTime written = File.GetLastWriteTimeUtc(path);
        if (!_kept.TryGetValue(path, out Kept? kept) || kept.Written != written || kept.Length != stream.Length
            || !kept.Csv.TryGetTarget(out byte[]? csv))
        {
            WorkbookSheet sheet = Workbook.Read(stream, path);
            csv = sheet.ToCsv();
            _kept[path] = new Kept(written, stream.Length, new(csv), sheet.Notes);
        }

        return new MemoryStream(csv);
    }

    private sealed record Kept(
        DateTime Written, long Length, WeakReference<byte[]> Csv, IReadOnlyList<string> Notes);
}
