using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Autograd;

public sealed partial class CpuBackend
{
    /// <inheritdoc/>
    internal override void PictureConvolutionForward(PictureConvolutionParameters parameters, Tensor x, Tensor y)
    {
        PictureConvolutionSize size = Checked(parameters, x, y);
        var work = new PictureConvolutionForwardWork(
            size, PictureConvolutionPanels.Of(parameters).Forward(), parameters.Bias?.Value ?? default, x, y);
        _workers.Run(work, RowParts(new DenseSize(size.Patch, size.Output.Channels), y));
    }

    /// <inheritdoc/>
    internal override void PictureConvolutionBackward(
        PictureConvolutionParameters parameters, Tensor x, Tensor dy, Tensor dx, Tensor dWeight, Tensor dBias)
    {
        PictureConvolutionSize size = Checked(parameters, x, dy);
        if (!dx.IsNone)
        {
            var work = new PictureConvolutionInputGradientWork(
                size, PictureConvolutionPanels.Of(parameters).Backward(), dy, dx);
            _workers.Run(work, x.Shape[0] / size.Input.Places);
        }

        var filters = new PictureConvolutionFilterGradientWork(
            size, Split(size.Output.Channels, size.Patch, dWeight, dBias), x, dy, dWeight, dBias);
        _workers.Run(filters, filters.Split.Parts);
    }

    /// <inheritdoc/>
    internal override void PicturePoolingForward(PicturePoolingSize size, PicturePoolingKind kind, Tensor x, Tensor y)
    {
        ArgumentNullException.ThrowIfNull(size);
        _workers.Run(
            new PicturePoolingWork(size, kind, x, y, default, default), Pictures(size.Input, size.Output, x, y));
    }

    /// <inheritdoc/>
    internal override void PicturePoolingBackward(
        PicturePoolingSize size, PicturePoolingKind kind, Tensor x, Tensor y, Tensor dy, Tensor dx)
    {
        ArgumentNullException.ThrowIfNull(size);
        _workers.Run(
            new PicturePoolingWork(size, kind, x, y, dy, dx), Pictures(size.Input, size.Output, dx, dy));
    }

    private static PictureConvolutionSize Checked(PictureConvolutionParameters parameters, Tensor x, Tensor y)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        PictureConvolutionSize size = parameters.Size;
        ShapeException.Require(parameters.Weight.Shape, new Shape(size.Output.Channels, size.Patch));
        if (parameters.Bias is { } bias)
        {
            ShapeException.Require(bias.Shape, new Shape(size.Output.Channels));
        }

        Pictures(size.Input, size.Output, x, y);
        return size;
    }

    /// <summary>B, from x [B·H·W, C], and y [B·places, O] checked against it.</summary>
    private static int Pictures(PictureSize input, PictureSize output, Tensor x, Tensor y)
    {
        int rows = x.Shape[0], B = rows / input.Places;
        int whole = rows % input.Places == 0 ? B : Math.Max(1, B);
        var expected = new Shape(whole * input.Places, input.Channels);
        if (x.Shape != expected)
        {
            ShapeException.Require(
                x.Shape, expected, "x",
                $"[{whole} pictures of {input.Height} by {input.Width} places, {input.Channels} channels]");
        }

        ShapeException.Require(y.Shape, new Shape(B * output.Places, output.Channels));
        return B;
    }

    private readonly record struct PictureConvolutionForwardWork(
        PictureConvolutionSize Size, HostStorage Panels, Tensor Bias, Tensor X, Tensor Y) : IParallelWork
    {
        public void Run(int part)
        {
            int rows = RowsOfPart(new DenseSize(Size.Patch, Size.Output.Channels));
            PictureConvolutionKernel.Forward(
                Size, Values(X), Panels.Span(), Values(Bias), Values(Y), part * rows,
                Math.Min(Y.Shape[0], (part + 1) * rows),
                ThreadScratch.Values(PictureConvolutionKernel.ScratchLength(Size)));
        }
    }

    /// <summary>A part is a picture.</summary>
    private readonly record struct PictureConvolutionInputGradientWork(
        PictureConvolutionSize Size, HostStorage Panels, Tensor Dy, Tensor Dx) : IParallelWork
    {
        public void Run(int part) => PictureConvolutionKernel.AddInputGradient(
            Size, part, Values(Dy), Panels.Span(), Values(Dx),
            ThreadScratch.Values(PictureConvolutionKernel.ScratchLength(Size)));
    }

    private readonly record struct PictureConvolutionFilterGradientWork(
        PictureConvolutionSize Size, FilterGradientSplit Split, Tensor X, Tensor Dy, Tensor DWeight, Tensor DBias)
            : IParallelWork
    {
        public void Run(int part)
        {
            FilterPart own = Split.Of(part);
            if (own.IsBias)
            {
                DenseKernel.AddBiasGradient([0, Dy.Shape[0]], Values(Dy), Values(DBias), own.OutputFrom, own.OutputTo);
                return;
            }

            PictureConvolutionKernel.AddWeightGradient(
                Size, Values(X), Values(Dy), Values(DWeight), own, ThreadScratch.Values(FilterPart.ScratchLength));
        }
    }

    /// <summary>A part is a picture, forward, or backward where Dx is given.</summary>
    private readonly record struct PicturePoolingWork(
        PicturePoolingSize Size, PicturePoolingKind Kind, Tensor X, Tensor Y, Tensor Dy, Tensor Dx) : IParallelWork
    {
        public void Run(int part)
        {
            Span<float> x = Of(X, Size.Input, part), y = Of(Y, Size.Output, part);
            switch (Dx.IsNone, Kind)
            {
                case (true, PicturePoolingKind.Max): PicturePoolingKernel.MaxForward(Size, x, y); break;
                case (true, _): PicturePoolingKernel.MeanForward(Size, x, y); break;
                case (false, PicturePoolingKind.Max):
                    PicturePoolingKernel.MaxBackward(
                        Size, x, y, Of(Dy, Size.Output, part), Of(Dx, Size.Input, part));
                    break;
                default:
                    PicturePoolingKernel.MeanBackward(Size, Of(Dy, Size.Output, part), Of(Dx, Size.Input, part));
                    break;
            }
        }

        private static Span<float> Of(Tensor pictures, PictureSize size, int part) =>
            Values(pictures.Rows(part * size.Places, size.Places));
    }

    /// <summary>The packed weight [O, K·K·C].</summary>
    private sealed class PictureConvolutionPanels(PictureConvolutionParameters parameters)
        : PanelCache<PictureConvolutionParameters>(parameters, parameters.Weight)
    {
        protected override int ForwardLength => MatrixProduct.PanelLength(Key.Size.Patch, Key.Size.Output.Channels);

        protected override int BackwardLength => MatrixProduct.PanelLength(Key.Size.Output.Channels, Key.Size.Patch);

        public static PictureConvolutionPanels Of(PictureConvolutionParameters parameters) =>
            Of(parameters.Weight, parameters, static p => new PictureConvolutionPanels(p));

        protected override void PackForward(Span<float> panels) =>
            MatrixProduct.Pack(Values(Key.Weight.Value), Key.Size.Output.Channels, Key.Size.Patch, panels);

        protected override void PackBackward(Span<float> panels) =>
            MatrixProduct.PackBackward(Values(Key.Weight.Value), Key.Size.Output.Channels, Key.Size.Patch, panels);
    }
}
