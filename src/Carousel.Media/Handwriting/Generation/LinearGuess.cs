namespace Carousel.Handwriting;

/// <summary>A linear function of the offset before.</summary>
/// <param name="Constant">Where nothing came before.</param>
/// <param name="OfX">Factor of x before.</param>
/// <param name="OfY">Factor of y before.</param>
internal sealed record LinearGuess(double Constant, double OfX, double OfY)
{
    /// <summary>Its value.</summary>
    public double At(PenMove move) => Constant + (OfX * move.BeforeX) + (OfY * move.BeforeY);

    /// <summary>The same function with another constant: one that has a value at a point.</summary>
    public LinearGuess Through(PenMove move, double value) =>
        this with { Constant = value - (OfX * move.BeforeX) - (OfY * move.BeforeY) };
}
