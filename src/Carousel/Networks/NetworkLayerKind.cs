using System.Text.Json.Serialization;

namespace Carousel.Networks;

/// <summary>What a layer of a plain chain is.</summary>
public enum NetworkLayerKind
{
    /// <summary>Rows of a table by the number of a symbol.</summary>
    Embedding,

    /// <summary>Long short-term memory.</summary>
    Lstm,

    /// <summary>A gated recurrent unit.</summary>
    Gru,

    /// <summary>The simple recurrent layer with tanh.</summary>
    Elman,

    /// <summary>y = f(W x + b).</summary>
    Dense,

    /// <summary>Layer normalisation.</summary>
    [JsonStringEnumMemberName("Normalisation")]
    Normalization,

    /// <summary>One row of all steps.</summary>
    Pooling,

    /// <summary>Units set to 0 at random in training.</summary>
    Dropout,

    /// <summary>A convolution over steps.</summary>
    Convolution,

    /// <summary>A minimal GRU.</summary>
    Mingru,

    /// <summary>A minimal LSTM.</summary>
    Minlstm,

    /// <summary>An LSTM with an exponential input gate.</summary>
    Slstm,

    /// <summary>An LSTM whose heads hold a matrix each.</summary>
    Mlstm,

    /// <summary>The delta rule.</summary>
    Delta,
}

/// <summary>How one row is made of all steps.</summary>
public enum NetworkPooling
{
    /// <summary>The row of the last step.</summary>
    Last,

    /// <summary>The mean of all rows.</summary>
    Mean,

    /// <summary>The largest of all rows, value by value.</summary>
    Max,

    /// <summary>
    /// The last state of each direction of the layer below: of the reverse one that is the row of the first step.
    /// </summary>
    Final,
}
