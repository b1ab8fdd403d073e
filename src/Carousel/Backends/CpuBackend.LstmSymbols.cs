using Carousel.Data;
using Carousel.Kernels.Recurrent;
using Carousel.Memory;

namespace Carousel.Backends;

public sealed partial class CpuBackend
{
    /// <inheritdoc/>
    public override void LstmSymbolsForward(
        LstmParameters parameters, Packing packing, bool reverse, Tensor symbols, Tensor table, Tensor initialState,
        Tensor h, Tensor c, Tensor gates,
        Tensor finalState, Tensor starts)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (IsQuantised(parameters))
        {
            QuantisedSymbolStarts(parameters, table, starts);
        }
        else
        {
            HostStorage panels = LstmPanelCache.Of(parameters).Forward();
            LstmKernel.SymbolStarts(parameters.Size, panels.Span(0, panels.Length), Values(table), Values(starts));
        }

        RunLstm(parameters, packing, reverse, symbols, starts, initialState, h, c, gates, finalState);
    }

    /// <inheritdoc/>
    public override void LstmSymbolsBackward(
        LstmParameters parameters, Packing packing, bool reverse, Tensor symbols, Tensor table, Tensor h, Tensor c,
        Tensor gates, Tensor dh, Tensor dc,
        Tensor dFinalState, Tensor scratch, Tensor dTable, Tensor dW, Tensor dR, Tensor db, Tensor dInitialState)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(packing);
        LstmSize size = parameters.Size;
        int H = size.H, V = table.Shape[0];
        ShapeException.Require<float>(Values(scratch), (V, 6 * H));
        LoadGradients(packing, reverse, H, dFinalState, dh, dc);
        Values(scratch).Clear();
        Span<float> sums = Values(scratch)[..(V * 4 * H)], zeros = Values(scratch)[(V * 4 * H)..];
        HostStorage panels = LstmPanelCache.Of(parameters).Backward();
        var steps = new StepTable(packing.RowStart, packing.BatchSize, reverse);
        RecurrentSplit split = Split(packing, H, 4L * H * H);
        if (split is { Rows: 1, Gradients: 1 })
        {
            LstmKernel.BackwardSymbols(
                size, steps, panels.Span(0, panels.Length), Values(symbols), Values(h), Values(c), Values(gates),
                Values(dh), Values(dc), Values(dR), sums,
                ThreadScratch.Values(LstmKernel.BackwardSymbolsScratchLength(size, packing.BatchSize)));
        }
        else
        {
            _workers.Run(
                new LstmBackwardWork(size, packing, reverse, split.Rows, panels, c, gates, dh, dc), split.Rows);
            int gradientParts = dR.IsNone ? 0 : Math.Min(split.Gradients, LstmKernel.GradientBlocks(size));
            _workers.Run(
                new LstmGradientWork(
                    new LstmSize(0, H), packing, reverse, gradientParts, 0, panels, default, h, gates, default, default,
                    dR, default),
                gradientParts);
            LstmKernel.AddSymbolSums(size, steps, Values(symbols), Values(gates), sums);
        }

        // From the sums as from one step of V rows, whose states count for nothing.
        LstmKernel.AddWeightGradients(
            size, new StepTable([0, V], V), 0, LstmKernel.GradientBlocks(size), Values(table), zeros, sums, Values(dW),
            default, Values(db),
            ThreadScratch.Values(LstmKernel.GradientScratchLength(size)));
        if (!dTable.IsNone)
        {
            LstmKernel.AddInputGradient(size, panels.Span(0, panels.Length), sums, Values(dTable));
        }

        StoreGradients(packing, H, dh, dc, dInitialState);
    }
}
