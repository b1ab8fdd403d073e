using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Carousel.Data;

/// <summary>One or several series with the same columns, roles and frequency: what a model is fitted on.</summary>
public sealed class SeriesSet
{
    /// <summary>From this number of rows on, data that grow with the rows are not made at once; orders and samples are
    /// drawn in blocks of series. The limit depends only on the data, so models do not depend on where the rows are
    /// stored.</summary>
    internal const long ManyRows = 4_000_000;

    private readonly Series[] _series;
    private readonly bool? _isLarge;
    private string? _fingerprint;

    /// <summary>A set of series.</summary>
    /// <param name="series">The series; each has the columns of <paramref name="roles"/>, in that order.</param>
    /// <param name="roles">What each column is used for.</param>
    /// <param name="name">How messages call the set: the name of its file.</param>
    /// <param name="notes">What was found or decided while reading, a sentence each.</param>
    /// <param name="timeName">The name of the time column, or null without one.</param>
    /// <param name="idName">The name of the column that identifies the series, or null.</param>
    /// <exception cref="ArgumentException">The list of series is empty, or one differs in columns or
    /// frequency.</exception>
    public SeriesSet(
        IReadOnlyList<Series> series,
        SeriesRoles roles,
        string name = "the series",
        IReadOnlyList<string>? notes = null,
        string? timeName = null,
        string? idName = null)
    {
        ArgumentNullException.ThrowIfNull(series);
        ArgumentNullException.ThrowIfNull(roles);
        if (series.Count == 0)
        {
            throw new ArgumentException("series: expected at least one.", nameof(series));
        }

        IReadOnlyList<string> columns = roles.Columns;
        Frequency = series.Select(s => s.Frequency).FirstOrDefault(f => f is not null);
        foreach (Series one in series)
        {
            if (!one.Columns.SequenceEqual(columns))
            {
                throw new ArgumentException(
                    $"series: expected the columns {string.Join(", ", columns)}, but series '{one.Id}' "
                    + $"has {string.Join(", ", one.Columns)}.",
                    nameof(series));
            }

            if (one.HasTimes != series[0].HasTimes || (one.Frequency is not null && one.Frequency != Frequency))
            {
                throw new ArgumentException(
                    $"series: expected the frequency '{Frequency?.Name}', but series '{one.Id}' has "
                    + $"'{one.Frequency?.Name}'.", nameof(series));
            }
        }

        _series = [.. series];
        (Roles, Name, Notes, TimeName, IdName) = (roles, name, notes ?? [], timeName, idName);
    }

    /// <summary>The same set with other series.</summary>
    /// <param name="series">The series, one at least.</param>
    /// <param name="notes">Other notes; null for its own.</param>
    /// <param name="roles">Those of other columns; null for its own.</param>
    /// <returns>The set itself where they are its own; as large as this one is otherwise.</returns>
    internal SeriesSet With(
        IReadOnlyList<Series> series, IReadOnlyList<string>? notes = null, SeriesRoles? roles = null) =>
        notes is null && series.SequenceEqual(_series)
        ? this
        : new SeriesSet(series, roles ?? Roles, Name, notes ?? Notes, TimeName, IdName)
        {
            Sampling = Sampling,
            Clock = Clock,
            Assumed = Assumed,
            Offsets = Offsets,
            MissingCodes = MissingCodes,
            IsLarge = IsLarge,
            KeptBytes = KeptBytes,
        };

    /// <summary>How messages call the set: the name of its file.</summary>
    public string Name { get; }

    /// <summary>What each column is used for.</summary>
    public SeriesRoles Roles { get; }

    /// <summary>The distance between rows, or null where the rows have no time.</summary>
    public Frequency? Frequency { get; }

    /// <summary>The name of the time column, or null without one.</summary>
    public string? TimeName { get; }

    /// <summary>The name of the column that identifies the series, or null for a single series.</summary>
    public string? IdName { get; }

    /// <summary>What was found or decided while reading, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>How the rows were resampled, for other rows of the same kind; null if they were not
    /// resampled.</summary>
    internal string? Sampling { get; init; }

    /// <summary>The clock of the time stamps; null where they name none.</summary>
    internal StampClock? Clock { get; init; }

    /// <summary>What was subtracted from columns while they were read, by name; null for nothing.</summary>
    internal IReadOnlyDictionary<string, double>? Offsets { get; init; }

    /// <summary>The texts of numbers that were found to mean a missing value.</summary>
    internal IReadOnlyList<string> MissingCodes { get; init; } = [];

    /// <summary>A row's name in files of results, in the form of its stamps: with offsets, or numbers.</summary>
    /// <param name="series">Which series.</param>
    /// <param name="row">0 or more; rows after the last are allowed.</param>
    internal string StampAt(int series, int row) =>
        (_series[series].TimeAt(row) is { } time ? Clock?.Format(time, Frequency) ?? Frequency?.Write(time) : null)
        ?? _series[series].LabelAt(row);

    /// <summary>Whether some rows count less than others.</summary>
    internal bool HasWeights => _series.Any(s => s.HasWeights);

    /// <summary>The assumption about the rows after the end, one sentence; null without an assumption.</summary>
    internal string? Assumed { get; init; }

    /// <summary>The series.</summary>
    public IReadOnlyList<Series> Series => _series;

    /// <summary>How many series.</summary>
    public int Count => _series.Length;

    /// <summary>A series by its place.</summary>
    /// <param name="index">0 … Count − 1.</param>
    public Series this[int index] => _series[index];

    /// <summary>The columns: targets, then known, then past.</summary>
    public IReadOnlyList<string> Columns => _series[0].Columns;

    /// <summary>Whether the number of rows requires work in blocks of series.</summary>
    internal bool IsLarge
    {
        get => _isLarge ?? TotalRows > ManyRows;
        init => _isLarge = value;
    }

    /// <summary>Things of the series that are made when they are asked for: of a large set some are kept, else all.
    /// </summary>
    /// <param name="make">Makes that of a series.</param>
    /// <param name="bytesOf">How many bytes one takes.</param>
    internal MadeOnDemand<T> OnDemand<T>(Func<int, T> make, Func<T, long> bytesOf) where T : class =>
        new(Count, make, bytesOf, IsLarge ? KeptBytes : long.MaxValue);

    /// <summary>How many bytes are kept of each kind of thing that is made of the series of a large set.</summary>
    internal long KeptBytes { get; init; } = 64L << 20;

    /// <summary>How many rows all series have together, without those of the future.</summary>
    public long TotalRows => _series.Sum(s => (long)s.HistoryLength);

    /// <summary>A set of one series without time stamps.</summary>
    /// <param name="values">[rows]; kept, not copied. NaN is missing.</param>
    /// <param name="name">The name of the column.</param>
    /// <returns>The set, with the column as its target.</returns>
    public static SeriesSet FromValues(float[] values, string name = "value") =>
        new([new Series([name], [values])], SeriesRoles.AllTargets([name]));

    /// <summary>
    /// A number that changes with any stamp, value, name or role: the first 16 hexadecimal digits of a SHA-256.
    /// </summary>
    /// <returns>The digits, lower case.</returns>
    public string Fingerprint() => _fingerprint ??= ComputeFingerprint();

    private string ComputeFingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        AppendNames(hash, Roles.Targets, Roles.Known, Roles.Past, Roles.Static);
        Span<byte> number = stackalloc byte[8];
        foreach (Series one in _series)
        {
            AppendNames(
                hash, [one.Id ?? ""],
                [.. one.Statics.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => $"{s.Key}={s.Value.Text}")]);
            BinaryPrimitives.WriteInt64LittleEndian(number, one.Length);
            hash.AppendData(number);
            foreach (DateTime stamp in one.Times)
            {
                BinaryPrimitives.WriteInt64LittleEndian(number, stamp.Ticks);
                hash.AppendData(number);
            }

            for (int c = 0; c < one.Columns.Count; c++)
            {
                AppendValues(hash, one.Column(c));
            }

            AppendValues(hash, one.Weights);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 8));
    }

    private static void AppendNames(IncrementalHash hash, params IReadOnlyList<string>[] groups)
    {
        foreach (IReadOnlyList<string> group in groups)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(string.Join('\u001f', group) + '\u001e'));
        }
    }

    // Every NaN is the same missing value, whatever its payload.
    private static void AppendValues(IncrementalHash hash, ReadOnlySpan<float> values)
    {
        var bits = new int[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            int value = float.IsNaN(values[i]) ? 0x7FC00000 : BitConverter.SingleToInt32Bits(values[i]);
            bits[i] = BitConverter.IsLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value);
        }

        hash.AppendData(MemoryMarshal.AsBytes(bits.AsSpan()));
    }
}
