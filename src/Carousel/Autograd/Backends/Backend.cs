using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>
/// What a device must offer: storage, and one method for each kernel entry. The seam for other hardware.
/// </summary>
/// <remarks>
/// Tensors named d… are gradients and are added to; one that is <see cref="Tensor.IsNone"/> is not wanted and not
/// computed.
/// Files Backend.Family.cs hold the entries of each family of kernels. An entry that a backend does not override
/// computes nothing; a test checks that <see cref="CpuBackend"/> overrides all.
/// </remarks>
public abstract partial class Backend : ITensorAllocator, IDisposable
{
    /// <summary>Name for messages, such as <c>cpu</c>.</summary>
    public abstract string Name { get; }

    /// <summary>How many threads of this machine compute, the caller's included.</summary>
    public virtual int Threads => 1;

    /// <summary>
    /// What the tensors lie in: backends with equal ones can use each other's. The backend itself, unless there is more
    /// than one over the same memory.
    /// </summary>
    internal virtual object MemoryDomain => this;

    /// <inheritdoc/>
    internal abstract TensorStorage Allocate(int length);

    TensorStorage ITensorAllocator.Allocate(int length) => Allocate(length);

    /// <summary>Sets all values to 0.</summary>
    /// <param name="tensor">Overwritten.</param>
    internal virtual void Clear(Tensor tensor)
    {
    }

    /// <summary>Copies all values.</summary>
    /// <param name="source">Any shape.</param>
    /// <param name="destination">As many values; overwritten.</param>
    /// <exception cref="ShapeException">The numbers of values differ.</exception>
    internal virtual void Copy(Tensor source, Tensor destination)
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what the backend holds.</summary>
    /// <param name="disposing">False when called by a finaliser.</param>
    protected virtual void Dispose(bool disposing)
    {
    }
}
