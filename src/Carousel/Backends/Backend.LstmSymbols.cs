using Carousel.Data;
using Carousel.Memory;

namespace Carousel.Backends;

public abstract partial class Backend
{
    /// <summary>
    /// An LSTM over rows of a table by number. Bits as EmbeddingForward and LstmForward; the inputs' products are
    /// computed once for each row of the table.
    /// </summary>
    /// <param name="parameters">W, R and b.</param>
    /// <param name="packing">How the rows lie.</param>
    /// <param name="reverse">Run from the last step to the first.</param>
    /// <param name="symbols">[N] values, whole numbers 0 … V − 1.</param>
    /// <param name="table">[V, I].</param>
    /// <param name="initialState">[B, 2H], h then c of each sequence in the caller's order; no tensor for
    /// zeros.</param>
    /// <param name="h">[B+N, H], overwritten: the initial states in packed order, then each row's.</param>
    /// <param name="c">[B+N, H] as h; or, where gates is no tensor, [B, H], scratch.</param>
    /// <param name="gates">[N, 4H], overwritten with what LstmSymbolsBackward needs; or no tensor.</param>
    /// <param name="finalState">[B, 2H], overwritten, in the caller's order.</param>
    /// <param name="starts">LstmKernel.SymbolStartsLength(size, V) values, overwritten.</param>
    internal virtual void LstmSymbolsForward(
        LstmParameters parameters, Packing packing, bool reverse, Tensor symbols, Tensor table, Tensor initialState,
        Tensor h, Tensor c, Tensor gates,
        Tensor finalState, Tensor starts)
    {
    }

    /// <summary>
    /// Back-propagation through time over the same sequences. ∂loss/∂preactivation is summed by symbol first, from the
    /// last step to the first, rows ascending;
    /// the gradients of table, W and b follow from those sums, symbols ascending.
    /// </summary>
    /// <param name="parameters">As given to LstmSymbolsForward.</param>
    /// <param name="packing">As given to LstmSymbolsForward.</param>
    /// <param name="reverse">As given to LstmSymbolsForward.</param>
    /// <param name="symbols">As given to LstmSymbolsForward.</param>
    /// <param name="table">As given to LstmSymbolsForward.</param>
    /// <param name="h">[B+N, H], as left by LstmSymbolsForward.</param>
    /// <param name="c">[B+N, H], as left by LstmSymbolsForward.</param>
    /// <param name="gates">[N, 4H], as left by LstmSymbolsForward; overwritten.</param>
    /// <param name="dh">[B+N, H], scratch; in: ∂loss/∂h from above behind the B initial states, which need not be
    /// set.</param>
    /// <param name="dc">[B, H], scratch.</param>
    /// <param name="dFinalState">[B, 2H], in the caller's order, or no tensor.</param>
    /// <param name="scratch">6·V·H values, overwritten.</param>
    /// <param name="dTable">[V, I], added to, or no tensor.</param>
    /// <param name="dW">[4H, I], added to, or no tensor.</param>
    /// <param name="dR">[4H, H], added to, or no tensor.</param>
    /// <param name="db">[4H], added to, or no tensor.</param>
    /// <param name="dInitialState">[B, 2H], added to, or no tensor.</param>
    internal virtual void LstmSymbolsBackward(
        LstmParameters parameters, Packing packing, bool reverse, Tensor symbols, Tensor table, Tensor h, Tensor c,
        Tensor gates, Tensor dh, Tensor dc,
        Tensor dFinalState, Tensor scratch, Tensor dTable, Tensor dW, Tensor dR, Tensor db, Tensor dInitialState)
    {
    }
}
