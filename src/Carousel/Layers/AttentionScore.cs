namespace Carousel.Layers;

/// <summary>How a query q is compared with a row m of a memory.</summary>
public enum AttentionScore
{
    /// <summary>v·tanh(W_q·q + W_m·m).</summary>
    /// <remarks>Bahdanau, Cho and Bengio 2015, appendix A.1.2.</remarks>
    Additive,

    /// <summary>q·(W·m).</summary>
    /// <remarks>Luong, Pham and Manning 2015, equation 8, "general".</remarks>
    General,

    /// <summary>q·m, where both have the same size.</summary>
    /// <remarks>Luong, Pham and Manning 2015, equation 8, "dot".</remarks>
    Dot,
}
