using MathNet.Numerics.LinearAlgebra;

namespace Carousel.Handwriting;

/// <summary>
/// A simple guess at the next offset: one normal distribution, or one for each state of the pen whose means follow the
/// offset before. Kept in the model file.
/// </summary>
/// <param name="Name">What it is called in files.</param>
/// <param name="Title">What it is called in tables.</param>
/// <param name="States">One, or one for a pen that is down and one for a pen that has been lifted.</param>
internal sealed record OffsetBaseline(string Name, string Title, IReadOnlyList<OffsetState> States)
{
    private const double Ridge = 1e-6;

    /// <summary>One normal distribution and one share of lifts, whatever came before.</summary>
    public static OffsetBaseline Normal(IReadOnlyList<PenOffsets> drawings) =>
        new("normal", "one normal distribution", [State([.. drawings.SelectMany(d => d.Moves)], follows: false)]);

    /// <summary>
    /// For each state of the pen a normal distribution around a linear function of the offset before, and a share of
    /// lifts.
    /// </summary>
    public static OffsetBaseline Markov(IReadOnlyList<PenOffsets> drawings)
    {
        ILookup<bool, PenMove> moves = drawings.SelectMany(d => d.Moves).ToLookup(m => m.Lifted);
        return new OffsetBaseline(
            "markov", "Markov: normal around a line",
            [State([.. moves[false]], follows: true), State([.. moves[true]], follows: true)]);
    }

    /// <summary>What a point costs.</summary>
    public PenNats Nats(PenMove move)
    {
        OffsetState state = States[States.Count == 2 && move.Lifted ? 1 : 0];
        var spread = new NormalPair(0, 0, state.DeviationX, state.DeviationY, state.Correlation);
        return new PenNats(
            spread.Nats(move.X - state.X.At(move), move.Y - state.Y.At(move)),
            -Math.Log(move.Lift ? state.Lift : 1 - state.Lift));
    }

    private static OffsetState State(IReadOnlyList<PenMove> moves, bool follows)
    {
        // [3, 5]: a constant and the offset before, times these and the offset.
        Matrix<double> sums = Matrix<double>.Build.Dense(3, 5);
        foreach (PenMove move in moves)
        {
            double[] values = [1, follows ? move.BeforeX : 0, follows ? move.BeforeY : 0, move.X, move.Y];
            for (int i = 0; i < 3; i++)
            {
                for (int j = 0; j < 5; j++)
                {
                    sums[i, j] += values[i] * values[j];
                }
            }
        }

        // The ridge keeps what nothing came before, or came before always, from having no solution.
        Matrix<double> square = sums.SubMatrix(0, 3, 0, 3) + Matrix<double>.Build.DenseDiagonal(3, Ridge);
        Matrix<double> fit = square.Solve(sums.SubMatrix(0, 3, 3, 2));
        LinearGuess lineX = new(fit[0, 0], fit[1, 0], fit[2, 0]), lineY = new(fit[0, 1], fit[1, 1], fit[2, 1]);
        double floor = PenDesign.Floor * PenDesign.Floor, n = Math.Max(1, moves.Count);
        double Mean(Func<PenMove, double> one, Func<PenMove, double> other) => moves.Sum(m => one(m) * other(m)) / n;
        double OfX(PenMove m) => m.X - lineX.At(m);
        double OfY(PenMove m) => m.Y - lineY.At(m);
        var spread = NormalPair.Of(0, 0, Mean(OfX, OfX) + floor, Mean(OfY, OfY) + floor, Mean(OfX, OfY));
        return new OffsetState(
            lineX, lineY, spread.DeviationX, spread.DeviationY, spread.Correlation,
            (moves.Count(m => m.Lift) + 1.0) / (moves.Count + 2));
    }
}

/// <summary>What is guessed in one state of the pen.</summary>
/// <param name="X">Mean of x.</param>
/// <param name="Y">Mean of y.</param>
/// <param name="DeviationX">Deviation of x around it.</param>
/// <param name="DeviationY">Deviation of y.</param>
/// <param name="Correlation">Of both.</param>
/// <param name="Lift">The share of points after which the pen is lifted.</param>
internal sealed record OffsetState(
    LinearGuess X, LinearGuess Y, double DeviationX, double DeviationY, double Correlation, double Lift);
