using Carousel.Execution;
using Carousel.Kernels.Sequences;
using Carousel.Memory;

namespace Carousel.Backends;

/// <content>Smoothing: sequences are split over threads.</content>
public sealed partial class CpuBackend
{
    /// <inheritdoc/>
    internal override void SmoothingForward(
        SmoothingSize size, Tensor z, Tensor start, Tensor coefficients, Tensor saved, Tensor seen, Tensor ahead)
    {
        ArgumentNullException.ThrowIfNull(size);
        ShapeException.Require<float>(Values(start), (size.B, size.Start));
        SmoothingWork work = new(size, z, coefficients, saved, seen, ahead) { Start = start };
        work.Require();
        _workers.Run(work, size.B);
    }

    /// <inheritdoc/>
    internal override void SmoothingBackward(
        SmoothingSize size, Tensor z, Tensor coefficients, Tensor saved, Tensor dSeen, Tensor dAhead,
        Tensor dCoefficients)
    {
        ArgumentNullException.ThrowIfNull(size);
        ShapeException.Require<float>(Values(dCoefficients), (size.B, 3));
        SmoothingWork work = new(size, z, coefficients, saved, dSeen, dAhead) { Gradient = dCoefficients };
        work.Require();
        _workers.Run(work, size.B);
    }

    /// <summary>One sequence, forward or, where there is a gradient to add to, back.</summary>
    private readonly record struct SmoothingWork(
        SmoothingSize Size, Tensor Z, Tensor Coefficients, Tensor Saved, Tensor Seen, Tensor Ahead) : IParallelWork
    {
        public Tensor Start { get; init; }

        public Tensor Gradient { get; init; }

        // Here, and not on a thread of the workers.
        public void Require()
        {
            ShapeException.Require<float>(Values(Z), (Size.Rows, 1));
            ShapeException.Require<float>(Values(Coefficients), (Size.B, 3));
            ShapeException.Require<float>(Values(Saved), (Size.B, Size.Saved));
            ShapeException.Require<float>(Values(Seen), (Size.Rows, Size.Seen));
            ShapeException.Require<float>(Values(Ahead), (Size.Rows, Size.Ahead));
        }

        public void Run(int part)
        {
            Span<float> saved = Values(Saved).Slice(part * Size.Saved, Size.Saved);
            if (Gradient.IsNone)
            {
                SmoothingKernel.Forward(
                    Size, part, Values(Z), Values(Start), Values(Coefficients), saved, Values(Seen), Values(Ahead));
            }
            else
            {
                SmoothingKernel.Backward(
                    Size, part, Values(Z), Values(Coefficients), saved, Values(Seen), Values(Ahead), Values(Gradient));
            }
        }
    }
}
