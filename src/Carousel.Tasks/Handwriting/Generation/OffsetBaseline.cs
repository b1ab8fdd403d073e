using Carousel.Kernels.Losses;
using MathNet.Numerics.LinearAlgebra;

namespace Carousel.Tasks.Handwriting.Generation;

/// <summary>A simple guess at the next offset: one normal distribution, or one for each state of the pen whose means follow the offset before. Kept in the model file.</summary>
/// <param name="Name">What it is called in files.</param>
/// <param name="Title">What it is called in tables.</param>
/// <param name="States">One, or one for a pen that is down and one for a pen that has been lifted.</param>
internal sealed record OffsetBaseline(string Name, string Title, IReadOnlyList<OffsetState> States)
{
    private const double Ridge = 1e-6;

    /// <summary>One normal distribution and one share of lifts, whatever came before.</summary>
    public static OffsetBaseline Normal(IReadOnlyList<PenOffsets> drawings) => new("normal", "one normal distribution", [State([.. Rows(drawings)], follows: false)]);

    /// <summary>For each state of the pen a normal distribution around a linear function of the offset before, and a share of lifts.</summary>
    public static OffsetBaseline Markov(IReadOnlyList<PenOffsets> drawings)
    {
        ILookup<bool, Row> rows = Rows(drawings).ToLookup(r => r.Lifted);
        return new OffsetBaseline("markov", "Markov: normal around a line", [State([.. rows[false]], follows: true), State([.. rows[true]], follows: true)]);
    }

    /// <summary>What a drawing costs: nats of offsets and of lifts.</summary>
    public (double Offset, double Lift) Nats(PenOffsets drawing)
    {
        double offset = 0, lift = 0;
        foreach (Row row in Rows([drawing]))
        {
            OffsetState state = States[States.Count == 2 && row.Lifted ? 1 : 0];
            offset += BivariateNormal.Nats(row.X - state.X.At(row), row.Y - state.Y.At(row), state.DeviationX, state.DeviationY, state.Correlation);
            lift -= Math.Log(row.Lift ? state.Lift : 1 - state.Lift);
        }

        return (offset, lift);
    }

    /// <summary>Points with what came before each.</summary>
    internal static IEnumerable<Row> Rows(IEnumerable<PenOffsets> drawings)
    {
        foreach (PenOffsets drawing in drawings)
        {
            for (int t = 0; t < drawing.Count; t++)
            {
                (float x, float y, bool lifted) = drawing.Before(t);
                yield return new Row(x, y, lifted, drawing.Offsets[3 * t], drawing.Offsets[(3 * t) + 1], drawing.Offsets[(3 * t) + 2] > 0);
            }
        }
    }

    private static OffsetState State(IReadOnlyList<Row> rows, bool follows)
    {
        var square = new double[3, 3];
        var products = new double[3, 2];
        foreach (Row row in rows)
        {
            double[] before = follows ? [1, row.BeforeX, row.BeforeY] : [1, 0, 0];
            for (int i = 0; i < 3; i++)
            {
                for (int j = 0; j < 3; j++)
                {
                    square[i, j] += before[i] * before[j];
                }

                (products[i, 0], products[i, 1]) = (products[i, 0] + (before[i] * row.X), products[i, 1] + (before[i] * row.Y));
            }
        }

        // The ridge keeps what nothing came before, or came before always, from having no solution.
        for (int i = 0; i < 3; i++)
        {
            square[i, i] += Ridge;
        }

        Matrix<double> fit = Matrix<double>.Build.DenseOfArray(square).Solve(Matrix<double>.Build.DenseOfArray(products));
        LinearGuess lineX = new(fit[0, 0], fit[1, 0], fit[2, 0]), lineY = new(fit[0, 1], fit[1, 1], fit[2, 1]);
        double floor = PenDesign.Floor * PenDesign.Floor, n = Math.Max(1, rows.Count);
        double varianceX = (rows.Sum(r => Square(r.X - lineX.At(r))) / n) + floor, varianceY = (rows.Sum(r => Square(r.Y - lineY.At(r))) / n) + floor;
        double covariance = rows.Sum(r => (r.X - lineX.At(r)) * (r.Y - lineY.At(r))) / n;
        double correlation = Math.Clamp(covariance / Math.Sqrt(varianceX * varianceY), -Likelihood.CorrelationLimit, Likelihood.CorrelationLimit);
        return new OffsetState(lineX, lineY, Math.Sqrt(varianceX), Math.Sqrt(varianceY), correlation, (rows.Count(r => r.Lift) + 1.0) / (rows.Count + 2));
    }

    private static double Square(double x) => x * x;

    /// <summary>What came before a point, and the point.</summary>
    internal readonly record struct Row(double BeforeX, double BeforeY, bool Lifted, double X, double Y, bool Lift);
}

/// <summary>A linear function of the offset before.</summary>
/// <param name="Constant">Where nothing came before.</param>
/// <param name="OfX">Factor of x before.</param>
/// <param name="OfY">Factor of y before.</param>
internal sealed record LinearGuess(double Constant, double OfX, double OfY)
{
    /// <summary>Its value.</summary>
    public double At(OffsetBaseline.Row row) => Constant + (OfX * row.BeforeX) + (OfY * row.BeforeY);
}

/// <summary>What is guessed in one state of the pen.</summary>
/// <param name="X">Mean of x.</param>
/// <param name="Y">Mean of y.</param>
/// <param name="DeviationX">Deviation of x around it.</param>
/// <param name="DeviationY">Deviation of y.</param>
/// <param name="Correlation">Of both.</param>
/// <param name="Lift">The share of points behind which the pen is lifted.</param>
internal sealed record OffsetState(LinearGuess X, LinearGuess Y, double DeviationX, double DeviationY, double Correlation, double Lift);
