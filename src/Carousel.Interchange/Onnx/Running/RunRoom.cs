using Carousel.Backends;
using Carousel.Memory;

namespace Carousel.Interchange.Onnx.Running;

/// <summary>
/// Memory in which kernels work, for one operator after another. Kept from run to run while it is small: fresh memory
/// costs more than a small layer.
/// </summary>
/// <param name="backend">Whose memory it is.</param>
internal sealed class RunRoom(CpuBackend backend) : IDisposable
{
    /// <summary>Bytes that are kept at most.</summary>
    public const long MostKept = 16L << 20;

    private Arena _arena = new(backend);

    /// <summary>The memory, empty.</summary>
    public Arena Emptied()
    {
        _arena.Reset();
        return _arena;
    }

    /// <summary>An operator has ended.</summary>
    public void EndOperator()
    {
        if (_arena.CapacityBytes > MostKept)
        {
            _arena.Dispose();
            _arena = new Arena(backend);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _arena.Dispose();
}
