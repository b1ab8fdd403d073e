using Carousel.Reference.Recurrent;
using Carousel.Testing;

namespace Carousel.Reference.Tests.Recurrent;

/// <summary>What the twins of cells whose heads hold a matrix each must do.</summary>
public abstract class MatrixReferenceTests : CellReferenceTests
{
    private readonly int _gates;
    private readonly bool _hasNormalizer;

    private protected MatrixReferenceTests(CellReference twin, int gates, bool hasNormalizer)
        : base(twin, 4) => (_gates, _hasNormalizer) = (gates, hasNormalizer);

    private protected override (CellReferenceWeights Weights, double[,] X, double[] Start) Drawn(
        Draws draws, int T, int I, int H)
    {
        int heads = H % 2 == 0 ? 2 : 1, rows = (4 * H) + (_gates * heads);
        return (
            new(draws.Matrix(rows, I), null, draws.Vector(rows)), draws.Matrix(T, I),
            draws.Vector(H + (H * H / heads) + (_hasNormalizer ? H + heads : 0)));
    }
}

public class MlstmReferenceTests : MatrixReferenceTests
{
    public MlstmReferenceTests()
        : base(CellReference.Of<MlstmReference<LogisticSlstmForget>>(), 2, hasNormalizer: true)
    {
    }

    private protected MlstmReferenceTests(CellReference twin)
        : base(twin, 2, hasNormalizer: true)
    {
    }

    [Fact]
    public void Parallel_EqualsTheSteps()
    {
        (CellReferenceWeights w, double[,] x, double[] start) = Drawn(new Draws(3), 40, 3, 6);

        double[,] h = MlstmReference<LogisticSlstmForget>.Forward(w, x, new double[start.Length]).H;

        Assert.Equal(
            Near.Flat(MlstmReference<LogisticSlstmForget>.Parallel(w, x, 6, 2)).ToArray(), Near.Flat(h).ToArray(),
            (a, b) => Math.Abs(a - b) < 1e-12);
    }
}

public sealed class MlstmExponentialReferenceTests() :
    MlstmReferenceTests(CellReference.Of<MlstmReference<ExponentialSlstmForget>>());

public sealed class DeltaReferenceTests() :
    MatrixReferenceTests(CellReference.Of<DeltaReference<NoDeltaDecay>>(), 1, hasNormalizer: false)
{
    /// <summary>With a rate of 1 a key is answered with the value that came last.</summary>
    [Fact]
    public void RateOfOne_ReplacesWhatTheKeyStoodFor()
    {
        // q = k = x; v is the input as well; the output gate is open.
        var w = new double[9, 2];
        (w[0, 0], w[1, 1], w[2, 0], w[3, 1]) = (1, 1, 1, 1);
        double[] b = [0, 0, 0, 0, 0, 0, 100, 100, 0];
        (w[4, 0], w[5, 1]) = (1, 1);
        double[,] x = { { 3, 0 }, { 0, 2 }, { 5, 0 } };

        double[,] h = DeltaReference<NoDeltaDecay>.Forward(
            new CellReferenceWeights(w, null, b), x, new double[6]).H;

        Assert.Equal(Near.Flat(x).ToArray(), Near.Flat(h).ToArray(), (a, b) => Math.Abs(a - b) < 1e-9);
    }
}

public sealed class DeltaDecayReferenceTests() :
    MatrixReferenceTests(CellReference.Of<DeltaReference<GatedDeltaDecay>>(), 2, hasNormalizer: false);
