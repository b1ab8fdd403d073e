namespace Carousel.Laboratory.Textbook.Genomes;

/// <summary>What is asked of a track of chromatin.</summary>
internal enum ChromatinQuestion
{
    /// <summary>The sum of marks since the open stretch began: closed chromatin ends what has to be known.</summary>
    OfStretch,

    /// <summary>The sum of marks of all open stretches so far: it has to be carried through closed chromatin.</summary>
    OfTrack,

    /// <summary>Whether a bin is closed, from signals that are too noisy to show it in a single bin.</summary>
    OfState,
}
