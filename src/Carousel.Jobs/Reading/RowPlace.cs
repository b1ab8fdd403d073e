namespace Carousel.Jobs.Reading;

/// <summary>Where the rows of series lie while they are worked with.</summary>
public enum RowPlace
{
    /// <summary>In memory.</summary>
    Memory,

    /// <summary>On disk, in a file of columns; series are read from it when they are needed.</summary>
    Disk,
}
