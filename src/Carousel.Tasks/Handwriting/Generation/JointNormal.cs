using Carousel.Kernels.Losses;

namespace Carousel.Tasks.Handwriting.Generation;

/// <summary>A component of a mixture over an offset and the one before: both normal, the mean of the offset a linear function of the one before.</summary>
/// <param name="Weight">Its share of all offsets.</param>
/// <param name="Lift">The share of its points behind which the pen is lifted.</param>
/// <param name="Before">The offset before.</param>
/// <param name="X">Mean of the offset's x given the one before.</param>
/// <param name="Y">Mean of its y.</param>
/// <param name="Next">The offset's spread around these; its means are 0.</param>
internal sealed record JointNormal(double Weight, double Lift, NormalPair Before, LinearGuess X, LinearGuess Y, NormalPair Next)
{
    /// <summary>The component of weighted offsets.</summary>
    /// <param name="rows">The offsets.</param>
    /// <param name="shares">How far each belongs to it.</param>
    /// <param name="all">How many offsets all components have.</param>
    public static JointNormal Of(OffsetBaseline.Row[] rows, double[] shares, int all)
    {
        // A pseudo-count keeps a component without offsets defined, and shares of lifts within 0 and 1.
        double n = shares.Sum() + 1e-3;
        double Mean(Func<OffsetBaseline.Row, double> value)
        {
            double sum = 0;
            for (int r = 0; r < rows.Length; r++)
            {
                sum += shares[r] * value(rows[r]);
            }

            return sum / n;
        }

        double beforeX = Mean(r => r.BeforeX), beforeY = Mean(r => r.BeforeY), x = Mean(r => r.X), y = Mean(r => r.Y), floor = PenDesign.Floor * PenDesign.Floor;
        double xx = Mean(r => (r.BeforeX - beforeX) * (r.BeforeX - beforeX)) + floor, yy = Mean(r => (r.BeforeY - beforeY) * (r.BeforeY - beforeY)) + floor;
        double xy = Mean(r => (r.BeforeX - beforeX) * (r.BeforeY - beforeY)), determinant = (xx * yy) - (xy * xy);
        LinearGuess Line(double mean, Func<OffsetBaseline.Row, double> value)
        {
            double ofX = Mean(r => (r.BeforeX - beforeX) * value(r)), ofY = Mean(r => (r.BeforeY - beforeY) * value(r));
            double a = ((yy * ofX) - (xy * ofY)) / determinant, b = ((xx * ofY) - (xy * ofX)) / determinant;
            return new LinearGuess(mean - (a * beforeX) - (b * beforeY), a, b);
        }

        LinearGuess lineX = Line(x, r => r.X - x), lineY = Line(y, r => r.Y - y);
        double ownX = Mean(r => (r.X - lineX.At(r)) * (r.X - lineX.At(r))) + floor, ownY = Mean(r => (r.Y - lineY.At(r)) * (r.Y - lineY.At(r))) + floor;
        double both = Mean(r => (r.X - lineX.At(r)) * (r.Y - lineY.At(r)));
        double lifts = ((Mean(r => r.Lift ? 1 : 0) * n) + 0.5) / (n + 1);
        return new JointNormal(n / (all + 1), lifts, NormalPair.Of(beforeX, beforeY, xx, yy, xy), lineX, lineY, NormalPair.Of(0, 0, ownX, ownY, both));
    }

    /// <summary>−ln of the density of the offset before.</summary>
    public double NatsBefore(OffsetBaseline.Row row) => Before.Nats(row.BeforeX, row.BeforeY);

    /// <summary>−ln of the density of the offset given the one before.</summary>
    public double NatsOfNext(OffsetBaseline.Row row) => Next.Nats(row.X - X.At(row), row.Y - Y.At(row));

    /// <summary>The same component moved to an offset, as one of several.</summary>
    public JointNormal Around(OffsetBaseline.Row row, int components) => this with
    {
        Weight = 1.0 / components,
        Before = Before with { X = row.BeforeX, Y = row.BeforeY },
        X = new LinearGuess(row.X - (X.OfX * row.BeforeX) - (X.OfY * row.BeforeY), X.OfX, X.OfY),
        Y = new LinearGuess(row.Y - (Y.OfX * row.BeforeX) - (Y.OfY * row.BeforeY), Y.OfX, Y.OfY),
    };
}

/// <summary>A normal distribution of two numbers.</summary>
/// <param name="X">Mean of the first.</param>
/// <param name="Y">Mean of the second.</param>
/// <param name="DeviationX">Deviation of the first.</param>
/// <param name="DeviationY">Deviation of the second.</param>
/// <param name="Correlation">Of both.</param>
internal sealed record NormalPair(double X, double Y, double DeviationX, double DeviationY, double Correlation)
{
    /// <summary>Of means, variances and the covariance.</summary>
    public static NormalPair Of(double x, double y, double varianceX, double varianceY, double covariance) => new(
        x, y, Math.Sqrt(varianceX), Math.Sqrt(varianceY), Math.Clamp(covariance / Math.Sqrt(varianceX * varianceY), -Likelihood.CorrelationLimit, Likelihood.CorrelationLimit));

    /// <summary>−ln of the density.</summary>
    public double Nats(double x, double y) => BivariateNormal.Nats(x - X, y - Y, DeviationX, DeviationY, Correlation);
}
