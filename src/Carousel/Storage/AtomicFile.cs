using System.Text;

namespace Carousel.Storage;

/// <summary>
/// Writes a file completely or not at all: temporary file in the same folder, flushed to disk, then renamed.
/// </summary>
internal static class AtomicFile
{
    private const string Prefix = ".carousel-";
    private const string Suffix = ".partial";

    private static int _number;

    /// <summary>
    /// Replaces <paramref name="path"/> by what <paramref name="write"/> writes. On any failure the old file stays as
    /// it was.
    /// </summary>
    /// <param name="path">The file to write; its folder must exist.</param>
    /// <param name="write">Writes the content; the stream is closed afterwards.</param>
    /// <exception cref="IOException">The folder is missing or full, or the file is in use.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be written, or the path is a folder.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);

        // A new file would replace the device itself.
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is "/dev")
        {
            throw new IOException($"'{path}' is a device: write to a file.");
        }

        using FileStream stream = Create(Path.GetDirectoryName(path) ?? "");
        try
        {
            write(stream);
            stream.Flush(flushToDisk: true);

            // Renamed while it is open: at no time does it look like one that a killed process left.
            File.Move(stream.Name, path, overwrite: true);
        }
        catch
        {
            stream.Dispose();
            TryDelete(stream.Name);
            throw;
        }
    }

    /// <summary>Replaces a file by a text in UTF-8.</summary>
    /// <inheritdoc cref="Write(string, Action{Stream})"/>
    public static void Write(string path, string text) =>
        Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>
    /// Removes the temporary files that killed processes left in a folder. Those that are being written stay.
    /// </summary>
    /// <param name="folder">The folder; it must exist.</param>
    /// <exception cref="IOException">The folder can't be listed.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder can't be listed.</exception>
    public static void RemoveLeftovers(string folder)
    {
        foreach (string partial in Directory.EnumerateFiles(folder, Prefix + "*" + Suffix))
        {
            try
            {
                // The process that writes one keeps it open, so it can't be opened here.
                using (new FileStream(
                    partial, FileMode.Open, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose))
                {
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Somebody writes it, or it belongs to somebody else.
            }
        }
    }

    // The number of the process keeps two of them apart. A file that a process of the same number left, as happens in
    // containers, or one that RemoveLeftovers looks at this moment is passed by.
    private static FileStream Create(string folder)
    {
        for (int left = 100; ; left--)
        {
            string partial = Path.Combine(
                folder, $"{Prefix}{Environment.ProcessId}-{Interlocked.Increment(ref _number)}{Suffix}");
            try
            {
                // It is renamed while it is open: on Windows the share mode must allow that, and reading meanwhile.
                var stream = new FileStream(
                    partial, FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete);

                // Linux and macOS make a file and lock it in two steps, between which RemoveLeftovers may have taken
                // it.
                if (File.Exists(partial))
                {
                    return stream;
                }

                stream.Dispose();
            }
            catch (IOException e) when (left > 1 && e.GetType() == typeof(IOException))
            {
                // The next number.
            }
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The first failure is the one to report.
        }
    }
}
