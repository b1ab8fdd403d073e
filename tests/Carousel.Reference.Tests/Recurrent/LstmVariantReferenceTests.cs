using Carousel.Inspection.Equations;
using Carousel.Reference.Recurrent;
using Carousel.Testing;

namespace Carousel.Reference.Tests.Recurrent;

public class LstmVariantReferenceTests
{
    public static TheoryData<string> Variants =>
        [
            "plain", "peepholes", "projection", "coupled", "normalised", "zoneout", "recurrent dropout", "all",
            "all coupled", "all reversed",
        ];

    [Theory]
    [MemberData(nameof(Variants))]
    public void Backward_EqualsFiniteDifferences(string variant)
    {
        (int T, int I, int H) = (4, 3, 4);
        var draws = new Draws(7);
        LstmVariantWeights w = Weights(draws, variant, I, H);
        LstmMasks masks = Masks(draws, variant, T, w);
        bool reverse = variant.EndsWith("reversed", StringComparison.Ordinal);
        (double[,] x, double[] h0, double[] c0) = (draws.Matrix(T, I), draws.Vector(w.P), draws.Vector(H));
        (double[,] dh, double[] dhLast, double[] dcLast) = (draws.Matrix(T, w.P), draws.Vector(w.P), draws.Vector(H));
        double Loss()
        {
            LstmVariantStates states = LstmVariantReference.Forward(w, masks, x, h0, c0, reverse);
            return Losses.Of(states.H, dh, dhLast, h0, reverse)
                + Losses.Of(states.C, new double[T, H], dcLast, c0, reverse);
        }

        LstmVariantGradients d = LstmVariantReference.Backward(w, masks, x, h0, c0, dh, dhLast, dcLast, reverse);

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
    [InlineData("coupled")]
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
            w, new LstmMasks(), x, h0, c0, dh, dhLast, dcLast);
        CellReferenceGradients expected = CellReference.Lstm.Backward(
            cell, x, [.. h0, .. c0], dh, [.. dhLast, .. dcLast]);

        IsNear(CellReference.Lstm.Forward(cell, x, [.. h0, .. c0]).H, LstmVariantReference.Forward(
            w, new LstmMasks(), x, h0, c0).H);
        IsNear(expected.Dx, d.Dx);
        IsNear(expected.DStart, (double[])[.. d.Dh0, .. d.Dc0]);
        IsNear(expected.Dw, d.Weights.W);
        IsNear(expected.Dr, d.Weights.R);
        IsNear(expected.Db, d.Weights.B);
    }

    [Fact]
    public void Forward_HoldsTheCell_WhenZoneoutKeepsAll()
    {
        var draws = new Draws(3);
        LstmVariantWeights w = Weights(draws, "plain", 2, 3);
        double[,] ones = { { 1, 1, 1 }, { 1, 1, 1 } };
        double[] c0 = draws.Vector(3);

        LstmVariantStates states = LstmVariantReference.Forward(
            w, new LstmMasks { ZoneoutCell = ones }, draws.Matrix(2, 2), draws.Vector(3), c0);

        Assert.Equal(c0, new[] { states.C[1, 0], states.C[1, 1], states.C[1, 2] });
    }

    private static double[] Flat(Array values) => Near.Flat(values).ToArray();

    private static void IsNear(Array expected, Array actual) =>
        Assert.Equal(Flat(expected), Flat(actual), (a, b) => Math.Abs(a - b) < 1e-12);

    private static LstmVariantWeights Weights(Draws draws, string variant, int I, int H)
    {
        bool all = variant.StartsWith("all", StringComparison.Ordinal);
        bool coupled = variant.Contains("coupled", StringComparison.Ordinal);
        bool normalized = all || variant == "normalised";
        int gates = coupled ? 3 : 4;
        int P = all || variant == "projection" ? 2 : H;
        return new LstmVariantWeights(draws.Matrix(gates * H, I), draws.Matrix(gates * H, P), draws.Vector(gates * H))
        {
            Coupled = coupled,
            Peepholes = all || variant == "peepholes" ? draws.Matrix(gates - 1, H) : null,
            Projection = P != H ? draws.Matrix(P, H) : null,
            GainInput = normalized ? draws.Vector(gates * H) : null,
            GainRecurrent = normalized ? draws.Vector(gates * H) : null,
            GainCell = normalized ? draws.Vector(H) : null,
            BiasCell = normalized ? draws.Vector(H) : null,
        };
    }

    private static LstmMasks Masks(Draws draws, string variant, int T, LstmVariantWeights w)
    {
        bool all = variant.StartsWith("all", StringComparison.Ordinal);
        var masks = new LstmMasks
        {
            ZoneoutHidden = all || variant == "zoneout" ? draws.Matrix(T, w.P) : null,
            ZoneoutCell = all || variant == "zoneout" ? draws.Matrix(T, w.H) : null,
            Recurrent = all || variant == "recurrent dropout" ? draws.Vector(w.P) : null,
        };

        // A step of 0 and 1 as in training, a step of the rate as in inference, the rest in between.
        for (int k = 0; masks.ZoneoutCell is not null && k < w.H; k++)
        {
            masks.ZoneoutCell[0, k] = k % 2;
            masks.ZoneoutCell[1, k] = 0.1;
        }

        return masks;
    }

    private static (string Name, Array? Values, Array? Gradient)[] Optional(
        LstmVariantWeights w, LstmVariantWeights d) =>
    [
        ("peepholes", w.Peepholes, d.Peepholes), ("projection", w.Projection, d.Projection),
        ("gain of W x", w.GainInput, d.GainInput),
        ("gain of R h", w.GainRecurrent, d.GainRecurrent), ("gain of c", w.GainCell, d.GainCell),
        ("bias of c", w.BiasCell, d.BiasCell),
    ];
}
