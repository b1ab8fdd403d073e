namespace Carousel.Genomes;

/// <summary>Which layers of a network read a sequence for labels of its bases.</summary>
public enum GenomeLayers
{
    /// <summary>A convolution, and recurrent layers in both directions behind it.</summary>
    Both,

    /// <summary>Convolutions alone.</summary>
    Convolution,

    /// <summary>Recurrent layers in both directions alone.</summary>
    Recurrent,

    /// <summary>A convolution, and recurrent layers in one direction behind it.</summary>
    OneDirection,
}
