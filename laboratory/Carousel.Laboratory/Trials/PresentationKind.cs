namespace Carousel.Laboratory.Trials;

/// <summary>What is done with a network in a trial's next turn.</summary>
internal enum PresentationKind
{
    /// <summary>A sequence is shown, and the network learns from it.</summary>
    Train,

    /// <summary>A sequence is shown to see what the network gives.</summary>
    Test,

    /// <summary>New random weights are drawn; no sequence is shown.</summary>
    Reinitialize,

    /// <summary>The part of the network that waits is added: sequential addition of memory cells.</summary>
    Extend,
}
