using Carousel.Data;
using Carousel.Kernels.Recurrent;
using Carousel.Memory;

namespace Carousel.Backends;

public sealed partial class CpuBackend
{
    /// <inheritdoc/>
    internal override void LstmSymbolsForward(
        LstmParameters parameters, Packing packing, bool reverse, Tensor symbols, Tensor table, Tensor initialState,
        Tensor h, Tensor c, Tensor gates,
        Tensor finalState, Tensor starts)
    {
        if (parameters.CurrentForward.IsQuantised)
        {
            QuantisedLstmForward.SymbolStarts(parameters, table, starts);
        }
        else
        {
            LstmForward.SymbolStarts(parameters, table, starts);
        }

        RunRecurrent(parameters, packing, reverse, symbols, starts, initialState, h, c, gates, finalState);
    }

    /// <inheritdoc/>
    internal override void LstmSymbolsBackward(
        LstmParameters parameters, Packing packing, bool reverse, Tensor symbols, Tensor table, Tensor h, Tensor c,
        Tensor gates, Tensor dh, Tensor dc,
        Tensor dFinalState, Tensor scratch, Tensor dTable, Tensor dW, Tensor dR, Tensor db, Tensor dInitialState)
    {
        LstmSize size = parameters.Size;
        int H = size.H, V = table.Shape[0];
        ShapeException.Require<float>(Values(scratch), (V, 6 * H));
        LoadGradients(parameters, packing, reverse, dFinalState, dh, dc);
        Values(scratch).Clear();
        Span<float> sums = Values(scratch)[..(V * 4 * H)], zeros = Values(scratch)[(V * 4 * H)..];
        LstmBackward.Instance.BackwardSymbols(
            _workers, BackwardCall(parameters, packing, reverse, symbols, h, c, gates, dh, dc), dR, sums);

        // From the sums as from one step of V rows, whose states count for nothing.
        LstmKernel.AddWeightGradients(
            size, new StepTable([0, V], V), 0, LstmKernel.GradientBlocks(size), Values(table), zeros, sums, Values(dW),
            default, Values(db),
            ThreadScratch.Values(LstmKernel.GradientScratchLength(size)));
        if (!dTable.IsNone)
        {
            HostStorage panels = CellPanels.Of(parameters).Backward();
            LstmKernel.AddInputGradient(size, panels.Span(0, panels.Length), sums, Values(dTable));
        }

        StoreGradients(parameters, packing, dh, dc, dInitialState);
    }
}
