using Carousel.Reference.Primitives;

namespace Carousel.Reference.Elementwise;

/// <summary>Twin of ElementwiseKernel: each function of one number with its slope, by name.</summary>
internal static class ElementwiseReference
{
    /// <summary>f(x).</summary>
    /// <param name="function">The name, as ElementwiseFunction has it.</param>
    /// <param name="x">[n].</param>
    public static double[] Forward(string function, double[] x)
    {
        var y = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            y[i] = Value(function, x[i]);
        }

        return y;
    }

    /// <summary>dy·f′(x).</summary>
    /// <param name="function">The name, as ElementwiseFunction has it.</param>
    /// <param name="x">[n].</param>
    /// <param name="dy">[n].</param>
    public static double[] Backward(string function, double[] x, double[] dy)
    {
        var dx = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            dx[i] = dy[i] * Slope(function, x[i]);
        }

        return dx;
    }

    private static double Value(string function, double x) => function switch
    {
        "Tanh" => Math.Tanh(x),
        "Logistic" => SpecialFunctionsReference.Logistic(x),
        "Relu" => Math.Max(x, 0),
        "Softplus" => SpecialFunctionsReference.Softplus(x),
        "Exp" => Math.Exp(x),
        "Log" => Math.Log(x),
        "Square" => x * x,
        "Absolute" => Math.Abs(x),
        "Sin" => Math.Sin(x),
        "Cos" => Math.Cos(x),
        "Gelu" => x * Distribution(x),
        _ => throw new ArgumentException($"No function {function}.", nameof(function)),
    };

    private static double Slope(string function, double x) => function switch
    {
        "Tanh" => 1 - (Math.Tanh(x) * Math.Tanh(x)),
        "Logistic" => SpecialFunctionsReference.Logistic(x) * SpecialFunctionsReference.Logistic(-x),
        "Relu" => x > 0 ? 1 : 0,
        "Softplus" => SpecialFunctionsReference.Logistic(x),
        "Exp" => Math.Exp(x),
        "Log" => 1 / x,
        "Square" => 2 * x,
        "Absolute" => Math.Sign(x),
        "Sin" => Math.Cos(x),
        "Cos" => -Math.Sin(x),
        "Gelu" => Distribution(x) + (x * Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI)),
        _ => throw new ArgumentException($"No function {function}.", nameof(function)),
    };

    private static double Distribution(double x) => (1 + SpecialFunctionsReference.Erf(x / Math.Sqrt(2))) / 2;
}
