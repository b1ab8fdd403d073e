namespace Carousel.Classification;

/// <summary>What a step of a sequence is to the network.</summary>
public enum ClassInput
{
    /// <summary>The channels of a step.</summary>
    Numbers,

    /// <summary>A frame of sound.</summary>
    Sound,

    /// <summary>A word.</summary>
    Words,
}
