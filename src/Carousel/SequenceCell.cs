namespace Carousel;

/// <summary>What remembers, from step to step, in the layers of a <see cref="SequenceModel"/>.</summary>
public enum SequenceCell
{
    /// <summary>Long short-term memory: the one to begin with.</summary>
    Lstm,

    /// <summary>The gated recurrent unit: a quarter fewer weights, often as good.</summary>
    Gru,

    /// <summary>The simple recurrent layer with tanh: fast, with a short memory.</summary>
    Elman,
}
