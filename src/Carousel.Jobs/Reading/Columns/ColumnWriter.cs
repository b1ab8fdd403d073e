using System.Runtime.InteropServices;
using System.Text;
using Carousel.Data;
using Carousel.Storage;

namespace Carousel.Jobs.Reading;

/// <summary>
/// Writes series into a column file: a mark, each series when it is finished, then the properties of the set and the
/// places of its series.
/// </summary>
/// <param name="stream">The file, at its beginning.</param>
internal sealed class ColumnWriter(Stream stream)
{
    /// <summary>The first bytes, and the last; the digit is the version.</summary>
    public static ReadOnlySpan<byte> Mark => "CARCOLS3"u8;

    private readonly List<ColumnEntry> _entries = [];
    private bool _hasWeights;
    private bool _hasTimes;
    private Frequency? _frequency;
    private long _end;

    /// <summary>Appends a series.</summary>
    /// <param name="series">On its grid.</param>
    public void Add(Series series)
    {
        if (_end == 0)
        {
            Write(Mark);
            (_hasWeights, _hasTimes) = (series.HasWeights, series.HasTimes);
        }

        _frequency ??= series.Frequency;
        long offset = _end;
        ulong hash = 0, timeHash = 0;
        for (int c = 0; c < series.Columns.Count; c++)
        {
            hash = Write(MemoryMarshal.AsBytes(series.Column(c)), hash);
        }

        hash = _hasWeights ? Write(MemoryMarshal.AsBytes(series.Weights.AsSpan()), hash) : hash;
        bool isOnGrid = !_hasTimes || IsOnGrid(series);
        if (!isOnGrid)
        {
            timeHash = Write(MemoryMarshal.AsBytes(MemoryMarshal.Cast<DateTime, long>(series.Times)), 0);
        }

        long start = _hasTimes && series.Length > 0 ? series.Times[0].ToBinary() : 0;
        _entries.Add(new ColumnEntry(
            series.Id, series.Length, series.FutureRows, offset, hash, series.Frequency is not null, isOnGrid, start,
            timeHash, series.Statics));
    }

    /// <summary>Writes what the set is; the file is whole then.</summary>
    /// <param name="source">What it was made from, to know it again.</param>
    /// <param name="roles">What each column is used for.</param>
    /// <param name="notes">What was found while reading.</param>
    /// <param name="names">The columns of time and id; null without.</param>
    /// <param name="sampling">See <see cref="SeriesSet.Sampling"/>.</param>
    /// <param name="clock">See <see cref="SeriesSet.Clock"/>.</param>
    /// <param name="missing">See <see cref="SeriesSet.MissingCodes"/>.</param>
    public void Finish(
        string source, SeriesRoles roles, IReadOnlyList<string> notes, (string? Time, string? Id) names,
        string? sampling, StampClock? clock, IReadOnlyList<string> missing)
    {
        var index = new MemoryStream();
        using (var writer = new BinaryWriter(index, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(source);
            writer.WriteTexts(roles.Targets);
            writer.WriteTexts(roles.Known);
            writer.WriteTexts(roles.Past);
            writer.WriteTexts(roles.Static);
            writer.WriteTexts(notes);
            writer.WriteTexts(missing);
            writer.WriteText(names.Time);
            writer.WriteText(names.Id);
            writer.WriteText(sampling);
            writer.WriteText(clock?.ToString());
            writer.WriteText(clock?.Written is { } written ? StampClock.TextOf(written) : null);
            writer.WriteText(_frequency?.ToString());

            writer.Write(_hasWeights);
            writer.Write(_hasTimes);
            writer.Write(_entries.Count);
            _entries.ForEach(entry => Write(writer, entry));
        }

        ReadOnlySpan<byte> bytes = index.GetBuffer().AsSpan(0, (int)index.Length);
        long from = _end;
        Write(bytes);
        Write(MemoryMarshal.AsBytes<ulong>([(ulong)from, (ulong)bytes.Length, XxHash64.Of(bytes)]));
        Write(Mark);
    }

    private static void Write(BinaryWriter writer, ColumnEntry entry)
    {
        writer.WriteText(entry.Id);
        writer.Write(entry.Length);
        writer.Write(entry.FutureRows);
        writer.Write(entry.Offset);
        writer.Write(entry.Hash);
        writer.Write(entry.HasFrequency);
        writer.Write(entry.IsOnGrid);
        writer.Write(entry.Start);
        writer.Write(entry.TimeHash);
        writer.WriteStatics(entry.Statics);
    }

    private static bool IsOnGrid(Series series) => series is { Frequency: { } frequency, TimesArray: { } times }
        && times.Index().All(row => frequency.Add(times[0], row.Index) == row.Item);

    private ulong Write(ReadOnlySpan<byte> bytes, ulong hash = 0)
    {
        stream.Write(bytes);
        _end += bytes.Length;
        return XxHash64.Of(bytes, hash);
    }
}
