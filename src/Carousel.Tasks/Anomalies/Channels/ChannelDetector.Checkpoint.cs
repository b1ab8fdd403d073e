using Carousel.Backends;
using Carousel.Storage;

namespace Carousel.Tasks.Anomalies.Channels;

/// <content>To and from a checkpoint.</content>
public sealed partial class ChannelDetector
{
    private const string LearningName = "learning";

    /// <summary>Where it stands; <see cref="Save"/> writes the rest.</summary>
    internal DetectorPosition Position => new(
        _learningRows, _rows, _lastAlarm, _scales, [.. _meters.Select(m => m.Position)], [.. _ranges.Select(r => r.Position)],
        [.. _learning.Select(r => r.Stamp?.Ticks)], _forecaster?.Position);

    /// <summary>Writes all that is needed to go on, completely or not at all.</summary>
    /// <param name="path">The file; replaced if it is there.</param>
    /// <param name="problem">What is watched, and how.</param>
    /// <param name="position">The caller's position, which holds <see cref="Position"/>.</param>
    internal void Save(string path, string problem, string position)
    {
        // While it learns its first there is no network yet: the first weights stand in its place.
        ChannelForecaster forecaster = _forecaster ?? FirstForecaster(_backend, _channels, _options);
        try
        {
            forecaster.Save(path, problem, position, ChannelPosition.Store(LearningName, [.. _learning.SelectMany(r => r.Values)]));
        }
        finally
        {
            if (_forecaster is null)
            {
                forecaster.Dispose();
            }
        }
    }

    /// <summary>A detector that goes on where another was saved, to the same bits.</summary>
    /// <param name="backend">Where the network runs.</param>
    /// <param name="path">What <see cref="Save"/> wrote.</param>
    /// <param name="problem">As it was saved.</param>
    /// <param name="channels">C.</param>
    /// <param name="options">The setting.</param>
    /// <returns>The detector and the caller's position.</returns>
    /// <exception cref="CheckpointException">Missing, damaged, or of another problem.</exception>
    internal static (ChannelDetector Detector, ChannelPosition Position) Resume(Backend backend, string path, string problem, int channels, DetectorOptions options)
    {
        ChannelForecaster? forecaster = FirstForecaster(backend, channels, options);
        try
        {
            (string text, IReadOnlyDictionary<string, StoredTensor> tensors) = forecaster.Resume(path, problem);
            ChannelPosition position = ChannelPosition.Read(path, text);
            DetectorPosition own = position.Detector;
            if (own.Meters.Length != channels)
            {
                throw ChannelPosition.NotUnderstood(path, null);
            }

            var detector = new ChannelDetector(backend, channels, own.LearningRows, options);
            detector.Load(path, own, tensors);
            if (own.Forecaster is { } at)
            {
                forecaster.Load(path, own.Scales, at, tensors);
                (detector._forecaster, forecaster) = (forecaster, null);
            }

            return (detector, position);
        }
        finally
        {
            forecaster?.Dispose();
        }
    }

    private static ChannelForecaster FirstForecaster(Backend backend, int channels, DetectorOptions options) =>
        new(backend, [.. Enumerable.Repeat(new RobustScale(0, 1), channels)], options.Forecaster);

    private void Load(string path, DetectorPosition position, IReadOnlyDictionary<string, StoredTensor> tensors)
    {
        ReadOnlyMemory<float> learning = tensors.TryGetValue(LearningName, out StoredTensor? stored) ? stored.Values : default;
        if (learning.Length != position.LearningTicks.Length * _channels)
        {
            throw ChannelPosition.NotUnderstood(path, null);
        }

        (_rows, _lastAlarm, _scales) = (position.Rows, position.LastAlarm, position.Scales);
        for (int c = 0; c < _channels; c++)
        {
            (_meters[c].Position, _ranges[c].Position) = (position.Meters[c], position.Ranges[c]);
        }

        _learning.AddRange(position.LearningTicks.Select((ticks, r) => (
            ticks is { } known ? new DateTime(known) : (DateTime?)null, learning.Slice(r * _channels, _channels).ToArray())));
    }
}
