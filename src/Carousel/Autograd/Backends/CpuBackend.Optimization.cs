using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Autograd;

public sealed partial class CpuBackend
{
    /// <summary>Values a thread takes at a time: some microseconds of work, and whole vectors.</summary>
    private const int UpdateChunk = 1 << 15;

    /// <inheritdoc/>
    internal override void SgdStep(SgdKernel numbers, Tensor gradient, Tensor velocity, Tensor value) =>
        _workers.Run(new UpdateWork<SgdKernel>(numbers, gradient, velocity, default, value), Chunks(value));

    /// <inheritdoc/>
    internal override void RmsPropStep(RmsPropKernel numbers, Tensor gradient, Tensor square, Tensor value) =>
        _workers.Run(new UpdateWork<RmsPropKernel>(numbers, gradient, square, default, value), Chunks(value));

    /// <inheritdoc/>
    internal override void AdamStep(AdamKernel numbers, Tensor gradient, Tensor mean, Tensor square, Tensor value) =>
        _workers.Run(new UpdateWork<AdamKernel>(numbers, gradient, mean, square, value), Chunks(value));

    /// <inheritdoc/>
    internal override float SumOfSquares(Tensor values) => ClipKernel.SumOfSquares(Values(values));

    /// <inheritdoc/>
    internal override void ScaleInPlace(float factor, Tensor values) => ClipKernel.Scale(factor, Values(values));

    /// <inheritdoc/>
    internal override void ClampInPlace(float limit, Tensor values) => ClipKernel.Clamp(limit, Values(values));

    private static int Chunks(Tensor value) => (value.Length + UpdateChunk - 1) / UpdateChunk;

    private static Span<float> Chunk(Tensor tensor, int part)
    {
        Span<float> values = Values(tensor);
        int start = part * UpdateChunk;
        return values.Slice(start, Math.Min(UpdateChunk, values.Length - start));
    }

    private readonly record struct UpdateWork<TRule>(
        TRule Rule, Tensor Gradient, Tensor First, Tensor Second, Tensor Value) : IParallelWork
        where TRule : struct, IUpdateRule
    {
        public void Run(int part) => UpdateLoop.Run(
            Rule, Chunk(Gradient, part), Chunk(First, part), Second.IsNone ? [] : Chunk(Second, part),
            Chunk(Value, part));
    }
}
