using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>Told of every run of a recurrent layer on a tape, in the order of the runs.</summary>
internal interface IRecurrentObserver
{
    /// <summary>Whether layers keep their gates and cell states as for backward, in inference too.</summary>
    bool NeedsGates { get; }

    /// <summary>A layer ran.</summary>
    /// <param name="run">Its tensors, valid until the tape's step ends.</param>
    void Ran(in RecurrentRun run);
}

/// <summary>A run of a recurrent layer over packed sequences.</summary>
/// <param name="Parameters">A RecurrentParameters, or LstmVariantParameters.</param>
/// <param name="Input">[N, I], what the layer read; no tensor where it read rows of a table by number.</param>
/// <param name="Hidden">[N, P], the hidden state after each step.</param>
/// <param name="Cell">[N, H], the cell state after each step; no tensor if the cell has none or it was not
/// kept.</param>
/// <param name="Gates">What the operation keeps for backward, in the kernel's order; no tensor where there is nothing
/// or it was not kept.</param>
internal readonly record struct RecurrentRun(object Parameters, Tensor Input, Tensor Hidden, Tensor Cell, Tensor Gates);
