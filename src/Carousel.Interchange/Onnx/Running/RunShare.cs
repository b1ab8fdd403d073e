using Carousel.Backends;

namespace Carousel.Interchange.Onnx.Running;

/// <summary>What all runs of a session share.</summary>
internal sealed class RunShare : IDisposable
{
    /// <summary>Starts the threads.</summary>
    /// <param name="mostBytes">Bytes that a run may take at once.</param>
    /// <param name="threads">How many; 0 for as many as the machine has processors.</param>
    /// <param name="weights">The model's weights.</param>
    public RunShare(long mostBytes, int threads, IEnumerable<OnnxTensor> weights)
    {
        (Memory, Kept, Backend) = (new RunMemory(mostBytes), new KeptWeights(weights), new CpuBackend(threads));
        Room = new RunRoom(Backend);
    }

    /// <summary>Counts what a run takes.</summary>
    public RunMemory Memory { get; }

    /// <summary>What was made of the weights.</summary>
    public KeptWeights Kept { get; }

    /// <summary>Computes.</summary>
    public CpuBackend Backend { get; }

    /// <summary>Memory in which kernels work.</summary>
    public RunRoom Room { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Kept.Dispose();
        Room.Dispose();
        Backend.Dispose();
    }
}
