using Carousel.Execution;
using Carousel.Kernels.Sequences;
using Carousel.Memory;

namespace Carousel.Backends;

/// <content>Smoothing: sequences are split over threads.</content>
public sealed partial class CpuBackend
{
    /// <inheritdoc/>
    internal override void SmoothingForward(
        SmoothingSize size, Tensor z, Tensor start, Tensor coefficients, Tensor saved, Tensor seen, Tensor ahead) =>
        _workers.Run(new SmoothingWork(size, z, coefficients, saved, seen, ahead) { Start = start }, size.B);

    /// <inheritdoc/>
    internal override void SmoothingBackward(
        SmoothingSize size, Tensor z, Tensor coefficients, Tensor saved, Tensor dSeen, Tensor dAhead,
        Tensor dCoefficients) =>
        _workers.Run(
            new SmoothingWork(size, z, coefficients, saved, dSeen, dAhead) { Gradient = dCoefficients }, size.B);

    /// <summary>One sequence, forward or, where there is a gradient to add to, back.</summary>
    private readonly record struct SmoothingWork(
        SmoothingSize Size, Tensor Z, Tensor Coefficients, Tensor Saved, Tensor Seen, Tensor Ahead) : IParallelWork
    {
        public Tensor Start { get; init; }

        public Tensor Gradient { get; init; }

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
