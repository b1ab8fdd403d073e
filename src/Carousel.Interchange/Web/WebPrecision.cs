namespace Carousel.Interchange.Web;

/// <summary>In what numbers a page computes.</summary>
public enum WebPrecision
{
    /// <summary>Weights in single precision; JavaScript's own double precision for all else.</summary>
    Floating,

    /// <summary>
    /// Weights in signed bytes with a scale a row, activations in signed bytes with a scale a step, whole sums; rounded
    /// as a quantised model of Carousel rounds.
    /// </summary>
    Bytes,
}
