using System.Runtime.CompilerServices;
using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>
/// The packed copies of a network's weights for the forward and the backward pass, each made anew when a parameter has
/// changed.
/// </summary>
/// <remarks>
/// Kept with the network's first parameter. Safe where several callers run one network at the same time, while nobody
/// trains it: as long as the panels are those of the
/// parameters a caller takes no lock, and where they are not, the first caller packs them and the others wait for it.
/// </remarks>
/// <typeparam name="TKey">What names the network: its parameters.</typeparam>
/// <param name="key">The network; a first parameter that is shared by another network gets another cache.</param>
/// <param name="weights">All its parameters; absent ones are null.</param>
internal abstract class PanelCache<TKey>(TKey key, params Parameter?[] weights) : IDisposable
    where TKey : class
{
    /// <summary>The version of panels that are not there, or are being packed.</summary>
    private const long None = -1;

    private readonly Lock _gate = new();
    private readonly Parameter[] _weights = [.. weights.OfType<Parameter>()];
    private HostStorage? _forward;
    private HostStorage? _backward;
    private long _forwardVersion = None;
    private long _backwardVersion = None;

    /// <summary>The network.</summary>
    protected TKey Key => key;

    /// <summary>Values of the panels for the forward pass.</summary>
    protected abstract int ForwardLength { get; }

    /// <summary>Values of the panels for the backward pass; a cache for inference alone has none.</summary>
    protected virtual int BackwardLength => 0;

    /// <summary>The cache of a network, made at the first call.</summary>
    /// <typeparam name="TCache">Its kind.</typeparam>
    /// <param name="first">The parameter that keeps it.</param>
    /// <param name="key">The network.</param>
    /// <param name="make">Makes it.</param>
    /// <param name="quantized">Whether it packs the values in 8 bits; those of the float values lie beside.</param>
    public static TCache Of<TCache>(Parameter first, TKey key, Func<TKey, TCache> make, bool quantized = false)
        where TCache : PanelCache<TKey>
    {
        return first.BackendCache(quantized) is TCache cache && cache.IsFor(key)
            ? cache
            : Made(first, key, make, quantized);
    }

    /// <summary>The panels for the forward pass, as the parameters are now.</summary>
    public HostStorage Forward() => Volatile.Read(ref _forwardVersion) == Version() ? _forward! : PackedForward();

    /// <summary>The panels for the backward pass, as the parameters are now.</summary>
    public HostStorage Backward() => Volatile.Read(ref _backwardVersion) == Version() ? _backward! : PackedBackward();

    /// <summary>Gives back the panels; nobody may run the network any more.</summary>
    public void Dispose()
    {
        _forward?.Dispose();
        _backward?.Dispose();
    }

    /// <summary>Packs for the forward pass.</summary>
    /// <param name="panels">[ForwardLength], overwritten.</param>
    protected abstract void PackForward(Span<float> panels);

    /// <summary>Packs for the backward pass.</summary>
    /// <param name="panels">[BackwardLength], overwritten.</param>
    protected virtual void PackBackward(Span<float> panels) =>
        throw new NotSupportedException("These panels are only for inference.");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static TCache Made<TCache>(Parameter first, TKey key, Func<TKey, TCache> make, bool quantized)
        where TCache : PanelCache<TKey>
    {
        lock (first)
        {
            ref object? held = ref first.BackendCache(quantized);
            if (held is not TCache cache || !cache.IsFor(key))
            {
                cache = make(key);
                held = cache;
            }

            return cache;
        }
    }

    private bool IsFor(TKey other) => ReferenceEquals(key, other) || key.Equals(other);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private HostStorage PackedForward()
    {
        lock (_gate)
        {
            if (_forwardVersion != Version())
            {
                // The version is written last: who reads it sees the panels that belong to it.
                Volatile.Write(ref _forwardVersion, None);
                _forward ??= new HostStorage(ForwardLength);
                PackForward(_forward.Span(0, _forward.Length));
                Volatile.Write(ref _forwardVersion, Version());
            }

            return _forward!;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private HostStorage PackedBackward()
    {
        lock (_gate)
        {
            if (_backwardVersion != Version())
            {
                Volatile.Write(ref _backwardVersion, None);
                _backward ??= new HostStorage(BackwardLength);
                PackBackward(_backward.Span(0, _backward.Length));
                Volatile.Write(ref _backwardVersion, Version());
            }

            return _backward!;
        }
    }

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
