namespace Carousel.Jobs.Reading;

/// <summary>The memory that a table would take.</summary>
internal static class TableSize
{
    /// <summary>Bytes that a row takes at most while a file is read into memory, and those of a value.</summary>
    private const int BytesOfARow = 48, BytesOfAValue = 12;

    /// <summary>The length of a table divided by that of its packed file, about.</summary>
    private const int Packed = 8;

    private const int SampleBytes = 1 << 16;

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
}
