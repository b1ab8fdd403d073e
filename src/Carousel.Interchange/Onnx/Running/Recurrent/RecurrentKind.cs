namespace Carousel.Interchange.Onnx.Running.Recurrent;

/// <summary>A recurrent operator of the standard.</summary>
/// <param name="Name">The operator's name.</param>
/// <param name="Gates">How many gates have weights.</param>
/// <param name="Defaults">The activations of one direction, where none are named.</param>
internal sealed record RecurrentKind(string Name, int Gates, IReadOnlyList<string> Defaults)
{
    /// <summary>Gates i, o, f, c; activations of the gates, the cell and the output.</summary>
    public static RecurrentKind Lstm { get; } = new("LSTM", 4, ["Sigmoid", "Tanh", "Tanh"]);

    /// <summary>Gates z, r, h; activations of the gates and the candidate.</summary>
    public static RecurrentKind Gru { get; } = new("GRU", 3, ["Sigmoid", "Tanh"]);

    /// <summary>One activation.</summary>
    public static RecurrentKind Rnn { get; } = new("RNN", 1, ["Tanh"]);

    /// <summary>Whether there is a cell beside the hidden state.</summary>
    public bool HasCell => this == Lstm;
}
