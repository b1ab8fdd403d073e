namespace Carousel.Interchange.Networks;

/// <summary>y = f(W x + b).</summary>
/// <param name="Name">As of any stage.</param>
/// <param name="Weight">[O, I].</param>
/// <param name="Bias">[O]; zeros where the layer has none.</param>
/// <param name="Activation">f.</param>
internal sealed record DenseStage(string Name, WeightMatrix Weight, float[] Bias, DenseActivation Activation)
    : Stage(Name, Weight.Columns, Weight.Rows);

/// <summary>The function after a dense stage.</summary>
internal enum DenseActivation
{
    /// <summary>None.</summary>
    Linear,

    /// <summary>tanh x.</summary>
    Tanh,

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    Logistic,

    /// <summary>max(x, 0).</summary>
    Relu,
}
