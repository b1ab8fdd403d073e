using Carousel.Data;
using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Autograd;

public sealed partial class CpuBackend
{
    /// <summary>Values a thread takes at a time: some microseconds of work, and whole vectors.</summary>
    private const int ElementChunk = 1 << 14;

    private enum ElementTask
    {
        Forward,
        Backward,
        Combine,
        AddScaled,
        Affine,
        Multiply,
        AddProduct,
    }

    /// <inheritdoc/>
    internal override void ElementwiseForward(ElementwiseFunction function, Tensor x, Tensor y) =>
        RunElements(new ElementWork(ElementTask.Forward, x, y) { Function = function });

    /// <inheritdoc/>
    internal override void ElementwiseBackward(
        ElementwiseFunction function, Tensor x, Tensor y, Tensor dy, Tensor dx) =>
        RunElements(new ElementWork(ElementTask.Backward, x, dx) { Function = function, B = y, C = dy });

    /// <inheritdoc/>
    internal override void Combine(float alpha, Tensor a, float beta, Tensor b, Tensor y) =>
        RunElements(new ElementWork(ElementTask.Combine, a, y) { B = b, Alpha = alpha, Beta = beta });

    /// <inheritdoc/>
    internal override void AddScaled(float alpha, Tensor x, Tensor y) =>
        RunElements(new ElementWork(ElementTask.AddScaled, x, y) { Alpha = alpha });

    /// <inheritdoc/>
    internal override void Affine(float alpha, float shift, Tensor x, Tensor y) =>
        RunElements(new ElementWork(ElementTask.Affine, x, y) { Alpha = alpha, Beta = shift });

    /// <inheritdoc/>
    internal override void Multiply(Tensor a, Tensor b, Tensor y) =>
        RunElements(new ElementWork(ElementTask.Multiply, a, y) { B = b });

    /// <inheritdoc/>
    internal override void AddProduct(Tensor a, Tensor b, Tensor y) =>
        RunElements(new ElementWork(ElementTask.AddProduct, a, y) { B = b });

    /// <inheritdoc/>
    internal override void AddRow(Tensor x, Tensor row, Tensor y) =>
        ElementwiseKernel.AddRow(Values(x), Values(row), Values(y));

    /// <inheritdoc/>
    internal override void AddColumnSums(Packing? packing, Tensor dy, Tensor dRow)
    {
        ElementwiseKernel.AddColumnSums(RowStart(packing, [0, dy.Shape[0]]), Values(dy), Values(dRow));
    }

    private void RunElements(in ElementWork work)
    {
        work.Check();
        _workers.Run(work, (work.Y.Length + ElementChunk - 1) / ElementChunk);
    }

    private readonly record struct ElementWork(ElementTask Task, Tensor A, Tensor Y) : IParallelWork
    {
        public ElementwiseFunction Function { get; init; }

        public Tensor B { get; init; }

        public Tensor C { get; init; }

        public float Alpha { get; init; }

        public float Beta { get; init; }

        public void Check()
        {
            ShapeException.Require(Values(A), Y.Length, "x");
            if (!B.IsNone)
            {
                ShapeException.Require(Values(B), Y.Length, Task == ElementTask.Backward ? "y" : "b");
            }

            if (!C.IsNone)
            {
                ShapeException.Require(Values(C), Y.Length, "dy");
            }
        }

        public void Run(int part)
        {
            ReadOnlySpan<float> a = Chunk(A, part), b = Chunk(B, part);
            Span<float> y = Chunk(Y, part);
            switch (Task)
            {
                case ElementTask.Forward: ElementwiseKernel.Forward(Function, a, y); break;
                case ElementTask.Backward: ElementwiseKernel.Backward(Function, a, b, Chunk(C, part), y); break;
                case ElementTask.Combine: ElementwiseKernel.Combine(Alpha, a, Beta, b, y); break;
                case ElementTask.AddScaled: ElementwiseKernel.AddScaled(Alpha, a, y); break;
                case ElementTask.Affine: ElementwiseKernel.Affine(Alpha, Beta, a, y); break;
                case ElementTask.Multiply: ElementwiseKernel.Multiply(a, b, y); break;
                default: ElementwiseKernel.AddProduct(a, b, y); break;
            }
        }

        private static Span<float> Chunk(Tensor tensor, int part)
        {
            Span<float> values = Values(tensor);
            return values.IsEmpty
                ? values
                : values.Slice(part * ElementChunk, Math.Min(ElementChunk, values.Length - (part * ElementChunk)));
        }
    }
}
