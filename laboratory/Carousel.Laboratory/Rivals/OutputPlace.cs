namespace Carousel.Laboratory.Rivals;

/// <summary>Where a recurrent network's output units sit.</summary>
internal enum OutputPlace
{
    /// <summary>
    /// Above the hidden units, whose activations of the same step they read, and by option the inputs (Elman 1990).
    /// </summary>
    Above,

    /// <summary>
    /// In the layer of the hidden units: they read the same sources, the inputs and the hidden units of the step
    /// before.
    /// </summary>
    Beside,

    /// <summary>
    /// Among the units that feed all units: inputs and all units of the step before are read by every unit (Williams
    /// and Zipser 1989).
    /// </summary>
    Among,
}
