namespace Carousel.Laboratory.Rivals;

/// <summary>How a recurrent network finds the gradient.</summary>
internal enum RecurrentGradient
{
    /// <summary>
    /// Real-time recurrent learning: every unit's derivative by every weight is carried forward (Williams and Zipser
    /// 1989).
    /// </summary>
    RealTime,

    /// <summary>
    /// Back-propagation through time, from each target back to the sequence's start or to the end of a window
    /// (Rumelhart, Hinton and Williams 1986; Werbos 1990; Williams and Peng 1990).
    /// </summary>
    ThroughTime,

    /// <summary>
    /// What the hidden units read of the step before is a copy that error does not pass (Elman 1990).
    /// </summary>
    Copied,
}
