namespace Carousel.Tensors;

/// <summary>A function of one number, applied to every value of a tensor.</summary>
public enum ElementwiseFunction
{
    /// <summary>tanh x.</summary>
    Tanh,

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    Logistic,

    /// <summary>max(x, 0); its slope at 0 is 0.</summary>
    Relu,

    /// <summary>ln(1 + eˣ).</summary>
    Softplus,

    /// <summary>eˣ.</summary>
    Exp,

    /// <summary>ln x.</summary>
    Log,

    /// <summary>x².</summary>
    Square,

    /// <summary>|x|; its slope at 0 is 0.</summary>
    Absolute,

    /// <summary>sin x, for |x| ≤ 131072.</summary>
    Sin,

    /// <summary>cos x, for |x| ≤ 131072.</summary>
    Cos,

    /// <summary>x·Φ(x), where Φ is the distribution function of the normal distribution.</summary>
    Gelu,
}
