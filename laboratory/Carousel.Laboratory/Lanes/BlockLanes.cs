using System.Runtime.Intrinsics;
using Carousel.Kernels;
using Carousel.Laboratory.Networks;

namespace Carousel.Laboratory.Lanes;

/// <summary>
/// Networks of memory cell blocks in lanes, whatever the vector's width. Double twin: BlockNetworkReference.
/// </summary>
/// <remarks>
/// The order of a copy's weights: unit by unit, the cells block by block, the input gates, the forget gates, the output
/// gates, the output units.
/// Of each unit: its weights from the inputs, from the recurrent sources (cells, input, forget and output gates, as far
/// as they feed it), for a gate with peepholes
/// from the states of its block's cells, and its bias. For an output unit: from the inputs if it has such weights,
/// from the cells, and its bias.
/// </remarks>
internal abstract class BlockLanes : LaneNetwork
{
    /// <summary>What the network is made of.</summary>
    public abstract BlockNetwork Network { get; }

    /// <summary>The number of values in all lanes: weights, states, and the history for learning.</summary>
    public abstract long ValuesHeld { get; }

    /// <inheritdoc/>
    public override int LeadingSteps => Network.LeadingSteps;

    /// <summary>
    /// Makes a network in the narrowest vectors with at least as many lanes as are wanted, else in the widest that the
    /// machine has.
    /// </summary>
    /// <param name="network">What it is made of.</param>
    /// <param name="rule">How it learns.</param>
    /// <param name="symbols">Whether a step's input is a symbol.</param>
    /// <param name="wantedLanes">Lanes wanted.</param>
    public static BlockLanes Make(BlockNetwork network, LearningRule rule, bool symbols, int wantedLanes)
    {
        if (wantedLanes > 8 && Vector512.IsHardwareAccelerated)
        {
            return new BlockLanes<Vector512<float>, Lanes512>(network, rule, symbols);
        }

        return wantedLanes > 4 && Vector256.IsHardwareAccelerated
            ? new BlockLanes<Vector256<float>, Lanes256>(network, rule, symbols)
            : new BlockLanes<Vector128<float>, Lanes128>(network, rule, symbols);
    }

    /// <summary>Copies the states of a lane's cells out after a step.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="states">[Cells], overwritten.</param>
    public abstract void ReadStates(int lane, Span<float> states);

    /// <summary>Copies the activations of a lane's gates out after a step.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="gates">[GateKinds · Blocks], overwritten: input gates, forget gates, output gates.</param>
    public abstract void ReadGates(int lane, Span<float> gates);
}
