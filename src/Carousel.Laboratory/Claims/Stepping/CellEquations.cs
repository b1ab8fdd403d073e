using Carousel.Layers;
using Carousel.Memory;

namespace Carousel.Laboratory.Claims.Stepping;

/// <summary>The equations of a cell, evaluated in double precision term by term, so that each can be shown beside its values.</summary>
/// <remarks>The weights are those of a layer of the library; what comes out is compared with what that layer gives.</remarks>
internal abstract class CellEquations
{
    private readonly double[] _w;
    private readonly double[] _r;
    private readonly double[] _b;

    /// <summary>Takes over the weights of a layer.</summary>
    protected CellEquations(SequenceLayer layer, Parameter w, Parameter r, Parameter b)
    {
        (I, H) = (layer.InputSize, layer.OutputSize);
        (_w, _r, _b) = (Values(w), Values(r), Values(b));
    }

    /// <summary>Features of a step.</summary>
    public int I { get; }

    /// <summary>Units.</summary>
    public int H { get; }

    /// <summary>The cell's name.</summary>
    public abstract string Name { get; }

    /// <summary>The equations of a layer's cell.</summary>
    /// <param name="layer">A plain LSTM, a GRU or an Elman layer, built.</param>
    /// <exception cref="ClaimInputException">It is another layer.</exception>
    public static CellEquations Of(SequenceLayer layer) => layer switch
    {
        Lstm { Options.IsPlain: true } lstm => new LstmEquations(lstm),
        Gru gru => new GruEquations(gru),
        Elman elman => new ElmanEquations(elman),
        _ => throw new ClaimInputException($"step shows the cells lstm, gru and elman, but this network begins with a {layer.GetType().Name} of another form."),
    };

    /// <summary>Runs one step.</summary>
    /// <param name="x">[I].</param>
    /// <param name="before">The state before it.</param>
    /// <returns>Every equation with its terms, and the state after it.</returns>
    public abstract CellStep Step(ReadOnlySpan<float> x, CellState before);

    /// <summary>The state at the start of a sequence.</summary>
    public CellState Start() => new(new double[H], new double[H]);

    /// <summary>The terms of one gate: W x, R h₋, b.</summary>
    protected GateTerms Terms(int gate, ReadOnlySpan<float> x, double[] h)
    {
        var terms = new GateTerms(new double[H], new double[H], _b.AsSpan(gate * H, H).ToArray());
        for (int u = 0; u < H; u++)
        {
            int row = (gate * H) + u;
            for (int i = 0; i < I; i++)
            {
                terms.Input[u] += _w[(row * I) + i] * x[i];
            }

            for (int v = 0; v < H; v++)
            {
                terms.Recurrent[u] += _r[(row * H) + v] * h[v];
            }
        }

        return terms;
    }

    /// <summary>The values of a parameter.</summary>
    protected static double[] Values(Parameter parameter) => [.. parameter.Value.ToArray().Select(v => (double)v)];

    /// <summary>One value for each unit.</summary>
    protected double[] Each(Func<int, double> value) => [.. Enumerable.Range(0, H).Select(value)];

    /// <summary>σ.</summary>
    protected static double Logistic(double z) => 1 / (1 + Math.Exp(-z));
}

/// <summary>The terms that a gate sums up, one value for each unit.</summary>
/// <param name="Input">W x.</param>
/// <param name="Recurrent">R h₋.</param>
/// <param name="Bias">b.</param>
internal sealed record GateTerms(double[] Input, double[] Recurrent, double[] Bias)
{
    /// <summary>Their sum for a unit.</summary>
    public double Sum(int unit) => Input[unit] + Recurrent[unit] + Bias[unit];
}
