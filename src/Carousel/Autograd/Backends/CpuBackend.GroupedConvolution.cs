using Carousel.Data;
using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Autograd;

public sealed partial class CpuBackend
{
    /// <summary>Features of a part of the weight's gradient, at least.</summary>
    private const int GroupedFeatures = 64;

    /// <inheritdoc/>
    internal override void GroupedConvolutionForward(
        GroupedConvolutionParameters parameters, Packing packing, Tensor x, Tensor initialState, Tensor y,
        Tensor finalState)
    {
        ArgumentNullException.ThrowIfNull(packing);
        GroupedConvolutionSize size = Checked(parameters);
        ShapeException.Require(x.Shape, new Shape(packing.Rows, size.Features));
        ShapeException.Require(y.Shape, x.Shape);
        CheckState(size.Steps, packing.BatchSize, initialState);
        CheckState(size.Steps, packing.BatchSize, finalState);
        var product = new DenseSize(size.Terms, size.Features);
        _workers.Run(
            new GroupedConvolutionForwardWork(parameters, packing, x, initialState, y), RowParts(product, y),
            brief: (long)packing.Rows * size.Terms * size.Features < 2 * RecurrentSplit.SequenceGrain);
        for (int place = 0; place < packing.BatchSize && !finalState.IsNone; place++)
        {
            SequenceConvolutionKernel.Advance(
                size.Steps, packing.RowStart, place, packing.Lengths[place], Values(x),
                StateOfPlace(initialState, packing, place), StateOfPlace(finalState, packing, place));
        }
    }

    /// <inheritdoc/>
    internal override void GroupedConvolutionStep(
        GroupedConvolutionParameters parameters, Tensor x, Tensor y, Tensor state)
    {
        GroupedConvolutionSize size = Checked(parameters);
        int S = x.Shape[0];
        ShapeException.Require(x.Shape, new Shape(S, size.Features));
        ShapeException.Require(y.Shape, x.Shape);
        CheckState(size.Steps, S, state);
        for (int s = 0; s < S; s++)
        {
            GroupedConvolutionKernel.Step(
                size, Values(parameters.Weight.Value), Values(parameters.Bias?.Value ?? default),
                Values(x.Rows(s, 1)), state.IsNone ? [] : Values(state.Rows(s, 1)), Values(y.Rows(s, 1)),
                ThreadScratch.Values(GroupedConvolutionKernel.ScratchLength(size)));
        }
    }

    /// <inheritdoc/>
    internal override void GroupedConvolutionBackward(
        GroupedConvolutionParameters parameters, Packing packing, Tensor x, Tensor initialState, Tensor dy, Tensor dx,
        Tensor dWeight, Tensor dBias)
    {
        ArgumentNullException.ThrowIfNull(packing);
        GroupedConvolutionSize size = Checked(parameters);
        ShapeException.Require(x.Shape, new Shape(packing.Rows, size.Features));
        ShapeException.Require(dy.Shape, x.Shape);
        if (!dx.IsNone)
        {
            _workers.Run(
                new GroupedConvolutionInputGradientWork(parameters, packing, dy, dx),
                RowParts(new DenseSize(size.Terms, size.Features), dx));
        }

        if (!dWeight.IsNone || !dBias.IsNone)
        {
            var work = new GroupedConvolutionWeightGradientWork(
                size, packing, x, initialState, dy, dWeight, dBias);
            _workers.Run(work, (size.Features + work.Features - 1) / work.Features);
        }
    }

    private static GroupedConvolutionSize Checked(GroupedConvolutionParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        GroupedConvolutionSize size = parameters.Size;
        ShapeException.Require(parameters.Weight.Shape, new Shape(size.Terms, size.Features));
        if (parameters.Bias is { } bias)
        {
            ShapeException.Require(bias.Shape, new Shape(size.Features));
        }

        return size;
    }

    private readonly record struct GroupedConvolutionForwardWork(
        GroupedConvolutionParameters Parameters, Packing Packing, Tensor X, Tensor InitialState, Tensor Y)
        : IParallelWork
    {
        public void Run(int part)
        {
            GroupedConvolutionSize size = Parameters.Size;
            int rows = RowsOfPart(new DenseSize(size.Terms, size.Features));
            GroupedConvolutionKernel.Forward(
                size, new(Packing.Layout, Values(X), Values(InitialState)), Values(Parameters.Weight.Value),
                Values(Parameters.Bias?.Value ?? default), Values(Y), part * rows,
                Math.Min(Packing.Rows, (part + 1) * rows),
                ThreadScratch.Values(GroupedConvolutionKernel.ScratchLength(size)));
        }
    }

    private readonly record struct GroupedConvolutionInputGradientWork(
        GroupedConvolutionParameters Parameters, Packing Packing, Tensor Dy, Tensor Dx) : IParallelWork
    {
        public void Run(int part)
        {
            GroupedConvolutionSize size = Parameters.Size;
            int rows = RowsOfPart(new DenseSize(size.Terms, size.Features));
            GroupedConvolutionKernel.AddInputGradient(
                size, Packing.RowStart, Values(Dy), Values(Parameters.Weight.Value), Values(Dx), part * rows,
                Math.Min(Packing.Rows, (part + 1) * rows),
                ThreadScratch.Values(GroupedConvolutionKernel.ScratchLength(size)));
        }
    }

    private readonly record struct GroupedConvolutionWeightGradientWork(
        GroupedConvolutionSize Size, Packing Packing, Tensor X, Tensor InitialState, Tensor Dy, Tensor DWeight,
        Tensor DBias) : IParallelWork
    {
        /// <summary>Features of a part: whole groups.</summary>
        public int Features => (GroupedFeatures + Size.Width - 1) / Size.Width * Size.Width;

        public void Run(int part) => GroupedConvolutionKernel.AddWeightGradient(
            Size, new(Packing.Layout, Values(X), Values(InitialState)), Values(Dy), Values(DWeight), Values(DBias),
            part * Features, Math.Min(Size.Features, (part + 1) * Features),
            ThreadScratch.Values(GroupedConvolutionKernel.ScratchLength(Size)));
    }
}
