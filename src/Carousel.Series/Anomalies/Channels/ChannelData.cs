using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;

namespace Carousel.Anomalies;

/// <summary>Rows of one or many channels, with labels where there are some.</summary>
/// <param name="Name">How messages call them.</param>
/// <param name="Channels">The channels' columns.</param>
/// <param name="Columns">[C][n]; NaN is a gap.</param>
/// <param name="Stamps">[n]; null for numbered rows.</param>
/// <param name="TimeName">The column of time stamps; null for numbered rows.</param>
/// <param name="Labels">[n]; null where nothing is labelled.</param>
/// <param name="Notes">What was found without being asked.</param>
internal sealed record ChannelData(
    string Name, IReadOnlyList<string> Channels, IReadOnlyList<float[]> Columns, IReadOnlyList<DateTime>? Stamps,
    string? TimeName, IReadOnlyList<bool>? Labels,
    IReadOnlyList<string> Notes)
{
    // Beyond this multiple of the rows, gaps are most of the grid.
    private const long MostPlaces = 4;

    /// <summary>n: how many rows.</summary>
    public int Count => Columns[0].Length;

    /// <summary>A fingerprint of the values, equal for equal data.</summary>
    public string Fingerprint { get; init; } = "";

    /// <summary>
    /// [n]: the row of the table, from 0, that each row was read from; −1 for one that was missing; none for rows
    /// that
    /// come from no table.
    /// </summary>
    public IReadOnlyList<int> Rows { get; init; } = [];

    /// <summary>The texts of numbers that mean a missing value.</summary>
    public IReadOnlyList<string> MissingCodes { get; init; } = [];

    /// <summary>The columns of sensors and values, where the table has a row for each sensor and time; else
    /// null.</summary>
    public SensorColumns? Sensors { get; init; }

    /// <summary>The columns of the table that have a use.</summary>
    public IEnumerable<string> UsedColumns =>
        Channels.Concat(TimeName is null ? [] : [TimeName, .. TimeName.Split(',')]);

    /// <summary>How rows were resampled; null if they were already on a grid.</summary>
    public string? Every { get; init; }

    /// <summary>The distance between rows; null where it is not known.</summary>
    public Frequency? Frequency { get; init; }

    /// <summary>The clock of the time stamps; null where they name none.</summary>
    public StampClock? Clock { get; init; }

    /// <summary>How many rows of which channels there are, and from when to when.</summary>
    public JobFact Fact => new(
        "series",
        $"{FigureText.Count(Count)} rows of {CsvColumns.Shown(Channels)}, {LabelAt(0)} to {LabelAt(Count - 1)}");

    /// <summary>The time of a row, if known.</summary>
    /// <param name="row">0 … n − 1.</param>
    /// <returns>The time.</returns>
    public DateTime? StampAt(int row) => Stamps?[row];

    /// <summary>What a row is called: its time, or its number from 1.</summary>
    /// <param name="row">0 … n − 1.</param>
    /// <returns>The text.</returns>
    public string LabelAt(int row) => LabelOf(StampAt(row), row + 1);

    /// <summary>What a row is called: its time, or its number.</summary>
    /// <param name="stamp">Its time, if known.</param>
    /// <param name="number">Its number, from 1.</param>
    /// <returns>The text.</returns>
    public static string LabelOf(DateTime? stamp, long number) =>
        stamp?.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture)
            ?? Invariant.Of($"{number}");

    /// <summary>A row's time or number, and its values: two machines may be recorded from the same moment on.</summary>
    /// <param name="stamp">Its time, if known.</param>
    /// <param name="values">[C].</param>
    public static string TextOf(DateTime? stamp, ReadOnlySpan<float> values) =>
        $"{LabelOf(stamp, 1)} {Convert.ToHexString(MemoryMarshal.AsBytes(values))}";

    /// <summary>A fingerprint of the values of the first rows.</summary>
    /// <param name="rows">How many, at most n.</param>
    public string ValuesOf(long rows) => string.Concat(Columns.Select(
        c => Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(c.AsSpan(0, (int)rows))), 0, 8)));

    /// <summary>[n]: the place of each row on the grid of time, so that a season continues after a gap; the row itself
    /// without such a grid.</summary>
    public int[] Places()
    {
        int[] places = [.. Enumerable.Range(0, Count)], own = new int[Count];
        for (int r = 1; r < Count; r++)
        {
            if (Stamps is not { } stamps || Frequency?.StepsBetween(stamps[r - 1], stamps[r]) is not { } steps
                || own[r - 1] + steps > MostPlaces * Count)
            {
                return places;
            }

            own[r] = own[r - 1] + (int)steps;
        }

        return own;
    }

    /// <summary>The values of a row.</summary>
    /// <param name="row">0 … n − 1.</param>
    /// <returns>[C].</returns>
    public float[] Row(int row) => [.. Columns.Select(c => c[row])];

    /// <summary>The channels of a model, in its order; others are left out and named.</summary>
    /// <param name="channels">Their names.</param>
    /// <exception cref="DataFormatException">One of them has no rows.</exception>
    public ChannelData With(IReadOnlyList<string> channels)
    {
        int[] places = [.. channels.Select(c => Channels.ToList().IndexOf(c))];
        int missing = Array.IndexOf(places, -1);
        if (missing >= 0)
        {
            throw new DataFormatException(
                $"{Name} has no rows of sensor '{channels[missing]}', which the model watches. It has rows of "
                + $"{CsvColumns.Shown(Channels)}.");
        }

        string[] others = [.. Channels.Except(channels)];
        return this with
        {
            Channels = channels,
            Columns = [.. places.Select(p => Columns[p])],
            Notes = others.Length == 0 ? Notes
                : [.. Notes, $"The model does not watch {CsvColumns.Shown(others)}: left out."],
        };
    }

    /// <summary>Reads channels from CSV.</summary>
    /// <param name="reader">The text.</param>
    /// <param name="name">How messages call it.</param>
    /// <param name="options">The columns; targets are the channels, null for every column of numbers.</param>
    /// <param name="label">The column of labels, 0 and 1; null without labels.</param>
    /// <returns>The rows.</returns>
    /// <exception cref="DataFormatException">The text can't be read as asked.</exception>
    public static ChannelData Read(TextReader reader, string name, ReadOptions options, string? label) =>
        Of(name, options, label, asked => SeriesReader.Read(reader, name, asked));

    /// <summary>As <see cref="Read(TextReader, string, ReadOptions, string?)"/>, of a file. One with a row for each
    /// sensor and time gets a channel for each sensor.</summary>
    /// <param name="path">The CSV file.</param>
    /// <param name="name">How messages call it.</param>
    /// <param name="options">The columns.</param>
    /// <param name="label">The column of labels; null without labels.</param>
    /// <returns>The rows.</returns>
    /// <exception cref="DataFormatException">The file can't be read as asked.</exception>
    public static ChannelData Read(string path, string name, ReadOptions options, string? label) =>
        Of(name, options, label, asked => SeriesReader.Read(path, name, asked));

    /// <summary>How the channels of a table are found.</summary>
    /// <param name="options">What was asked for.</param>
    /// <param name="channels">Their columns; null for every column of numbers.</param>
    internal static ReadOptions Watching(ReadOptions options, IReadOnlyList<string>? channels) => options with
    {
        Targets = channels ?? [ReadOptions.All],
        Purpose = ReadOptions.Watching,
        LeavesOutCounters = options.Targets is null,
    };

    private static ChannelData Of(
        string name, ReadOptions options, string? label,
        Func<ReadOptions, (SeriesSet Set, IReadOnlyList<int[]> Rows)> read)
    {
        IReadOnlyList<string> channels = options.Targets ?? [ReadOptions.All];
        if (label is not null && channels is not [ReadOptions.All])
        {
            channels = [.. channels, label];
        }

        (SeriesSet set, IReadOnlyList<int[]> rows) = read(Watching(options, channels) with
        {
            KeepsEnd = true,
            Flags = label is null ? [] : [label],
            KeepsRows = true,
        });
        bool hasSensors = set.IdName is not null && set[0].HasTimes;
        if (set.Count > 1 && !hasSensors)
        {
            throw options.Unfit(
                $"{name} has {set.Count} series without times, but a detector watches one table of rows.");
        }

        SensorTable? sensors = hasSensors ? new SensorTable(set, label) : null;
        Series series = sensors?.Join(options) ?? set[0];
        int labelColumn = series.Columns.ToList().FindIndex(c => c.Equals(label, StringComparison.OrdinalIgnoreCase));
        int[] own = [.. Enumerable.Range(0, series.Columns.Count).Where(c => c != labelColumn)];
        return own.Length == 0
            ? throw options.Unfit(
                $"{name} has no column of numbers other than the labels. Name the channels with {{Targets}}.")
            : new ChannelData(
                name, [.. own.Select(c => series.Columns[c])], [.. own.Select(c => series.Column(c).ToArray())],
                series.HasTimes ? series.Times.ToArray() : null, series.HasTimes ? set.TimeName : null,
                labelColumn < 0 ? null : [.. series.Column(labelColumn).ToArray().Select(value => value == 1)],
                [.. set.Notes, .. Optional.Of(sensors?.Note)])
            {
                Fingerprint = set.Fingerprint(),
                Rows = sensors is null ? rows[0] : [],
                Sensors = sensors?.Columns,
                MissingCodes = set.MissingCodes,
                Every = set.Sampling,
                Clock = set.Clock,
                Frequency = series.Frequency,
            };
    }
}
