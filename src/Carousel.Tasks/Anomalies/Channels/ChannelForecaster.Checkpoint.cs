using Carousel.Storage;
using Carousel.Streaming;

namespace Carousel.Tasks.Anomalies.Channels;

/// <content>To and from a checkpoint.</content>
public sealed partial class ChannelForecaster
{
    private const string RowsName = "rows";
    private const string LastName = "last";

    /// <summary>Where it stands; <see cref="Save"/> writes the rest.</summary>
    internal ForecasterPosition Position => new(_seen, _draws, _session.Save());

    /// <summary>Writes the network, what its training remembers, the rows and what the caller adds, completely or not at all.</summary>
    internal void Save(string path, string problem, string position, IEnumerable<StoredTensor> tensors) => _online.Save(
        path, problem, position, [.. ChannelPosition.Store(RowsName, [.. _rows]), .. ChannelPosition.Store(LastName, _last), .. tensors]);

    /// <summary>Reads the network and what its training remembers.</summary>
    /// <returns>The caller's position and all tensors.</returns>
    /// <exception cref="CheckpointException">Missing, damaged, or of another problem.</exception>
    internal (string Position, IReadOnlyDictionary<string, StoredTensor> Tensors) Resume(string path, string problem) => _online.Resume(path, problem);

    /// <summary>Stands where another stood.</summary>
    /// <exception cref="CheckpointException">The parts don't belong together.</exception>
    internal void Load(string path, IReadOnlyList<RobustScale> scales, ForecasterPosition position, IReadOnlyDictionary<string, StoredTensor> tensors)
    {
        if (!tensors.TryGetValue(RowsName, out StoredTensor? rows) || rows.Values.Length % RowLength != 0
            || !tensors.TryGetValue(LastName, out StoredTensor? last) || last.Values.Length != _last.Length)
        {
            throw ChannelPosition.NotUnderstood(path, null);
        }

        try
        {
            _session.Restore(position.Session);
        }
        catch (StreamingStateException exception)
        {
            throw ChannelPosition.NotUnderstood(path, exception);
        }

        _scales = [.. scales];
        _rows.Clear();
        _rows.AddRange(rows.Values.Span);
        last.Values.Span.CopyTo(_last);
        (_seen, _draws) = (position.Seen, position.Draws);
    }
}
