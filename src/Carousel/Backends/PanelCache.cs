using Carousel.Memory;

namespace Carousel.Backends;

/// <summary>The packed copies of a network's weights for the forward and the backward pass, each made anew when a parameter has changed.</summary>
/// <remarks>Kept with the network's first parameter. Safe where several callers run one network at the same time.</remarks>
/// <typeparam name="TKey">What names the network: its parameters.</typeparam>
/// <param name="key">The network; a first parameter that is shared by another network gets another cache.</param>
/// <param name="weights">All its parameters; absent ones are null.</param>
internal abstract class PanelCache<TKey>(TKey key, params Parameter?[] weights)
    where TKey : class
{
    private readonly Lock _gate = new();
    private readonly Parameter[] _weights = [.. weights.OfType<Parameter>()];
    private HostStorage? _forward;
    private HostStorage? _backward;
    private long _forwardVersion;
    private long _backwardVersion;

    /// <summary>The network.</summary>
    protected TKey Key => key;

    /// <summary>Values of the panels for the forward pass.</summary>
    protected abstract int ForwardLength { get; }

    /// <summary>Values of the panels for the backward pass.</summary>
    protected abstract int BackwardLength { get; }

    /// <summary>The cache of a network, made at the first call.</summary>
    /// <typeparam name="TCache">Its kind.</typeparam>
    /// <param name="first">The parameter that keeps it.</param>
    /// <param name="key">The network.</param>
    /// <param name="make">Makes it.</param>
    public static TCache Of<TCache>(Parameter first, TKey key, Func<TKey, TCache> make)
        where TCache : PanelCache<TKey>
    {
        lock (first)
        {
            if (first.BackendCache is not TCache cache || !cache.IsFor(key))
            {
                cache = make(key);
                first.BackendCache = cache;
            }

            return cache;
        }
    }

    /// <summary>The panels for the forward pass, as the parameters are now.</summary>
    public HostStorage Forward()
    {
        lock (_gate)
        {
            long version = Version();
            if (_forward is null || _forwardVersion != version)
            {
                _forward ??= new HostStorage(ForwardLength);
                PackForward(_forward.Span(0, _forward.Length));
                _forwardVersion = version;
            }

            return _forward;
        }
    }

    /// <summary>The panels for the backward pass, as the parameters are now.</summary>
    public HostStorage Backward()
    {
        lock (_gate)
        {
            long version = Version();
            if (_backward is null || _backwardVersion != version)
            {
                _backward ??= new HostStorage(BackwardLength);
                PackBackward(_backward.Span(0, _backward.Length));
                _backwardVersion = version;
            }

            return _backward;
        }
    }

    /// <summary>Packs for the forward pass.</summary>
    /// <param name="panels">[ForwardLength], overwritten.</param>
    protected abstract void PackForward(Span<float> panels);

    /// <summary>Packs for the backward pass.</summary>
    /// <param name="panels">[BackwardLength], overwritten.</param>
    protected abstract void PackBackward(Span<float> panels);

    private bool IsFor(TKey other) => key.Equals(other);

    /// <summary>Versions only rise, so their sum tells every change.</summary>
    private long Version()
    {
        long sum = 0;
        foreach (Parameter weight in _weights)
        {
            sum += weight.Version;
        }

        return sum;
    }
}
