namespace Carousel.Handwriting;

/// <summary>
/// A component of a mixture over an offset and the one before: both normal, the mean of the offset a linear function of
/// the one before.
/// </summary>
/// <param name="Weight">Its share of all offsets.</param>
/// <param name="Lift">The share of its points after which the pen is lifted.</param>
/// <param name="Before">The offset before.</param>
/// <param name="X">Mean of the offset's x given the one before.</param>
/// <param name="Y">Mean of its y.</param>
/// <param name="Next">The offset's spread around these; its means are 0.</param>
internal sealed record JointNormal(
    double Weight, double Lift, NormalPair Before, LinearGuess X, LinearGuess Y, NormalPair Next)
{
    /// <summary>The component of weighted offsets.</summary>
    /// <param name="moves">The offsets.</param>
    /// <param name="shares">How far each belongs to it.</param>
    public static JointNormal Of(PenMove[] moves, double[] shares)
    {
        // A pseudo-count keeps a component without offsets defined, and shares of lifts within 0 and 1.
        double n = shares.Sum() + 1e-3, floor = PenDesign.Floor * PenDesign.Floor;
        double Mean(Func<PenMove, double> value)
        {
            double sum = 0;
            for (int m = 0; m < moves.Length; m++)
            {
                sum += shares[m] * value(moves[m]);
            }

            return sum / n;
        }

        double Product(Func<PenMove, double> one, Func<PenMove, double> other) => Mean(m => one(m) * other(m));

        double beforeX = Mean(m => m.BeforeX), beforeY = Mean(m => m.BeforeY);
        double BeforeX(PenMove m) => m.BeforeX - beforeX;
        double BeforeY(PenMove m) => m.BeforeY - beforeY;
        double xx = Product(BeforeX, BeforeX) + floor, yy = Product(BeforeY, BeforeY) + floor,
            xy = Product(BeforeX, BeforeY);
        LinearGuess Line(Func<PenMove, double> value)
        {
            double mean = Mean(value), determinant = (xx * yy) - (xy * xy);
            double ofX = Product(BeforeX, m => value(m) - mean), ofY = Product(BeforeY, m => value(m) - mean);
            double a = ((yy * ofX) - (xy * ofY)) / determinant, b = ((xx * ofY) - (xy * ofX)) / determinant;
            return new LinearGuess(mean - (a * beforeX) - (b * beforeY), a, b);
        }

        LinearGuess lineX = Line(m => m.X), lineY = Line(m => m.Y);
        double lifts = ((Mean(m => m.Lift ? 1 : 0) * n) + 0.5) / (n + 1);
        double OfX(PenMove m) => m.X - lineX.At(m);
        double OfY(PenMove m) => m.Y - lineY.At(m);
        return new JointNormal(
            n / (moves.Length + 1), lifts, NormalPair.Of(beforeX, beforeY, xx, yy, xy), lineX, lineY,
            NormalPair.Of(0, 0, Product(OfX, OfX) + floor, Product(OfY, OfY) + floor, Product(OfX, OfY)));
    }

    /// <summary>ln of its weight times the density of the offset before.</summary>
    public double LogBefore(PenMove move) => Math.Log(Weight) - Before.Nats(move.BeforeX, move.BeforeY);

    /// <summary>−ln of the density of the offset given the one before.</summary>
    public double NatsOfNext(PenMove move) => Next.Nats(move.X - X.At(move), move.Y - Y.At(move));

    /// <summary>The same component moved to an offset, as one of several.</summary>
    public JointNormal Around(PenMove move, int components) => this with
    {
        Weight = 1.0 / components,
        Before = Before with { X = move.BeforeX, Y = move.BeforeY },
        X = X.Through(move, move.X),
        Y = Y.Through(move, move.Y),
    };
}
