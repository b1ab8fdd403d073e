namespace Carousel.Genomes;

/// <summary>Which layers of a network read a sequence for labels of its bases.</summary>
public enum GenomeLayers
{
    /// <summary>A convolution, followed by recurrent layers in both directions.</summary>
    Both,

    /// <summary>Only convolutions.</summary>
    Convolution,

    /// <summary>Only recurrent layers in both directions.</summary>
    Recurrent,

    /// <summary>A convolution, followed by recurrent layers in one direction.</summary>
    OneDirection,
}
