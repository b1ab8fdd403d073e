using Carousel.Testing;

namespace Carousel.Cli.Tests.SelfTesting;

/// <summary>A layer computed by a twin, one sequence at a time. Gradients of parameters add up.</summary>
internal abstract class TwinLayer(IReadOnlyDictionary<string, double[]> parameters, string prefix = "")
{
    /// <summary>By <c>d</c> and the parameter's name.</summary>
    public Dictionary<string, double[]> Gradients { get; } = [];

    /// <summary>What one sequence gives.</summary>
    /// <param name="x">[T, I].</param>
    /// <param name="start">The state before the first step; empty for a layer without.</param>
    public abstract (double[,] Y, double[] Final) Forward(double[,] x, double[] start);

    /// <summary>Gradients of Σ dy⊙y + Σ dfinal⊙final.</summary>
    public abstract (double[,] Dx, double[] Dstart) Backward(
        double[,] x, double[] start, double[,] dy, double[] dfinal);

    protected double[] Vector(string name) => parameters[prefix + name];

    protected double[]? VectorOrNone(string name) => parameters.GetValueOrDefault(prefix + name);

    protected double[,] Matrix(string name, int columns) => MatrixOrNone(name, columns)!;

    protected double[,]? MatrixOrNone(string name, int columns) =>
        VectorOrNone(name) is { } values ? OfRows(values, columns) : null;

    protected void Add(string name, Array? gradient)
    {
        if (gradient is null || !parameters.ContainsKey(prefix + name))
        {
            return;
        }

        Span<double> values = Near.Flat(gradient);
        double[] sum = Gradients.TryGetValue("d" + prefix + name, out double[]? found)
            ? found
            : Gradients["d" + prefix + name] = new double[values.Length];
        for (int k = 0; k < sum.Length; k++)
        {
            sum[k] += values[k];
        }
    }

    /// <summary>[N, columns].</summary>
    public static double[,] OfRows(double[] values, int columns)
    {
        var matrix = new double[values.Length / columns, columns];
        values.CopyTo(Near.Flat(matrix));
        return matrix;
    }

    protected static double[] LastOf(double[,] states, double[] start) =>
        states.GetLength(0) == 0 ? start : RowOf(states, states.GetLength(0) - 1);

    protected static double[] RowOf(double[,] values, int row) =>
        [.. Enumerable.Range(0, values.GetLength(1)).Select(k => values[row, k])];
}
