using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Autograd;

public sealed partial class CpuBackend
{
    /// <summary>Values a thread takes at a time: some microseconds of work, and whole vectors.</summary>
    private const int UpdateChunk = 1 << 15;

    /// <inheritdoc/>
    internal override void SgdStep(SgdNumbers numbers, Tensor gradient, Tensor velocity, Tensor value) =>
        _workers.Run(new SgdWork(numbers, gradient, velocity, value), Chunks(value));

    /// <inheritdoc/>
    internal override void RmsPropStep(RmsPropNumbers numbers, Tensor gradient, Tensor square, Tensor value) =>
        _workers.Run(new RmsPropWork(numbers, gradient, square, value), Chunks(value));

    /// <inheritdoc/>
    internal override void AdamStep(AdamNumbers numbers, Tensor gradient, Tensor mean, Tensor square, Tensor value) =>
        _workers.Run(new AdamWork(numbers, gradient, mean, square, value), Chunks(value));

    /// <inheritdoc/>
    public override float SumOfSquares(Tensor values) => ClipKernel.SumOfSquares(Values(values));

    /// <inheritdoc/>
    public override void ScaleInPlace(float factor, Tensor values) => ClipKernel.Scale(factor, Values(values));

    /// <inheritdoc/>
    public override void ClampInPlace(float limit, Tensor values) => ClipKernel.Clamp(limit, Values(values));

    private static int Chunks(Tensor value) => (value.Length + UpdateChunk - 1) / UpdateChunk;

    private static Span<float> Chunk(Tensor tensor, int part)
    {
        Span<float> values = Values(tensor);
        int start = part * UpdateChunk;
        return values.Slice(start, Math.Min(UpdateChunk, values.Length - start));
    }

    private readonly record struct SgdWork(SgdNumbers Numbers, Tensor Gradient, Tensor Velocity, Tensor Value)
        : IParallelWork
    {
        public void Run(int part) =>
            SgdKernel.Step(Numbers, Chunk(Gradient, part), Chunk(Velocity, part), Chunk(Value, part));
    }

    private readonly record struct RmsPropWork(RmsPropNumbers Numbers, Tensor Gradient, Tensor Square, Tensor Value)
        : IParallelWork
    {
        public void Run(int part) =>
            RmsPropKernel.Step(Numbers, Chunk(Gradient, part), Chunk(Square, part), Chunk(Value, part));
    }

    private readonly record struct AdamWork(
        AdamNumbers Numbers, Tensor Gradient, Tensor Mean, Tensor Square, Tensor Value) : IParallelWork
    {
        public void Run(int part) =>
            AdamKernel.Step(Numbers, Chunk(Gradient, part), Chunk(Mean, part), Chunk(Square, part), Chunk(Value, part));
    }
}
