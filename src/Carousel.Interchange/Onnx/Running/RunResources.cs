using Carousel.Backends;

namespace Carousel.Interchange.Onnx.Running;

/// <summary>What a run computes with, and what it may take.</summary>
/// <param name="share">What all runs of a session share.</param>
/// <param name="cancellation">Stops between operators.</param>
internal sealed class RunResources(RunShare share, CancellationToken cancellation = default)
{
    // What a step of a body counts as: a body over an axis of a million empty rows takes no memory, but time.
    private const long StepBytes = 1024;

    private long _steps;

    /// <summary>Counts what the run takes.</summary>
    public RunMemory Memory => share.Memory;

    /// <summary>What was made of the weights.</summary>
    public KeptWeights Kept => share.Kept;

    /// <summary>Memory in which kernels work.</summary>
    public RunRoom Room => share.Room;

    /// <summary>Computes.</summary>
    public CpuBackend Backend => share.Backend;

    /// <summary>Stops between operators.</summary>
    public CancellationToken Cancellation => cancellation;

    /// <summary>How many steps of bodies a run may make in all, bodies within bodies among them.</summary>
    public long MostSteps => share.Memory.Most / StepBytes;

    /// <summary>Makes steps of a body.</summary>
    /// <returns>False where they would be too many.</returns>
    public bool TryTakeSteps(int steps)
    {
        _steps += steps;
        return _steps <= MostSteps;
    }
}
