using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>Inference of dense maps whose weight is in 8 bits.</summary>
public sealed partial class CpuBackend
{
    private void QuantizedDenseForward(DenseSize size, Parameter weight, Tensor x, Tensor bias, Tensor y)
    {
        HostStorage panels = QuantizedDenseCache.Of(weight).Forward();
        var work = new QuantizedDenseWork(size, panels, x, bias, y, Bytes: null);
        if (work.ByOutputs)
        {
            HostStorage bytes = ThreadScratch.Room(QuantizedDenseKernel.RowsLength(size, x.Shape[0]));
            QuantizedDenseKernel.QuantizeRows(size, Values(x), bytes.Span());
            work = work with { Bytes = bytes };
        }

        _workers.Run(
            work, work.Parts,
            brief: (long)x.Shape[0] * size.I * size.O / RecurrentSplit.QuantizedSpeed
                < 2 * RecurrentSplit.SequenceGrain);
    }

    private readonly record struct QuantizedDenseWork(
        DenseSize Size, HostStorage Panels, Tensor X, Tensor Bias, Tensor Y, HostStorage? Bytes) : IParallelWork
    {
        /// <summary>
        /// Few rows and many outputs are split by outputs, and the rows are in bytes before; else by rows.
        /// </summary>
        public bool ByOutputs => X.Shape[0] <= 24;

        public int Parts =>
            ByOutputs ? (QuantizedDenseKernel.Panels(Size) + PanelsOfPart - 1) / PanelsOfPart : RowParts(Size, X);

        private int PanelsOfPart =>
            (int)(RecurrentSplit.QuantizedSpeed * DenseOutputGrain / Math.Max(1L, (long)X.Shape[0] * Size.I * 64)) + 1;

        public void Run(int part)
        {
            ReadOnlySpan<float> panels = Panels.Span();
            if (Bytes is not null)
            {
                QuantizedDenseKernel.Forward(
                    Size, Bytes.Span(), panels, Values(Bias), Values(Y), part * PanelsOfPart,
                    (part + 1) * PanelsOfPart,
                    ThreadScratch.Values(QuantizedDenseKernel.Scratch));
                return;
            }

            Tensor rows = PartOf(Size, X, part);
            int length = QuantizedDenseKernel.RowsLength(Size, rows.Shape[0]);
            Span<float> scratch = ThreadScratch.Values(length + QuantizedDenseKernel.Scratch),
                bytes = scratch[..length];
            QuantizedDenseKernel.QuantizeRows(Size, Values(rows), bytes);
            QuantizedDenseKernel.Forward(
                Size, bytes, panels, Values(Bias), Values(PartOf(Size, Y, part)), 0, QuantizedDenseKernel.Panels(Size),
                scratch[length..]);
        }
    }

    /// <summary>The packed weight [O, I] of a dense map in 8 bits.</summary>
    private sealed class QuantizedDenseCache(Parameter weight)
        : PanelCache<Parameter>(weight, weight)
    {
        private DenseSize Size => new(Key.Shape[1], Key.Shape[0]);

        protected override int ForwardLength => QuantizedDenseKernel.PanelLength(Size);

        public static QuantizedDenseCache Of(Parameter weight) =>
            Of(weight, weight, static p => new QuantizedDenseCache(p), quantized: true);

        protected override void PackForward(Span<float> panels) =>
            QuantizedDenseKernel.Pack(Size, Key.Quantized!, panels);
    }
}
