using Carousel.Data;
using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Autograd;

public sealed partial class CpuBackend
{
    /// <summary>Multiply-adds worth a thread's waking: some ten microseconds.</summary>
    private const long DenseGrain = 1 << 20;

    /// <summary>Multiply-adds worth the join of threads that are awake.</summary>
    private const long DenseOutputGrain = 1 << 16;

    /// <inheritdoc/>
    internal override void DenseForward(Parameter weight, Tensor bias, Tensor x, Tensor y)
    {
        ArgumentNullException.ThrowIfNull(weight);
        DenseSize size = Check(weight, x, y);
        if (!bias.IsNone)
        {
            ShapeException.Require(bias.Shape, new Shape(size.O));
        }

        if (weight.Quantized is not null)
        {
            QuantizedDenseForward(size, weight, x, bias, y);
            return;
        }

        var work = new DenseForwardWork(size, DensePanels.Of(weight).Forward(), x, bias, y);
        _workers.Run(work, work.Parts, brief: (long)x.Shape[0] * size.I * size.O < 2 * RecurrentSplit.SequenceGrain);
    }

    /// <inheritdoc/>
    internal override bool TryDenseStep(
        Parameter weight, Tensor bias, ElementwiseFunction? function, ReadOnlySpan<float> x, Span<float> y)
    {
        ArgumentNullException.ThrowIfNull(weight);

        // Outputs are written before all inputs are read.
        var size = new DenseSize(weight.Shape[1], weight.Shape[0]);
        if (weight.Quantized is not null || x.Overlaps(y)
            || (_workers.Count > 1 && (long)size.I * size.O > DenseOutputGrain))
        {
            return false;
        }

        HostStorage panels = DensePanels.Of(weight).Forward();
        DenseKernel.Forward(size, x, panels.Span(), Values(bias), y);
        if (function is { } f)
        {
            ElementwiseKernel.Forward(f, y, y);
        }

        return true;
    }

    /// <inheritdoc/>
    internal override void DenseBackward(
        Parameter weight, Packing? packing, Tensor x, Tensor dy, Tensor dx, Tensor dWeight, Tensor dBias)
    {
        ArgumentNullException.ThrowIfNull(weight);
        DenseSize size = Check(weight, x, dy);
        if (!dx.IsNone)
        {
            var work = new DenseInputGradientWork(size, DensePanels.Of(weight).Backward(), dy, dx);
            _workers.Run(work, RowParts(size, dy));
        }

        if (!dWeight.IsNone)
        {
            var work = new DenseWeightGradientWork(size, packing, x, dy, dWeight);
            _workers.Run(work, (size.O + MatrixProduct.Strip - 1) / MatrixProduct.Strip);
        }

        if (!dBias.IsNone)
        {
            DenseKernel.AddBiasGradient(RowStart(packing, [0, x.Shape[0]]), Values(dy), Values(dBias));
        }
    }

    private static DenseSize Check(Parameter weight, Tensor x, Tensor y)
    {
        var size = new DenseSize(weight.Shape[1], weight.Shape[0]);
        ShapeException.Require(x.Shape, new Shape(y.Shape[0], size.I));
        ShapeException.Require(y.Shape, new Shape(x.Shape[0], size.O));
        return size;
    }

    /// <summary>How many parts the rows fall into: a rule of the shape alone.</summary>
    private static int RowParts(DenseSize size, Tensor rows) =>
        (rows.Shape[0] + RowsOfPart(size) - 1) / RowsOfPart(size);

    /// <summary>Whole tiles of six and of twelve rows.</summary>
    private static int RowsOfPart(DenseSize size) =>
        (int)(((DenseGrain / Math.Max(1L, (long)size.I * size.O) / 24) + 1) * 24);

    private static Tensor PartOf(DenseSize size, Tensor rows, int part)
    {
        int first = part * RowsOfPart(size);
        return rows.Rows(first, Math.Min(RowsOfPart(size), rows.Shape[0] - first));
    }

    private readonly record struct DenseForwardWork(
        DenseSize Size, HostStorage Panels, Tensor X, Tensor Bias, Tensor Y) : IParallelWork
    {
        /// <summary>Few rows and many outputs are split by outputs, else by rows.</summary>
        private bool ByOutputs => X.Shape[0] <= 24;

        public int Parts => ByOutputs
            ? (MatrixProduct.Panels(Size.O) + PanelsOfPart - 1) / PanelsOfPart
            : RowParts(Size, X);

        /// <summary>Pairs, which one row reads together.</summary>
        private int PanelsOfPart => 2 * ((int)(DenseOutputGrain / Math.Max(1L, (long)X.Shape[0] * Size.I * 128)) + 1);

        public void Run(int part)
        {
            ReadOnlySpan<float> panels = Panels.Span();
            if (ByOutputs)
            {
                DenseKernel.Forward(
                    Size, Values(X), panels, Values(Bias), Values(Y), part * PanelsOfPart, (part + 1) * PanelsOfPart);
            }
            else
            {
                DenseKernel.Forward(
                    Size, Values(PartOf(Size, X, part)), panels, Values(Bias), Values(PartOf(Size, Y, part)));
            }
        }
    }

    private readonly record struct DenseInputGradientWork(DenseSize Size, HostStorage Panels, Tensor Dy, Tensor Dx)
        : IParallelWork
    {
        public void Run(int part) => DenseKernel.AddInputGradient(
            Size, Values(PartOf(Size, Dy, part)), Panels.Span(), Values(PartOf(Size, Dx, part)));
    }

    private readonly record struct DenseWeightGradientWork(
        DenseSize Size, Packing? Packing, Tensor X, Tensor Dy, Tensor DWeight) : IParallelWork
    {
        public void Run(int part)
        {
            int from = part * MatrixProduct.Strip;
            DenseKernel.AddWeightGradient(
                Size, RowStart(Packing, [0, X.Shape[0]]), Values(X), Values(Dy), Values(DWeight),
                from, Math.Min(Size.O, from + MatrixProduct.Strip),
                ThreadScratch.Values(DenseKernel.ScratchLength(Size)));
        }
    }

    /// <summary>The packed weight [O, I] of a dense map.</summary>
    private sealed class DensePanels(Parameter weight)
        : PanelCache<Parameter>(weight, weight)
    {
        protected override int ForwardLength => MatrixProduct.PanelLength(Key.Shape[1], Key.Shape[0]);

        protected override int BackwardLength => MatrixProduct.PanelLength(Key.Shape[0], Key.Shape[1]);

        public static DensePanels Of(Parameter weight) => Of(weight, weight, static p => new DensePanels(p));

        protected override void PackForward(Span<float> panels) =>
            MatrixProduct.Pack(Values(Key.Value), Key.Shape[0], Key.Shape[1], panels);

        protected override void PackBackward(Span<float> panels) =>
            MatrixProduct.PackBackward(Values(Key.Value), Key.Shape[0], Key.Shape[1], panels);
    }
}
