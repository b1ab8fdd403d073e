using Carousel.Autograd;
using Carousel.Jobs.Reading;
using Carousel.Networks;

namespace Carousel.Anomalies;

/// <summary>A network that forecasts, fed row by row.</summary>
/// <remarks>
/// It was trained on pieces, so that each row is judged with one to two windows of rows before it: one stream judges
/// while the next one reads the window that it will have before it.
/// </remarks>
internal sealed class ChannelReader : IDisposable
{
    // Lower bound of a forecast's scale: for unseen values a smaller scale is not reliable.
    private const double LeastScale = 0.05;

    private readonly ChannelNetwork _network;
    private readonly float[] _filled, _input, _output, _unread;
    private StreamingSession _judging, _reading;
    private long _rows;

    /// <summary>A reader before its first row.</summary>
    public ChannelReader(CpuBackend backend, ChannelNetwork network)
    {
        _network = network;
        int channels = network.Design.Channels.Count, outputs = channels * ChannelNetwork.OutputsPerChannel;
        (_judging, _reading) = (new(backend, network.Steps), new(backend, network.Steps));
        (_filled, _input) = (new float[channels], new float[network.Design.InputSize]);
        (_output, _unread) = (new float[outputs], new float[outputs]);
    }

    /// <summary>Forecasts a row, and takes it.</summary>
    /// <param name="stamp">Its time, if known.</param>
    /// <param name="values">[C]: as they were read; NaN is a gap.</param>
    /// <param name="looks">[C], overwritten.</param>
    public void Take(DateTime? stamp, ReadOnlySpan<float> values, Span<ChannelForecast> looks)
    {
        int window = _network.Design.Window, size = ChannelNetwork.OutputsPerChannel;
        if (_rows % window == 0)
        {
            // The first two windows are judged by one stream from the first row on.
            if (_rows > window)
            {
                (_judging, _reading) = (_reading, _judging);
            }

            _reading.Reset();
        }

        _filled.CopyTo(_input, 0);
        CalendarPhase.Write(stamp, _input.AsSpan(_filled.Length));
        _judging.Step(_input, _output);
        _reading.Step(_input, _unread);
        _rows++;
        for (int c = 0; c < values.Length; c++)
        {
            float z = (float)_network.Design.Scales[c].Map(values[c]);
            var forecast = ChannelForecast.Of(_output.AsSpan(c * size, size));
            looks[c] = forecast with { Scale = Math.Max(forecast.Scale, LeastScale) };
            _filled[c] = float.IsFinite(z) ? z : _filled[c];
        }
    }

    /// <summary>Passes where it stands.</summary>
    public void Pass(StatePass state)
    {
        state.Of(ref _rows).Of(_filled).Of(_judging).Of(_reading);
        StateParts.Require(_rows >= 0);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _judging.Dispose();
        _reading.Dispose();
    }
}
