using Carousel.Data;
using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Autograd;

public sealed partial class CpuBackend
{
    /// <summary>Values of whole rows that a thread takes at a time.</summary>
    private const int RowChunk = 1 << 14;

    /// <inheritdoc/>
    internal override void LayerNormForward(
        float epsilon, Tensor x, Tensor gain, Tensor bias, Tensor normalized, Tensor scale, Tensor y)
    {
        ShapeException.Require(y.Shape, x.Shape);
        ShapeException.Require(normalized.Shape, x.Shape);
        var work = new LayerNormForwardWork(epsilon, x, gain, bias, normalized, scale, y);
        _workers.Run(work, PartsOfRows(x));
    }

    /// <inheritdoc/>
    internal override void LayerNormBackward(
        Packing? packing, Tensor gain, Tensor normalized, Tensor scale, Tensor dy, Tensor dx, Tensor dGain,
        Tensor dBias)
    {
        ShapeException.Require(dy.Shape, normalized.Shape);
        if (!dx.IsNone)
        {
            ShapeException.Require(dx.Shape, normalized.Shape);
            _workers.Run(new LayerNormBackwardWork(gain, normalized, scale, dy, dx), PartsOfRows(dy));
        }

        if (!dGain.IsNone || !dBias.IsNone)
        {
            LayerNormKernel.AddParameterGradients(
                RowStart(packing, [0, dy.Shape[0]]), Values(normalized), Values(dy), Values(dGain),
                Values(dBias));
        }
    }

    /// <inheritdoc/>
    internal override void SoftmaxForward(bool logarithm, Tensor x, Tensor y)
    {
        ShapeException.Require(y.Shape, x.Shape);
        if (x.Length > 0 && x.Storage == y.Storage && Math.Abs((long)x.Offset - y.Offset) < x.Length)
        {
            throw new ArgumentException($"y must be another tensor than x, but they share values of {x}.", nameof(y));
        }

        _workers.Run(new SoftmaxWork(logarithm, x, y, default), PartsOfRows(x));
    }

    /// <inheritdoc/>
    internal override void SoftmaxBackward(bool logarithm, Tensor y, Tensor dy, Tensor dx)
    {
        ShapeException.Require(dy.Shape, y.Shape);
        ShapeException.Require(dx.Shape, y.Shape);
        _workers.Run(new SoftmaxWork(logarithm, dy, y, dx), PartsOfRows(y));
    }

    /// <inheritdoc/>
    internal override void DropoutForward(DropoutMask mask, Packing? packing, Tensor x, Tensor y)
    {
        ShapeException.Require(y.Shape, x.Shape);
        var work = new DropoutWork(At(mask, packing), packing, x, y, Backward: false);
        _workers.Run(work, work.Parts);
    }

    /// <inheritdoc/>
    internal override void DropoutBackward(DropoutMask mask, Packing? packing, Tensor dy, Tensor dx)
    {
        ShapeException.Require(dx.Shape, dy.Shape);
        var work = new DropoutWork(At(mask, packing), packing, dy, dx, Backward: true);
        _workers.Run(work, work.Parts);
    }

    /// <summary>The mask at the time of the packing's first step.</summary>
    private static DropoutMask At(DropoutMask mask, Packing? packing) =>
        packing is null ? mask : mask with { FirstTime = packing.FirstStep };

    private static int RowsInPart(Tensor rows) => Math.Max(1, RowChunk / Math.Max(1, rows.Shape[1]));

    private static int PartsOfRows(Tensor rows) => (rows.Shape[0] + RowsInPart(rows) - 1) / RowsInPart(rows);

    /// <summary>The rows of a part; of a vector with one value a row, those values.</summary>
    private static Span<float> RowsOfPart(Tensor tensor, Tensor rows, int part)
    {
        int first = part * RowsInPart(rows), count = Math.Min(RowsInPart(rows), rows.Shape[0] - first);
        int width = tensor.Shape.Rank == 1 ? 1 : tensor.Shape[1];
        return Values(tensor).Slice(first * width, count * width);
    }

    private readonly record struct LayerNormForwardWork(
        float Epsilon, Tensor X, Tensor Gain, Tensor Bias, Tensor Normalized, Tensor Scale, Tensor Y) : IParallelWork
    {
        public void Run(int part) => LayerNormKernel.Forward(
            Epsilon, RowsOfPart(X, X, part), Values(Gain), Values(Bias),
            RowsOfPart(Normalized, X, part), RowsOfPart(Scale, X, part), RowsOfPart(Y, X, part));
    }

    private readonly record struct LayerNormBackwardWork(
        Tensor Gain, Tensor Normalized, Tensor Scale, Tensor Dy, Tensor Dx) : IParallelWork
    {
        public void Run(int part) => LayerNormKernel.Backward(
            Values(Gain), RowsOfPart(Normalized, Dy, part), RowsOfPart(Scale, Dy, part), RowsOfPart(Dy, Dy, part),
            RowsOfPart(Dx, Dy, part), ThreadScratch.Values(Gain.Length));
    }

    /// <summary>Forward from X to Y; backward, where Dx is given, X is dy.</summary>
    private readonly record struct SoftmaxWork(bool Logarithm, Tensor X, Tensor Y, Tensor Dx) : IParallelWork
    {
        public void Run(int part)
        {
            ReadOnlySpan<float> x = RowsOfPart(X, X, part);
            Span<float> y = RowsOfPart(Y, X, part);
            int C = X.Shape[1];
            switch (Dx.IsNone, Logarithm)
            {
                case (true, false): SoftmaxKernel.Forward(C, x, y); break;
                case (true, true): SoftmaxKernel.LogForward(C, x, y); break;
                case (false, false): SoftmaxKernel.Backward(C, y, x, RowsOfPart(Dx, X, part)); break;
                default: SoftmaxKernel.LogBackward(C, y, x, RowsOfPart(Dx, X, part)); break;
            }
        }
    }

    /// <summary>Some steps in each part: a rule of the shape alone, and the mask knows of no split.</summary>
    private readonly record struct DropoutWork(
        DropoutMask Mask, Packing? Packing, Tensor From, Tensor To, bool Backward) : IParallelWork
    {
        public int Parts => (Steps + StepsOfPart - 1) / StepsOfPart;

        private int Steps => Packing?.Steps ?? 1;

        private int StepsOfPart => Math.Max(1, RowChunk / 4 / Math.Max(1, From.Length / Math.Max(1, Steps)));

        public void Run(int part)
        {
            ReadOnlySpan<int> rowStart = RowStart(Packing, [0, From.Shape[0]]),
                order = Packing is null ? default : Packing.Order;
            int first = part * StepsOfPart, last = Math.Min(Steps, first + StepsOfPart);
            if (Backward)
            {
                DropoutKernel.Backward(Mask, rowStart, order, first, last, Values(From), Values(To));
            }
            else
            {
                DropoutKernel.Forward(Mask, rowStart, order, first, last, Values(From), Values(To));
            }
        }
    }
}
