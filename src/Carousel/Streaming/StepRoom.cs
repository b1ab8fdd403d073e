using Carousel.Backends;
using Carousel.Memory;

namespace Carousel.Streaming;

/// <summary>Inputs, outputs and scratch of a step: one room a thread, whatever the number of sessions, grown to the largest need.</summary>
internal static class StepRoom
{
    [ThreadStatic]
    private static object? _domain;

    [ThreadStatic]
    private static TensorStorage? _storage;

    /// <summary>Room on this thread, given up by its next step.</summary>
    /// <param name="backend">Whose memory.</param>
    /// <param name="length">Values.</param>
    /// <returns>At least so many values, undefined.</returns>
    public static TensorStorage Of(Backend backend, int length) =>
        _storage is { } storage && storage.Length >= length && ReferenceEquals(_domain, backend.MemoryDomain) ? storage : Grown(backend, length);

    private static TensorStorage Grown(Backend backend, int length)
    {
        _storage?.Dispose();
        _storage = null;
        (_domain, _storage) = (backend.MemoryDomain, backend.Allocate(length));
        return _storage;
    }
}
