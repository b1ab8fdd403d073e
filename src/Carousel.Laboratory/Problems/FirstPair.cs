namespace Carousel.Laboratory.Problems;

/// <summary>What it means in the tasks of adding and multiplication that the very first pair gets marked, which the paper leaves open.</summary>
internal enum FirstPair
{
    /// <summary>Its marker is 1 and its value 0 (adding) or 1 (multiplication), so that the target follows from the inputs.</summary>
    IsMarked,

    /// <summary>Its marker stays −1, and X1 counts as 0 or 1 whatever its value.</summary>
    KeepsItsMarker,

    /// <summary>It is never drawn.</summary>
    IsNeverDrawn,
}
