using System.Runtime.CompilerServices;
using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>
/// The processor: kernels on spans of native memory, split over <see cref="Workers"/> by their outputs. Equal bits for
/// any number of threads.
/// </summary>
public sealed partial class CpuBackend : Backend
{
    /// <summary>The processor's memory is one.</summary>
    private static readonly object _memory = new();

    private readonly Workers _workers;

    /// <summary>A backend with its own threads.</summary>
    /// <param name="threads">How many, 1 … 256; 0 for as many as the machine has processors.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
    public CpuBackend(int threads = 0)
    {
        _workers = new Workers(threads == 0 ? Math.Min(Environment.ProcessorCount, 256) : threads);
    }

    /// <inheritdoc/>
    public override string Name => "cpu";

    /// <inheritdoc/>
    internal override object MemoryDomain => _memory;

    /// <summary>How many threads compute at once.</summary>
    public override int Threads => _workers.Count;

    /// <inheritdoc/>
    internal override TensorStorage Allocate(int length) => new HostStorage(length);

    /// <inheritdoc/>
    internal override void Clear(Tensor tensor) => Values(tensor).Clear();

    /// <inheritdoc/>
    internal override void Copy(Tensor source, Tensor destination)
    {
        Span<float> to = Values(destination);
        ReadOnlySpan<float> from = Values(source);
        ShapeException.Require(from, to.Length);
        from.CopyTo(to);
    }

    /// <summary>The values of a tensor of this backend; an empty span for no tensor.</summary>
    internal static Span<float> Values(scoped in Tensor tensor) =>
        tensor.IsNone ? []
        : tensor.Storage is HostStorage host ? host.Span(tensor.Offset, tensor.Length)
        : throw new ArgumentException(
            $"{tensor} is stored in {tensor.Storage.GetType().Name}, not in the processor's memory.", nameof(tensor));

    /// <summary>Where the steps of some rows begin.</summary>
    /// <param name="packing">How the rows lie; <c>null</c> for rows without steps.</param>
    /// <param name="whole">[0, N].</param>
    private static ReadOnlySpan<int> RowStart(Packing? packing, ReadOnlySpan<int> whole) =>
        packing is null ? whole : packing.RowStart;

    /// <summary>The value of a tensor that holds one, such as the gradient of a loss.</summary>
    private static float Single(
        scoped in Tensor tensor, [CallerArgumentExpression(nameof(tensor))] string argument = "")
    {
        Span<float> values = Values(tensor);
        ShapeException.Require(values, 1, argument);
        return values[0];
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _workers.Dispose();
        }

        base.Dispose(disposing);
    }
}
