namespace Carousel.Interchange.Web;

/// <summary>The numbers in which a page computes.</summary>
public enum WebPrecision
{
    /// <summary>Weights in single precision; the double precision of JavaScript for all else.</summary>
    Floating,

    /// <summary>
    /// Weights in signed bytes with a scale a row, activations in signed bytes with a scale a step, whole sums; rounded
    /// as a quantised model of Carousel rounds.
    /// </summary>
    Bytes,
}
