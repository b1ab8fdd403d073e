using Carousel.Jobs.Reading;
using Carousel.Studio.Messages;

namespace Carousel.Studio.Data;

/// <summary>A table in memory: its bytes, where its rows begin, its columns of numbers and codes.</summary>
internal sealed class Table
{
    /// <summary>The most odd rows that are named.</summary>
    public const int MostOdd = 50;

    /// <summary>A time that can't be read.</summary>
    public const long NoTime = long.MinValue;

    private readonly byte[] _bytes;
    private readonly byte _delimiter;

    /// <summary>A table without rows.</summary>
    /// <param name="bytes">The table in UTF-8.</param>
    /// <param name="delimiter">What separates its columns.</param>
    /// <param name="columns">Its columns.</param>
    public Table(byte[] bytes, byte delimiter, IReadOnlyList<TableColumn> columns) =>
        (_bytes, _delimiter, Columns) = (bytes, delimiter, columns);

    /// <summary>Its columns.</summary>
    public IReadOnlyList<TableColumn> Columns { get; }

    /// <summary>The column of time stamps, or −1.</summary>
    public int Time { get; init; } = -1;

    /// <summary>A time stamp with an ambiguous order of day and month; null if no time stamp is ambiguous.</summary>
    public string? Ambiguity { get; init; }

    /// <summary>Which of the columns that hold numbers only count rows.</summary>
    public IReadOnlySet<int> Counters { get; init; } = new HashSet<int>();

    /// <summary>Of each row its time in ticks, or <see cref="NoTime"/>; empty without time stamps.</summary>
    public List<long> Times { get; } = [];

    /// <summary>Where each row begins.</summary>
    public List<int> Starts { get; } = [];

    /// <summary>The line of each row.</summary>
    public List<long> Lines { get; } = [];

    /// <summary>Rows that do not fit, the first of them.</summary>
    public List<OddRow> Odd { get; } = [];

    /// <summary>How many rows do not fit.</summary>
    public long OddCount { get; private set; }

    /// <summary>What was found about its form, a sentence each.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Texts in cells of columns of numbers, and how often they occur.</summary>
    public Dictionary<string, long> Gaps { get; } = new(StringComparer.Ordinal);

    /// <summary>How much memory it takes.</summary>
    public long Bytes =>
        _bytes.Length + (Starts.Count * 20L) + Columns.Sum(c => 4L * (c.Values.Count + c.Codes.Count));

    /// <summary>A row does not fit.</summary>
    /// <param name="line">Its line.</param>
    /// <param name="column">The number of the field, from 1; 0 for the whole row.</param>
    /// <param name="sentence">Makes the message; called only if it is kept.</param>
    public void AddOdd(long line, int column, Func<string> sentence)
    {
        OddCount++;
        if (Odd.Count < MostOdd)
        {
            Odd.Add(new OddRow(line, column, sentence()));
        }
    }

    /// <summary>The number of a column.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="RefusalException">The column does not exist.</exception>
    public int IndexOf(string name)
    {
        string[] names = [.. Columns.Select(c => c.Name)];
        int at = Array.IndexOf(names, name);
        return at >= 0 ? at : throw new RefusalException(
            422, $"There is no column '{name}'.{NearestName.Question(name, names)} {CsvColumns.Describe(names)}");
    }

    /// <summary>The unchanged cells of some rows of the file.</summary>
    /// <param name="from">The first row.</param>
    /// <param name="count">How many.</param>
    public RowPage Page(int from, int count)
    {
        from = Math.Clamp(from, 0, Starts.Count);
        count = Math.Clamp(count, 0, Starts.Count - from);
        var rows = new List<IReadOnlyList<string>>(count);
        for (int r = from; r < from + count; r++)
        {
            var scanner = new CellScanner(_bytes, _delimiter, Starts[r]);
            var cells = new List<string>(Columns.Count);
            do
            {
                ReadOnlySpan<byte> cell = scanner.Next(out bool isQuoted);
                cells.Add(CellScanner.TextOf(cell, isQuoted));
            }
            while (!scanner.EndsRow);
            rows.Add(cells);
        }

        return new RowPage(
            from, Starts.Count, [.. Columns.Select(c => c.Name)], rows, Lines.GetRange(from, count));
    }
}
