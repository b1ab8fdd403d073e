using Carousel.Inspection.Equations;
using Carousel.Reference.Recurrent;
using Carousel.Testing;

namespace Carousel.Reference.Tests.Recurrent;

public class LstmVariantReferenceTests
{
    public static TheoryData<string> Variants =>
        ["plain", "peepholes", "projection", "recurrent dropout", "all", "all reversed"];

    [Theory]
    [MemberData(nameof(Variants))]
    public void Backward_EqualsFiniteDifferences(string variant)
    {
        (int T, int I, int H) = (4, 3, 4);
        var draws = new Draws(7);
        LstmVariantWeights w = Weights(draws, variant, I, H);
        double[]? mask = variant.StartsWith("all", StringComparison.Ordinal) || variant == "recurrent dropout"
            ? draws.Vector(w.P)
            : null;
        bool reverse = variant.EndsWith("reversed", StringComparison.Ordinal);
        (double[,] x, double[] h0, double[] c0) = (draws.Matrix(T, I), draws.Vector(w.P), draws.Vector(H));
        (double[,] dh, double[] dhLast, double[] dcLast) = (draws.Matrix(T, w.P), draws.Vector(w.P), draws.Vector(H));
        double Loss()
        {
            LstmVariantStates states = LstmVariantReference.Forward(w, mask, x, h0, c0, reverse);
            return Losses.Of(states.H, dh, dhLast, h0, reverse)
                + Losses.Of(states.C, new double[T, H], dcLast, c0, reverse);
        }

        LstmVariantGradients d = LstmVariantReference.Backward(w, mask, x, h0, c0, dh, dhLast, dcLast, reverse);

        FiniteDifference.Check("x", Loss, x, d.Dx);
        FiniteDifference.Check("h0", Loss, h0, d.Dh0);
        FiniteDifference.Check("c0", Loss, c0, d.Dc0);
        FiniteDifference.Check("W", Loss, w.W, d.Weights.W);
        FiniteDifference.Check("R", Loss, w.R, d.Weights.R);
        FiniteDifference.Check("b", Loss, w.B, d.Weights.B);
        foreach ((string name, Array? values, Array? gradient) in Optional(w, d.Weights))
        {
            if (values is not null)
            {
                FiniteDifference.Check(name, Loss, values, gradient!);
            }
        }
    }

    /// <summary>Where both know a variant they say the same.</summary>
    [Theory]
    [InlineData("plain")]
    [InlineData("peepholes")]
    public void ForwardAndBackward_EqualTheCell(string variant)
    {
        (int T, int I, int H) = (4, 3, 4);
        var draws = new Draws(8);
        LstmVariantWeights w = Weights(draws, variant, I, H);
        (double[,] x, double[] h0, double[] c0) = (draws.Matrix(T, I), draws.Vector(H), draws.Vector(H));
        (double[,] dh, double[] dhLast, double[] dcLast) = (draws.Matrix(T, H), draws.Vector(H), draws.Vector(H));
        var cell = new EquationWeights(H, Flat(w.W), Flat(w.R), w.B)
        {
            Peepholes = w.Peepholes is { } peepholes ? Flat(peepholes) : null,
        };

        LstmVariantGradients d = LstmVariantReference.Backward(
            w, null, x, h0, c0, dh, dhLast, dcLast);
        CellReferenceGradients expected = CellReference.Lstm.Backward(
            cell, x, [.. h0, .. c0], dh, [.. dhLast, .. dcLast]);

        IsNear(CellReference.Lstm.Forward(cell, x, [.. h0, .. c0]).H, LstmVariantReference.Forward(
            w, null, x, h0, c0).H);
        IsNear(expected.Dx, d.Dx);
        IsNear(expected.DStart, (double[])[.. d.Dh0, .. d.Dc0]);
        IsNear(expected.Dw, d.Weights.W);
        IsNear(expected.Dr, d.Weights.R);
        IsNear(expected.Db, d.Weights.B);
    }

    private static double[] Flat(Array values) => Near.Flat(values).ToArray();

    private static void IsNear(Array expected, Array actual) =>
        Assert.Equal(Flat(expected), Flat(actual), (a, b) => Math.Abs(a - b) < 1e-12);

    private static LstmVariantWeights Weights(Draws draws, string variant, int I, int H)
    {
        bool all = variant.StartsWith("all", StringComparison.Ordinal);
        int P = all || variant == "projection" ? 2 : H;
        return new LstmVariantWeights(draws.Matrix(4 * H, I), draws.Matrix(4 * H, P), draws.Vector(4 * H))
        {
            Peepholes = all || variant == "peepholes" ? draws.Matrix(3, H) : null,
            Projection = P != H ? draws.Matrix(P, H) : null,
        };
    }

    private static (string Name, Array? Values, Array? Gradient)[] Optional(
        LstmVariantWeights w, LstmVariantWeights d) =>
        [("peepholes", w.Peepholes, d.Peepholes), ("projection", w.Projection, d.Projection)];
}
