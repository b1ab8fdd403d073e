using Carousel.Data;

namespace Carousel.Autograd;

/// <summary>What is run over one segment of time after another.</summary>
internal interface ISegmentedLayer
{
    /// <summary>Features of each output step.</summary>
    int OutputSize { get; }

    /// <summary>Values of the state of one sequence, 1 or more.</summary>
    int StateSize { get; }

    /// <summary>True where the segments run from the last to the first.</summary>
    bool RunsBackwards { get; }

    /// <summary>The steps of a segment are a multiple of this.</summary>
    int SegmentUnit { get; }

    /// <summary>Whether any parameter is trained.</summary>
    bool IsTrained { get; }

    /// <summary>Runs over the steps of one segment.</summary>
    /// <param name="tape">Records the run, or not.</param>
    /// <param name="input">[N, I], packed.</param>
    /// <param name="packing">How the segment's rows lie.</param>
    /// <param name="initialState">[B, StateSize] in the caller's order; <c>default</c> for the initial state of the
    /// layer.</param>
    /// <returns>Outputs [N, OutputSize] and final states [B, StateSize].</returns>
    (Variable Hidden, Variable FinalState) Run(Tape tape, Variable input, Packing packing, Variable initialState);
}
