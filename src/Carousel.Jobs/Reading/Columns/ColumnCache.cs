using Carousel.Data;
using Carousel.Jobs.Options;
using Carousel.Storage;

namespace Carousel.Jobs.Reading;

/// <summary>
/// The column file of a table: made once, used again while table and options stay the same, else replaced.
/// </summary>
internal static class ColumnCache
{
    private const string Ending = ".columns";

    /// <summary>Bytes that a row takes at most while a file is read into memory, and those of a value.</summary>
    private const int BytesOfARow = 48, BytesOfAValue = 12;

    /// <summary>The length of a table divided by that of its packed file, about.</summary>
    private const int Packed = 8;

    private const int SampleBytes = 1 << 16, Samples = 64;

    /// <summary>Whether a table would take more than half of the memory that this process may use.</summary>
    /// <param name="path">The table.</param>
    public static bool IsTooLarge(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists || file.Length < SampleBytes)
        {
            return false;
        }

        // The lines of the beginning give an estimate of the number of rows.
        using TextReader reader = TextFile.Open(path);
        var beginning = new char[SampleBytes];
        ReadOnlySpan<char> text = beginning.AsSpan(0, reader.ReadBlock(beginning, 0, beginning.Length));
        int lines = Math.Max(1, text.Count('\n'));
        ReadOnlySpan<char> header = text[..Math.Max(0, text.IndexOf('\n'))];
        int columns = 1 + Math.Max(header.Count(','), Math.Max(header.Count(';'), header.Count('\t')));
        bool isPacked = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
        double rows = (double)file.Length * (isPacked ? Packed : 1) / text.Length * lines;
        return rows * (BytesOfARow + (BytesOfAValue * columns))
            > GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2.0;
    }

    /// <summary>The series of a table, from its column file, which is made if no existing one fits.</summary>
    /// <param name="path">The table.</param>
    /// <param name="options">How it is read.</param>
    /// <param name="folder">See <see cref="StorageOptions.Folder"/>.</param>
    /// <exception cref="DataFormatException">The table can't be read as asked, or the file not be written.</exception>
    public static SeriesSet Read(string path, ReadOptions options, string? folder)
    {
        if (folder == StorageOptions.None)
        {
            using TextReader once = TextFile.Open(path);
            return Once(path, folder, name => SeriesReader.Store(once, path, options, name, ""));
        }

        // Says why where there is no such file, or no text in it.
        using TextReader reader = TextFile.Open(path);
        string columns = folder is null ? path + Ending : Path.Combine(folder, Path.GetFileName(path) + Ending);
        string source = SourceOf(path, options);
        if (File.Exists(columns) && ColumnFile.Open(columns, path, source) is { } kept)
        {
            return kept;
        }

        SeriesReader.Store(reader, path, options, columns, source);
        return ColumnFile.Open(columns, path, source) ?? throw Changed(columns);
    }

    /// <summary>The series of rows that can be read only once: their columns are in a file that is deleted with
    /// them.</summary>
    /// <param name="name">How messages call the rows.</param>
    /// <param name="folder">The file's folder; that of temporary files if null or
    /// <see cref="StorageOptions.None"/>.</param>
    /// <param name="store">Writes the file of a name.</param>
    public static SeriesSet Once(string name, string? folder, Action<string> store)
    {
        string place = folder is null or StorageOptions.None ? Path.GetTempPath() : folder;
        string columns = Path.Combine(place, $"carousel-{Guid.NewGuid():N}{Ending}");
        store(columns);
        return ColumnFile.Open(columns, name, "", isPassing: true) ?? throw Changed(columns);
    }

    /// <summary>Writes a column file whole or not at all.</summary>
    /// <param name="columns">The file.</param>
    /// <param name="write">Writes it.</param>
    /// <exception cref="DataFormatException">It can't be written.</exception>
    public static void Write(string columns, Action<ColumnWriter> write)
    {
        try
        {
            AtomicFile.Write(columns, stream =>
            {
                // It has all rows of the table: only its owner may read it.
                if (!OperatingSystem.IsWindows() && stream is FileStream file)
                {
                    File.SetUnixFileMode(file.SafeFileHandle, UnixFileMode.UserRead | UnixFileMode.UserWrite);
                }

                write(new ColumnWriter(stream));
            });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw OptionTable.Of(typeof(StorageOptions)).Unfit(
                $"{columns} can't be written: {e.Message} Pass {{Folder}} with a folder that can be, or "
                + "{Place} memory.");
        }
    }

    /// <summary>What a column file was made from: length, time of change and samples of the table, and the
    /// options.</summary>
    /// <param name="path">The table.</param>
    /// <param name="options">How it is read.</param>
    internal static string SourceOf(string path, ReadOptions options)
    {
        var file = new FileInfo(path);
        using var handle = File.OpenHandle(
            path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var sample = new byte[(int)Math.Min(SampleBytes, file.Length)];
        ulong hash = 0;
        for (int i = 0; i < Samples; i++)
        {
            long from = (file.Length - sample.Length) * i / (Samples - 1);
            int read = RandomAccess.Read(handle, sample, from);
            hash = XxHash64.Of(sample.AsSpan(0, read), hash);
        }

        return Invariant.Of($"{file.Length} {file.LastWriteTimeUtc.Ticks} {hash:x16} {TextOf(options)}");
    }

    /// <summary>Every option that rows are read by.</summary>
    internal static string TextOf(ReadOptions options) => string.Join('\u001d', new[]
    {
        Join(options.Targets), options.Time, options.Id,
        options.HasFoundId.ToString(), options.Joined, options.KeepsCodes.ToString(),
        Join(options.Known), Join(options.Past), Join(options.Static),
        options.Format.ToString(), options.Every, options.Purpose,
        options.LeavesOutCounters.ToString(), options.Weight, Join(options.Flags), Join(options.Groups),
        Join(options.Missing), options.SkipBadRows, options.KeepsEnd.ToString(),
        options.FindsOffsets.ToString(),
        options.KeepsRows.ToString(), options.TimeFormat,
        options.DecimalSeparator.ToString(), options.Delimiter.ToString(), options.Clock?.ToString(),
        options.Offsets is null ? null : Join([.. options.Offsets.Select(o => $"{o.Key}={o.Value:R}")]),
    }.Select(text => text ?? "\u001b"));

    private static DataFormatException Changed(string columns) =>
        new($"{columns} was changed while it was written. Try again.");

    private static string? Join(IReadOnlyList<string>? texts) =>
        texts is null ? null : string.Concat(texts.Select(text => text + '\u001f'));
}
