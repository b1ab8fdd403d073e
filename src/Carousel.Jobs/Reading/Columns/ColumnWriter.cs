using Carousel.Data;

namespace Carousel.Jobs.Reading;

/// <summary>Writes the columns of series into a file that goes with the process.</summary>
/// <param name="file">The file, empty.</param>
internal sealed class ColumnWriter(SpilledRows file)
{
    private readonly List<ColumnEntry> _entries = [];
    private IReadOnlyList<string> _columns = [];
    private bool _hasWeights, _hasTimes;
    private Frequency? _frequency;

    /// <summary>Appends a series.</summary>
    /// <param name="series">On its grid.</param>
    public void Add(Series series)
    {
        if (_entries.Count == 0)
        {
            (_columns, _hasWeights, _hasTimes) = (series.Columns, series.HasWeights, series.HasTimes);
        }

        _frequency ??= series.Frequency;
        long offset = file.Append(series.Column(0));
        for (int c = 1; c < _columns.Count; c++)
        {
            file.Append(series.Column(c));
        }

        if (_hasWeights)
        {
            file.Append<float>(series.Weights.AsSpan());
        }

        bool isOnGrid = !_hasTimes || IsOnGrid(series);
        if (!isOnGrid)
        {
            file.Append(series.Times);
        }

        _entries.Add(new ColumnEntry(
            series.Id, series.Length, series.FutureRows, offset, series.Frequency is not null, isOnGrid,
            _hasTimes && series.Length > 0 ? series.Times[0] : default, series.Statics));
    }

    /// <summary>The series, whose rows are read when they are asked for.</summary>
    public IReadOnlyList<Series> ToSeries()
    {
        var store = new ColumnStore(file, _entries, _columns.Count + (_hasWeights ? 1 : 0), _frequency);
        return
        [
            .. _entries.Select((entry, s) => new Series(
                _columns, new StoredRows(store, s, entry.Length, _hasTimes, _hasWeights ? _columns.Count : -1),
                entry.HasFrequency ? _frequency : null, entry.Id, entry.Statics, entry.FutureRows)),
        ];
    }

    private static bool IsOnGrid(Series series) => series is { Frequency: { } frequency, TimesArray: { } times }
        && times.Index().All(row => frequency.Add(times[0], row.Index) == row.Item);
}
