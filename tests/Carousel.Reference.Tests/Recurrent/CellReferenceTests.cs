using Carousel.Reference.Recurrent;
using Carousel.Testing;

namespace Carousel.Reference.Tests.Recurrent;

/// <summary>What the twin of any cell must do. A subclass says which.</summary>
public abstract class CellReferenceTests
{
    private readonly CellReference _twin;
    private readonly int _rows;

    /// <summary>Tests of a twin.</summary>
    /// <param name="twin">The twin.</param>
    /// <param name="rows">Rows of W and b for each unit.</param>
    private protected CellReferenceTests(CellReference twin, int rows) => (_twin, _rows) = (twin, rows);

    [Theory]
    [InlineData(1, 1, 1, false)]
    [InlineData(5, 3, 4, false)]
    [InlineData(4, 2, 6, true)]
    [InlineData(9, 1, 2, false)]
    public void Backward_EqualsFiniteDifferences(int T, int I, int H, bool reverse)
    {
        var draws = new Draws(T + I + H);
        (CellReferenceWeights w, double[,] x, double[] start) = Drawn(draws, T, I, H);
        (double[,] dh, double[] dFinal) = (draws.Matrix(T, H), draws.Vector(start.Length));

        CellReferenceGradients d = _twin.Backward(w, x, start, dh, dFinal, reverse);

        FiniteDifference.Check("x", Loss, x, d.Dx);
        FiniteDifference.Check("start", Loss, start, d.DStart);
        FiniteDifference.Check("W", Loss, w.W, d.Dw);
        FiniteDifference.Check("b", Loss, w.B, d.Db);
        if (w.R is { } recurrent)
        {
            FiniteDifference.Check("R", Loss, recurrent, d.Dr!);
        }

        double Loss()
        {
            (double[,] h, double[] final) = _twin.Forward(w, x, start, reverse);
            return Sum(Near.Flat(h), Near.Flat(dh)) + Sum(final, dFinal);
        }
    }

    private protected virtual (CellReferenceWeights Weights, double[,] X, double[] Start) Drawn(
        Draws draws, int T, int I, int H) =>
        (new(draws.Matrix(_rows * H, I), null, draws.Vector(_rows * H)), draws.Matrix(T, I), draws.Vector(H));

    private static double Sum(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int k = 0; k < a.Length; k++)
        {
            sum += a[k] * b[k];
        }

        return sum;
    }
}
