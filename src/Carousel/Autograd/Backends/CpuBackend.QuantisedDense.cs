using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>Inference of dense maps whose weight is in 8 bits.</summary>
public sealed partial class CpuBackend
{
    private void QuantisedDenseForward(DenseSize size, Parameter weight, Tensor x, Tensor bias, Tensor y)
    {
        HostStorage panels = QuantisedDenseCache.Of(weight).Forward();
        var work = new QuantisedDenseWork(size, panels, x, bias, y, Bytes: null);
        if (work.ByOutputs)
        {
            HostStorage bytes = ThreadScratch.Room(QuantisedDenseKernel.RowsLength(size, x.Shape[0]));
            QuantisedDenseKernel.QuantiseRows(size, Values(x), bytes.Span());
            work = work with { Bytes = bytes };
        }

        _workers.Run(
            work, work.Parts,
            brief: (long)x.Shape[0] * size.I * size.O / RecurrentSplit.QuantisedSpeed
                < 2 * RecurrentSplit.SequenceGrain);
    }

    private readonly record struct QuantisedDenseWork(
        DenseSize Size, HostStorage Panels, Tensor X, Tensor Bias, Tensor Y, HostStorage? Bytes) : IParallelWork
    {
        /// <summary>
        /// Few rows and many outputs are split by outputs, and the rows are in bytes before; else by rows.
        /// </summary>
        public bool ByOutputs => X.Shape[0] <= 24;

        public int Parts =>
            ByOutputs ? (QuantisedDenseKernel.Panels(Size) + PanelsOfPart - 1) / PanelsOfPart : RowParts(Size, X);

        private int PanelsOfPart =>
            (int)(RecurrentSplit.QuantisedSpeed * DenseOutputGrain / Math.Max(1L, (long)X.Shape[0] * Size.I * 64)) + 1;

        public void Run(int part)
        {
            ReadOnlySpan<float> panels = Panels.Span();
            if (Bytes is not null)
            {
                QuantisedDenseKernel.Forward(
                    Size, Bytes.Span(), panels, Values(Bias), Values(Y), part * PanelsOfPart,
                    (part + 1) * PanelsOfPart,
                    ThreadScratch.Values(QuantisedDenseKernel.Scratch));
                return;
            }

            Tensor rows = PartOf(Size, X, part);
            int length = QuantisedDenseKernel.RowsLength(Size, rows.Shape[0]);
            Span<float> scratch = ThreadScratch.Values(length + QuantisedDenseKernel.Scratch),
                bytes = scratch[..length];
            QuantisedDenseKernel.QuantiseRows(Size, Values(rows), bytes);
            QuantisedDenseKernel.Forward(
                Size, bytes, panels, Values(Bias), Values(PartOf(Size, Y, part)), 0, QuantisedDenseKernel.Panels(Size),
                scratch[length..]);
        }
    }

    /// <summary>The packed weight [O, I] of a dense map in 8 bits.</summary>
    private sealed class QuantisedDenseCache(Parameter weight)
        : PanelCache<Parameter>(weight, weight)
    {
        private DenseSize Size => new(Key.Shape[1], Key.Shape[0]);

        protected override int ForwardLength => QuantisedDenseKernel.PanelLength(Size);

        public static QuantisedDenseCache Of(Parameter weight) =>
            Of(weight, weight, static p => new QuantisedDenseCache(p), quantised: true);

        protected override void PackForward(Span<float> panels) =>
            QuantisedDenseKernel.Pack(Size, Key.Quantised!, panels);
    }
}
