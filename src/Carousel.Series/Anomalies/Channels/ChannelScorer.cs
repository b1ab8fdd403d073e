using Carousel.Autograd;

namespace Carousel.Anomalies;

/// <summary>
/// Scores rows one by one: what the network expects of each, where it is used, and what that and the levels say. The
/// fit, predictions and streams all score by it, so that they say the same.
/// </summary>
/// <remarks>
/// Rows that follow those that were learned from go on from there; all others warm up first, without anomalies.
/// </remarks>
internal sealed class ChannelScorer : IDisposable
{
    private readonly ChannelFitted _fitted;
    private readonly ChannelMonitor _monitor;
    private readonly ChannelReader? _reader;
    private readonly ChannelForecast[] _looks;
    private bool _hasBegun;

    /// <summary>A scorer before its first row.</summary>
    /// <param name="backend">Where the network runs.</param>
    /// <param name="network">The network.</param>
    /// <param name="fitted">What is usual.</param>
    public ChannelScorer(CpuBackend backend, ChannelNetwork network, ChannelFitted fitted)
    {
        _fitted = fitted;
        _monitor = new ChannelMonitor(network.Design, fitted);
        _reader = fitted.Network.IsUsed ? new ChannelReader(backend, network) : null;
        _looks = new ChannelForecast[_reader is null ? 0 : network.Design.Channels.Count];
    }

    /// <summary>Scores a row.</summary>
    /// <param name="stamp">Its time, if known.</param>
    /// <param name="values">[C]: as they were read; NaN is a gap.</param>
    public RowJudgement Take(DateTime? stamp, ReadOnlySpan<float> values)
    {
        if (!_hasBegun && _fitted.IsFollowedBy(stamp))
        {
            using var reader = new BinaryReader(new MemoryStream(_fitted.State!));
            Pass(new StatePass(null, reader));
        }

        _hasBegun = true;
        _reader?.Take(stamp, values, _looks);
        return _monitor.Take(stamp, values, _looks);
    }

    /// <summary>Scores the first rows of data.</summary>
    /// <param name="backend">Where the network runs.</param>
    /// <param name="network">The network.</param>
    /// <param name="fitted">What is usual.</param>
    /// <param name="data">The rows.</param>
    /// <param name="rows">How many.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The verdicts on the rows, and the scorer's state after them.</returns>
    public static (ChannelVerdicts Verdicts, byte[] State) Run(
        CpuBackend backend, ChannelNetwork network, ChannelFitted fitted, ChannelData data, int rows,
        CancellationToken cancellation = default)
    {
        using var scorer = new ChannelScorer(backend, network, fitted);
        var said = new RowJudgement[rows];
        for (int r = 0; r < rows; r++)
        {
            cancellation.ThrowIfCancellationRequested();
            said[r] = scorer.Take(data.StampAt(r), data.Row(r));
        }

        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream))
        {
            scorer.Pass(new StatePass(writer, null));
        }

        return (ChannelVerdicts.Of(said, fitted), stream.ToArray());
    }

    /// <summary>Passes where it stands.</summary>
    public void Pass(StatePass state)
    {
        _monitor.Pass(state.Of(ref _hasBegun));
        _reader?.Pass(state);
    }

    /// <inheritdoc/>
    public void Dispose() => _reader?.Dispose();
}
