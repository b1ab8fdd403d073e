namespace Carousel.Autograd;

/// <summary>
/// In which order of time the segments of a layer can be run, so that its outputs and the sums of its gradients have
/// the bits of one run over all steps.
/// </summary>
internal enum SegmentOrder
{
    /// <summary>
    /// A step depends on more than its input and the state before, or a gradient is not a sum from the last step to the
    /// first.
    /// </summary>
    None,

    /// <summary>Either: no state, and no parameters.</summary>
    Either,

    /// <summary>From the first step to the last; the gradients of parameters sum from the last to the first.</summary>
    Forward,

    /// <summary>From the last step to the first; the gradients of parameters sum from the first to the last.</summary>
    Reverse,
}
