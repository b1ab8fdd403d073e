using Carousel.Autograd;
using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Layers;

/// <summary>
/// One place out of each square of a picture, by its largest or its mean value, channel by channel. No parameters.
/// Derivation: docs/derivations/layers.md.
/// </summary>
/// <param name="input">H, W and C of the input.</param>
/// <param name="kernelSize">K: a square of K·K places becomes one.</param>
/// <param name="stride">Places from one square to the next; null for K.</param>
/// <param name="kind">The largest value, or the mean.</param>
/// <exception cref="ArgumentOutOfRangeException">A size is out of range.</exception>
internal sealed class PicturePooling(
    PictureSize input, int kernelSize, int? stride = null, PicturePoolingKind kind = PicturePoolingKind.Max) : Layer
{
    /// <summary>Sizes and stride.</summary>
    public PicturePoolingSize Pooling { get; } = new(input, kernelSize, stride);

    /// <summary>The largest value, or the mean.</summary>
    public PicturePoolingKind Kind => kind;

    /// <summary>Pools pictures.</summary>
    /// <param name="tape">Records the run.</param>
    /// <param name="pictures">[B·H·W, C].</param>
    /// <returns>[B·places, C].</returns>
    /// <exception cref="ShapeException">The input has another size.</exception>
    public Variable Apply(Tape tape, Variable pictures) => PicturePoolingOp.Apply(tape, Pooling, kind, pictures);
}
