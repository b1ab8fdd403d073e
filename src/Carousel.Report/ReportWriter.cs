using System.Text;
using Carousel.Report.Html;

namespace Carousel.Report;

/// <summary>Writes a report as one HTML file that opens offline: style, numbers and charts are all inside.</summary>
/// <remarks>The same document gives the same bytes: the file contains no time and no random name.</remarks>
internal static class ReportWriter
{
    private static readonly UTF8Encoding _utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes a report to a file. Another file of that name is replaced as a whole, or not at all.</summary>
    /// <param name="document">The report.</param>
    /// <param name="path">The file; its folder is made where it is missing.</param>
    /// <exception cref="ArgumentException">A table's row or a chart's values do not fit their columns or
    /// positions.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(ReportDocument document, string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[] bytes = _utf8.GetBytes(ToHtml(document));
        string full = Path.GetFullPath(path);
        string folder = Path.GetDirectoryName(full)
            ?? throw new ArgumentException($"'{path}' is a folder, expected a file.", nameof(path));
        Directory.CreateDirectory(folder);

        // In the same folder, so that the rename stays inside one file system and is a single step.
        string unique = $"{Environment.ProcessId}-{Environment.CurrentManagedThreadId}";
        string temporary = Path.Combine(folder, $".{Path.GetFileName(full)}.{unique}.tmp");
        try
        {
            using (FileStream stream = new(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                stream.Write(bytes);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, full, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>A report as the text of an HTML file.</summary>
    /// <param name="document">The report.</param>
    /// <returns>The page, from its doctype to its last line.</returns>
    /// <exception cref="ArgumentException">A table's row or a chart's values do not fit their columns or
    /// positions.</exception>
    public static string ToHtml(ReportDocument document)
    {
        DocumentCheck.Require(document);
        return Page.Of(document);
    }
}
