namespace Carousel;

/// <summary>Which recurrent cell a model is made of, in the order of <see cref="Layers.RecurrentCell.All"/>.</summary>
public enum CellKind
{
    /// <summary>Long short-term memory with forget gates: the one to begin with.</summary>
    Lstm,

    /// <summary>Gated recurrent unit, reset gate after the recurrent product: a quarter fewer weights, often as
    /// good.</summary>
    Gru,

    /// <summary>The simple recurrent network of Elman: fast, with a short memory.</summary>
    Elman,

    /// <summary>A minimal GRU: one gate, which reads only the input; fast on long sequences.</summary>
    Mingru,

    /// <summary>A minimal LSTM: a forget and an input gate that add up to one and read only the input.</summary>
    Minlstm,

    /// <summary>An LSTM with an exponential input gate and a normaliser: what comes late can outweigh all before.
    /// </summary>
    Slstm,

    /// <summary>An LSTM whose heads hold a matrix each: many pairs of a key and a value, read by a query.</summary>
    Mlstm,

    /// <summary>The delta rule: a matrix a head, corrected where it answers a key wrongly; rates up to 2.</summary>
    Delta,
}
