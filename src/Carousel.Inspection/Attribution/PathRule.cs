namespace Carousel.Inspection.Attribution;

/// <summary>Where on the path the gradient is taken.</summary>
public enum PathRule
{
    /// <summary>
    /// In pieces of eight points each after Gauss and Legendre: exact for polynomials of degree 15 in each piece.
    /// </summary>
    GaussLegendre,

    /// <summary>In the middle of equal parts.</summary>
    Midpoint,
}
