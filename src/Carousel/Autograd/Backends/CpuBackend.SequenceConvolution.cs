using Carousel.Data;
using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Autograd;

public sealed partial class CpuBackend
{
    /// <inheritdoc/>
    internal override void SequenceConvolutionForward(
        SequenceConvolutionParameters parameters, Packing packing, Tensor x, Tensor initialState, Tensor y,
        Tensor finalState)
    {
        ArgumentNullException.ThrowIfNull(packing);
        SequenceConvolutionSize size = Checked(parameters);
        ShapeException.Require(x.Shape, new Shape(packing.Rows, size.Inputs));
        ShapeException.Require(y.Shape, new Shape(packing.Rows, size.Outputs));
        CheckState(size, packing.BatchSize, initialState);
        CheckState(size, packing.BatchSize, finalState);
        DenseSize product = parameters.Product;
        _workers.Run(
            new SequenceConvolutionForwardWork(
                parameters, SequenceConvolutionPanels.Of(parameters).Forward(), packing, x, initialState, y),
            RowParts(product, y),
            brief: (long)packing.Rows * product.I * product.O < 2 * RecurrentSplit.SequenceGrain);
        for (int place = 0; place < packing.BatchSize && !finalState.IsNone; place++)
        {
            int own = packing.Order[place];
            SequenceConvolutionKernel.Advance(
                size, packing.RowStart, place, packing.Lengths[place], Values(x),
                initialState.IsNone ? [] : Values(initialState.Rows(own, 1)), Values(finalState.Rows(own, 1)));
        }
    }

    /// <inheritdoc/>
    internal override void SequenceConvolutionStep(
        SequenceConvolutionParameters parameters, Tensor x, Tensor y, Tensor state)
    {
        SequenceConvolutionSize size = Checked(parameters);
        int S = x.Shape[0];
        ShapeException.Require(x.Shape, new Shape(S, size.Inputs));
        ShapeException.Require(y.Shape, new Shape(S, size.Outputs));
        CheckState(size, S, state);
        ReadOnlySpan<float> bias = Values(parameters.Bias?.Value ?? default);
        HostStorage panels = SequenceConvolutionPanels.Of(parameters).Forward();
        for (int s = 0; s < S; s++)
        {
            Span<float> own = state.IsNone ? [] : Values(state.Rows(s, 1)), output = Values(y.Rows(s, 1));
            SequenceConvolutionKernel.Step(
                size, panels.Span(), bias, Values(x.Rows(s, 1)), own, output, ThreadScratch.Values(size.Patch));
        }
    }

    /// <inheritdoc/>
    internal override void SequenceConvolutionBackward(
        SequenceConvolutionParameters parameters, Packing packing, Tensor x, Tensor initialState, Tensor dy, Tensor dx,
        Tensor dWeight, Tensor dBias)
    {
        ArgumentNullException.ThrowIfNull(packing);
        SequenceConvolutionSize size = Checked(parameters);
        ShapeException.Require(x.Shape, new Shape(packing.Rows, size.Inputs));
        ShapeException.Require(dy.Shape, new Shape(packing.Rows, size.Outputs));
        if (!dx.IsNone)
        {
            var work = new SequenceConvolutionInputGradientWork(
                size, SequenceConvolutionPanels.Of(parameters).Backward(), packing, dy, dx);
            _workers.Run(work, RowParts(work.Product, dx));
        }

        var filters = new SequenceConvolutionFilterGradientWork(
            size, Split(size.Outputs, size.Patch, dWeight, dBias), packing, x, initialState, dy, dWeight, dBias);
        _workers.Run(filters, filters.Split.Parts);
    }

    private static FilterGradientSplit Split(int outputs, int patch, Tensor dWeight, Tensor dBias) =>
        new(outputs, patch, !dWeight.IsNone, !dBias.IsNone);

    private static SequenceConvolutionSize Checked(SequenceConvolutionParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        SequenceConvolutionSize size = parameters.Size;
        ShapeException.Require(parameters.Weight.Shape, new Shape(size.Outputs, size.Patch));
        if (parameters.Bias is { } bias)
        {
            ShapeException.Require(bias.Shape, new Shape(size.Outputs));
        }

        return size;
    }

    private static void CheckState(SequenceConvolutionSize size, int sequences, Tensor state)
    {
        if (!state.IsNone)
        {
            ShapeException.Require(state.Shape, new Shape(sequences, size.StateSize));
        }
    }

    private readonly record struct SequenceConvolutionForwardWork(
        SequenceConvolutionParameters Parameters, HostStorage Panels, Packing Packing, Tensor X, Tensor InitialState,
        Tensor Y) : IParallelWork
    {
        public void Run(int part)
        {
            int rows = RowsOfPart(Parameters.Product), from = part * rows, to = Math.Min(Packing.Rows, from + rows);
            var inputs = new ConvolutionInputs(Packing.Layout, Values(X), Values(InitialState));
            ReadOnlySpan<float> bias = Values(Parameters.Bias?.Value ?? default);
            SequenceConvolutionKernel.Forward(
                Parameters.Size, inputs, Panels.Span(), bias, Values(Y), from, to,
                ThreadScratch.Values(SequenceConvolutionKernel.ScratchLength(Parameters.Size)));
        }
    }

    private readonly record struct SequenceConvolutionInputGradientWork(
        SequenceConvolutionSize Size, HostStorage Panels, Packing Packing, Tensor Dy, Tensor Dx)
        : IParallelWork
    {
        /// <summary>Weights that see an input, and inputs.</summary>
        public DenseSize Product => new(Size.KernelSize * Size.Outputs, Size.Inputs);

        public void Run(int part)
        {
            int rows = RowsOfPart(Product), from = part * rows, to = Math.Min(Packing.Rows, from + rows);
            SequenceConvolutionKernel.AddInputGradient(
                Size, Packing.RowStart, Values(Dy), Panels.Span(), Values(Dx), from, to,
                ThreadScratch.Values(SequenceConvolutionKernel.BackwardScratchLength(Size)));
        }
    }

    private readonly record struct SequenceConvolutionFilterGradientWork(
        SequenceConvolutionSize Size, FilterGradientSplit Split, Packing Packing, Tensor X, Tensor InitialState,
        Tensor Dy, Tensor DWeight, Tensor DBias)
        : IParallelWork
    {
        public void Run(int part)
        {
            FilterPart own = Split.Of(part);
            if (own.IsBias)
            {
                DenseKernel.AddBiasGradient(
                    Packing.RowStart, Values(Dy), Values(DBias), own.OutputFrom, own.OutputTo);
                return;
            }

            SequenceConvolutionKernel.AddWeightGradient(
                Size, new(Packing.Layout, Values(X), Values(InitialState)), Values(Dy), Values(DWeight), own,
                ThreadScratch.Values(FilterPart.ScratchLength));
        }
    }

    /// <summary>The packed weight [O, K·I].</summary>
    private sealed class SequenceConvolutionPanels(SequenceConvolutionParameters parameters)
        : PanelCache<SequenceConvolutionParameters>(parameters, parameters.Weight)
    {
        protected override int ForwardLength => MatrixProduct.PanelLength(Key.Size.Patch, Key.Size.Outputs);

        protected override int BackwardLength =>
            MatrixProduct.PanelLength(Key.Size.KernelSize * Key.Size.Outputs, Key.Size.Inputs);

        public static SequenceConvolutionPanels Of(SequenceConvolutionParameters parameters) =>
            Of(parameters.Weight, parameters, static p => new SequenceConvolutionPanels(p));

        protected override void PackForward(Span<float> panels) =>
            MatrixProduct.Pack(Values(Key.Weight.Value), Key.Size.Outputs, Key.Size.Patch, panels);

        protected override void PackBackward(Span<float> panels) =>
            SequenceConvolutionKernel.PackBackward(Key.Size, Values(Key.Weight.Value), panels);
    }
}
