using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>
/// A backend that has no memory and computes nothing: a training step on it shows what memory a step takes, in next to
/// no time.
/// </summary>
/// <remarks>
/// Tensors of it read as zeros and forget what is written. Parameters may lie on another backend: nothing reads them.
/// </remarks>
internal sealed class DryBackend : Backend
{
    /// <inheritdoc/>
    public override string Name => "dry";

    /// <inheritdoc/>
    internal override TensorStorage Allocate(int length) => new Nothing(length);

    private sealed class Nothing(int length) : TensorStorage(length)
    {
        /// <inheritdoc/>
        public override void Read(int offset, Span<float> destination) => destination.Clear();

        /// <inheritdoc/>
        public override void Write(int offset, ReadOnlySpan<float> source)
        {
        }

        /// <inheritdoc/>
        protected override void Dispose(bool disposing)
        {
        }
    }
}
