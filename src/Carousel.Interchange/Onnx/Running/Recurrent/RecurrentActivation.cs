using Carousel.Cells;
using Carousel.Interchange.Onnx.Reading;
using Carousel.Interchange.Onnx.Running.Operators;
using Carousel.Kernels.Primitives;

namespace Carousel.Interchange.Onnx.Running.Recurrent;

/// <summary>An activation of a recurrent operator, with its alpha and beta.</summary>
/// <param name="Name">The standard's name.</param>
/// <param name="Function">What it does.</param>
internal sealed record RecurrentActivation(string Name, Func<double, double> Function)
{
    private static readonly Kind[] _kinds =
    [
        new("Relu", null, null, static (x, _, _) => Math.Max(x, 0)),
        new("Tanh", null, null, static (x, _, _) => ScalarMath.Tanh(x)),
        new("Sigmoid", null, null, static (x, _, _) => ScalarMath.Logistic(x)),
        new("Affine", 1, 0, static (x, alpha, beta) => (alpha * x) + beta),
        new("LeakyRelu", 0.01f, null, static (x, alpha, _) => x < 0 ? alpha * x : x),
        new("ThresholdedRelu", 1, null, static (x, alpha, _) => x > alpha ? x : 0),
        new("ScaledTanh", float.NaN, float.NaN, static (x, alpha, beta) => alpha * ScalarMath.Tanh(beta * x)),
        new("HardSigmoid", 0.2f, 0.5f, static (x, alpha, beta) => Math.Clamp((alpha * x) + beta, 0, 1)),
        new("Elu", 1, null, static (x, alpha, _) => x < 0 ? alpha * RealFunctions.ExpMinusOne(x) : x),
        new("Softsign", null, null, static (x, _, _) => x / (1 + Math.Abs(x))),
        new("Softplus", null, null, static (x, _, _) => RealFunctions.Softplus(x)),
    ];

    /// <summary>Reads the activations of all directions.</summary>
    /// <param name="node">The operator.</param>
    /// <param name="kind">Which one.</param>
    /// <param name="directions">1 or 2.</param>
    /// <returns>For each direction its activations.</returns>
    /// <exception cref="Carousel.Storage.ModelFileException">A name is unknown, or the lists do not fit each
    /// other.</exception>
    public static RecurrentActivation[][] Read(OnnxNode node, RecurrentCell kind, int directions)
    {
        string[] names = node.Words("activations")
            ?? [.. Enumerable.Repeat(kind.Onnx!.Activations, directions).SelectMany(d => d)];
        var alphas = new Queue<float>(node.Numbers("activation_alpha") ?? []);
        var betas = new Queue<float>(node.Numbers("activation_beta") ?? []);
        if (names.Length != directions * kind.Onnx!.Activations.Count)
        {
            throw node.Wrong(
                $"has {names.Length} activations, where {directions * kind.Onnx!.Activations.Count} are "
                + $"expected: {kind.Onnx!.Activations.Count} for each direction.");
        }

        RecurrentActivation[] all = Array.ConvertAll(names, name => Make(node, name, alphas, betas));
        return alphas.Count > 0 || betas.Count > 0
            ? throw node.Wrong(
                $"has {alphas.Count} values of activation_alpha and {betas.Count} of activation_beta more than its "
                + $"activations [{string.Join(", ", names)}] take. "
                + "The standard hands them out in the order of the activations that have one; write as many.")
            : [.. all.Chunk(kind.Onnx!.Activations.Count)];
    }

    // Values are handed out in order to those activations that have one; where they run out, the default of the
    // operator of that name stands. One has none.
    private static RecurrentActivation Make(OnnxNode node, string name, Queue<float> alphas, Queue<float> betas)
    {
        Kind kind = _kinds.FirstOrDefault(k => string.Equals(k.Name, name, StringComparison.OrdinalIgnoreCase))
            ?? throw node.Wrong(
                $"has the activation '{name}'. The standard's are {string.Join(", ", _kinds.Select(k => k.Name))}.");
        double alpha = kind.Alpha is null ? 0 : alphas.TryDequeue(out float a) ? a : kind.Alpha.Value;
        double beta = kind.Beta is null ? 0 : betas.TryDequeue(out float b) ? b : kind.Beta.Value;
        if (double.IsNaN(alpha) || double.IsNaN(beta))
        {
            throw node.Wrong(
                $"has the activation '{kind.Name}' without its values in activation_alpha and activation_beta, for "
                + $"which the standard names no default. Write them.");
        }

        return new RecurrentActivation(kind.Name, x => kind.Function(x, alpha, beta));
    }

    private sealed record Kind(string Name, float? Alpha, float? Beta, Func<double, double, double, double> Function);
}
