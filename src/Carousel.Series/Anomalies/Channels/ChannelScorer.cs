using Carousel.Autograd;

namespace Carousel.Anomalies;

/// <summary>
/// Scores rows one by one: what the network expects of each, where it is used, and what that and the levels say. The
/// fit, predictions and streams all score by it, so that they say the same.
/// </summary>
/// <remarks>
/// Rows that follow the training rows go on from there. All others warm up first: until a level is known, only values
/// are anomalies that are far from the training rows and from the rows before them, and a scorer that continues
/// from the training rows says how odd they are.
/// </remarks>
/// <param name="backend">Where the network runs.</param>
/// <param name="network">The network.</param>
/// <param name="fitted">What is usual.</param>
/// <param name="origin">The training rows warm up without anomalies; null while they do so for the first time.</param>
internal sealed class ChannelScorer(
    CpuBackend backend, ChannelNetwork network, ChannelFitted fitted, AnomalyOrigin? origin) : IDisposable
{
    private const double Far = 6;

    // More far values in a row are the new level.
    private const int MostFar = 8;

    private readonly ChannelMonitor _monitor = new(network.Design, fitted);
    private readonly ChannelReader? _reader = fitted.Network.IsUsed ? new ChannelReader(backend, network) : null;
    private readonly ChannelForecast[] _looks =
        new ChannelForecast[fitted.Network.IsUsed ? network.Design.Channels.Count : 0];
    private readonly double[] _near = new double[fitted.Usual.Count];
    private readonly int[] _farRows = new int[fitted.Usual.Count];
    private ChannelScorer? _trained;
    private bool _hasBegun;

    /// <summary>Scores a row.</summary>
    /// <param name="stamp">Its time, if known.</param>
    /// <param name="values">[C]: as they were read; NaN is a gap.</param>
    public RowJudgement Take(DateTime? stamp, ReadOnlySpan<float> values)
    {
        if (!_hasBegun && fitted.State is { } state && !(origin?.BeginsWith(stamp, values) ?? false))
        {
            using var reader = new BinaryReader(new MemoryStream(state));
            (fitted.IsFollowedBy(stamp) ? this : _trained = NewTrained()).Pass(new StatePass(null, reader));
        }

        _hasBegun = true;
        RowJudgement? far = _trained?.Take(stamp, values);
        if (far is not null)
        {
            float[] own = values.ToArray();
            if (!TakeFar(stamp, own, far))
            {
                _trained!.Dispose();
                (_trained, far) = (null, null);
            }

            values = own;
        }

        _reader?.Take(stamp, values, _looks);
        return _monitor.Take(stamp, values, _looks, far);
    }

    /// <summary>Scores the first rows of data.</summary>
    /// <param name="backend">Where the network runs.</param>
    /// <param name="network">The network.</param>
    /// <param name="fitted">What is usual.</param>
    /// <param name="data">The rows.</param>
    /// <param name="rows">How many.</param>
    /// <param name="origin">Knows the first training row.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The verdicts on the rows, and the scorer's state after them.</returns>
    public static (ChannelVerdicts Verdicts, byte[] State) Run(
        CpuBackend backend, ChannelNetwork network, ChannelFitted fitted, ChannelData data, int rows,
        AnomalyOrigin? origin, CancellationToken cancellation = default)
    {
        using var scorer = new ChannelScorer(backend, network, fitted, origin);
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

    /// <summary>The same, with what judges the rows of the warm-up.</summary>
    public void PassAll(StatePass state)
    {
        Pass(state);
        bool warmsUp = _trained is not null;
        state.Of(ref warmsUp).Of(_near).Of(_farRows);
        if (warmsUp)
        {
            (_trained ??= NewTrained()).Pass(state);
        }
        else
        {
            _trained?.Dispose();
            _trained = null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _reader?.Dispose();
        _trained?.Dispose();
    }

    private ChannelScorer NewTrained() => new(backend, network, fitted, origin);

    /// <summary>Makes gaps of values that are far, and leaves scores only to them.</summary>
    /// <returns>Whether the level of a channel is not known yet.</returns>
    private bool TakeFar(DateTime? stamp, float[] values, RowJudgement said)
    {
        bool warmsUp = false;
        for (int c = 0; c < values.Length; c++)
        {
            bool isWarm = _monitor.IsKnown(c);
            warmsUp |= !isWarm;
            double units = network.Design.Scales[c].Units(values[c]) - fitted.Usual[c].Cycle.At(stamp);

            // The time between the training rows and these says nothing, so only the value counts.
            double score = said.Views[c].Where(double.IsFinite).DefaultIfEmpty().Max();
            bool isFar = !isWarm && Math.Abs(units) > Far && Math.Abs(units - _near[c]) > Far
                && score > fitted.Threshold && ++_farRows[c] <= MostFar;
            said.Scores[c] = isFar ? score : double.NaN;
            if (isFar)
            {
                values[c] = float.NaN;
            }
            else if (!double.IsNaN(units))
            {
                (_near[c], _farRows[c]) = (units, 0);
            }
        }

        return warmsUp;
    }
}
