using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>
/// Linear chains over C labels, a sequence of N packed rows each, from the tape down to the backend.
/// </summary>
/// <remarks>A tensor named D… is a gradient, added to; none where it is not wanted.</remarks>
internal struct CrfCall
{
    /// <summary>How the rows are ordered.</summary>
    public required Packing Packing { get; init; }

    /// <summary>[N, C].</summary>
    public Tensor Scores { get; init; }

    /// <summary>[N, 1] or [N], whole numbers 0 … C − 1.</summary>
    public Tensor Labels { get; init; }

    /// <summary>[C], of labels at the first step.</summary>
    public Tensor Start { get; init; }

    /// <summary>[C, C], of the column's label right after the row's.</summary>
    public Tensor Transition { get; init; }

    /// <summary>[C], of labels at the last step.</summary>
    public Tensor End { get; init; }

    /// <summary>[CrfSavedLength], overwritten for the way back, which overwrites places to work in.</summary>
    public Tensor Saved { get; init; }

    /// <summary>[1], overwritten.</summary>
    public Tensor Loss { get; init; }

    /// <summary>[1], read.</summary>
    public Tensor DLoss { get; init; }

    /// <summary>[N, C].</summary>
    public Tensor DScores { get; init; }

    /// <summary>[C].</summary>
    public Tensor DStart { get; init; }

    /// <summary>[C, C].</summary>
    public Tensor DTransition { get; init; }

    /// <summary>[C].</summary>
    public Tensor DEnd { get; init; }
}
