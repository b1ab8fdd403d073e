using System.Runtime.Intrinsics;
using Carousel.Kernels;
using Carousel.Laboratory.Rivals;

namespace Carousel.Laboratory.Lanes;

/// <summary>Copies of a <see cref="RecurrentNetwork"/>, a trial in each lane, whatever the vector width.</summary>
internal abstract unsafe class RecurrentLaneNetwork : LaneNetwork
{
    /// <summary>What a copy is made of.</summary>
    public abstract RecurrentNetwork Network { get; }

    /// <summary>The number of values in all lanes: weights, states, and the history for learning.</summary>
    public abstract long ValuesHeld { get; }

    /// <summary>[H, L], the hidden units after <see cref="LaneNetwork.Step"/>.</summary>
    public abstract float* HiddenValues { get; }

    /// <summary>
    /// The largest absolute error in each lane, of the first <paramref name="outputs"/> outputs; NaN if one of them is
    /// NaN.
    /// </summary>
    /// <param name="outputs">Outputs to look at.</param>
    /// <param name="largest">[L], overwritten.</param>
    public abstract void LargestErrors(int outputs, Span<float> largest);

    /// <summary>
    /// Sets the errors of the outputs from one on to targets less outputs, in every lane: for outputs with targets that
    /// only the network's user knows.
    /// </summary>
    /// <param name="first">The first of these outputs.</param>
    /// <param name="targets">[O − first, L].</param>
    public abstract void SetErrors(int first, ReadOnlySpan<float> targets);

    /// <summary>Copies in the widest vectors that hardware has and that need not be wider than asked for.</summary>
    /// <param name="network">What a copy is made of.</param>
    /// <param name="lanes">Lanes asked for: 16, 8 or 4 are made.</param>
    public static RecurrentLaneNetwork Create(RecurrentNetwork network, int lanes)
    {
        if (lanes > 8 && Vector512.IsHardwareAccelerated)
        {
            return new RecurrentLanes<Vector512<float>, Lanes512>(network);
        }

        if (lanes > 4 && Vector256.IsHardwareAccelerated)
        {
            return new RecurrentLanes<Vector256<float>, Lanes256>(network);
        }

        return new RecurrentLanes<Vector128<float>, Lanes128>(network);
    }
}
